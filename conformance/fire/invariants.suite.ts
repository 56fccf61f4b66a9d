import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { getLogCheckpoint, getReceipt, getTemplate, listBudgets, readRun, verifyReceiptBundle } from '@glovebox/api'
import { verifyConsistency } from '@glovebox/crypto'
import { ledgerFault } from '../../service/server/src/ledger/against-log.ts'
import { proveConsistency } from '../../service/server/src/log/proofs.ts'
import { verifyLog } from '../../service/server/src/log/verify.ts'
import { readHead, readStoredLog } from '../../service/server/src/state/audit-log.ts'
import { inSnapshot, type RoomState, roomState } from '../../service/server/src/store/room-state.ts'
import type { Vault } from '../../service/server/src/store/vault.ts'
import type { FireGround } from './ground.suite.ts'
import type { Load } from './load.suite.ts'

/** What somebody who looks at the log from time to time remembers of it. */
export type Witness = { size: number; root: string }

/** A witness who has seen nothing. */
export function newWitness(): Witness {
  return { size: 0, root: '' }
}

/** Everything public of a room; what is sealed stays so. */
function stateOf({ store, room: { collaboration } }: FireGround): RoomState {
  const sealed = (): never => {
    throw new Error('nobody opens what is sealed here')
  }
  const vault: Vault = { seal: sealed, open: sealed, madeOf: sealed, canSeal: sealed }
  return roomState(store, { collaboration, vault, random: (bytes) => randomBytes(bytes) })
}

/** What must hold in the database at every moment, whoever died on it. Quick. */
export async function checkBooks(
  ground: FireGround,
  load: Pick<Load, 'acknowledged'>,
  { witness, affordable }: { readonly witness: Witness; readonly affordable: number },
): Promise<void> {
  const state = stateOf(ground)
  // What is acknowledged while the picture is looked at need not be in it.
  const acknowledged = [...load.acknowledged]
  await inSnapshot(state, async (picture) => {
    assert.equal(await ledgerFault(picture), undefined)
    const head = await readHead(picture)
    if (witness.size > 0) {
      const proof = await proveConsistency(picture, witness.size, head.sequence)
      assert.ok(proof !== undefined, `the log had ${witness.size} entries and has ${head.sequence}`)
      const sizes = { oldSize: witness.size, oldRoot: witness.root, newSize: head.sequence, newRoot: head.hash }
      const verdict = verifyConsistency({ ...sizes, proof: proof.proof })
      assert.ok(verdict.ok, `the log was rewritten: ${JSON.stringify(verdict)}`)
    }
    Object.assign(witness, { size: head.sequence, root: head.hash })
    for (const { period, count } of await chargesByPeriod(picture))
      assert.ok(Number(count) <= affordable, `period ${period} paid for ${count} questions of ${affordable}`)
    const rows = await picture.db
      .selectFrom('runs')
      .select(['id', 'idempotency_key'])
      .where('collaboration', '=', picture.collaboration)
      .where('idempotency_key', 'is not', null)
      .execute()
    const kept = new Map(rows.map(({ id, idempotency_key }) => [idempotency_key ?? '', id]))
    assert.equal(kept.size, rows.length, 'a key has two runs')
    for (const [key, run] of acknowledged) assert.equal(kept.get(key), run, `the run of ${key} was lost`)
  })
}

async function chargesByPeriod({
  db,
  collaboration,
}: RoomState): Promise<readonly { period: number; count: unknown }[]> {
  return await db
    .selectFrom('ledger_charges as c')
    .innerJoin('ledger_entries as e', (join) =>
      join.onRef('e.collaboration', '=', 'c.collaboration').onRef('e.entry', '=', 'c.entry'),
    )
    .select(['c.period', ({ fn }) => fn.countAll().as('count')])
    .where('c.collaboration', '=', collaboration)
    .where('e.status', '<>', 'released')
    .groupBy('c.period')
    .execute()
}

/** The whole log, entry by entry, against its tree and its receipts. */
export async function checkLog(ground: FireGround): Promise<void> {
  const verified = await inSnapshot(stateOf(ground), async (picture) => await verifyLog(await readStoredLog(picture)))
  assert.equal(verified.status, 'ok', JSON.stringify(verified))
}

const ends: ReadonlySet<string> = new Set(['ok', 'refused', 'failed', 'timed-out', 'cancelled'])

/** What members find when all is quiet: every run has ended, and every receipt verifies. Gives how runs ended. */
export async function checkEnds(ground: FireGround, load: Load): Promise<ReadonlyMap<string, number>> {
  const { room, store } = ground
  const { advertiser, publisher, collaboration } = room
  const statuses = new Map<string, number>()
  const deadline = performance.now() + 60_000
  const unended = async (): Promise<readonly { id: string; status: string }[]> =>
    await store.db
      .selectFrom('runs')
      .select(['id', 'status'])
      .where('status', 'in', ['queued', 'running', 'awaiting-approval'])
      .execute()
  for (let open = await unended(); open.length > 0; open = await unended()) {
    assert.ok(performance.now() < deadline, `${open.length} runs do not end, as ${JSON.stringify(open[0])}`)
    const [{ id } = { id: '' }] = open
    await advertiser.client.call(readRun, { params: { collaboration, run: id }, query: { wait: 1 } })
  }
  const rows = await store.db.selectFrom('runs').select(['id', 'status', 'reason', 'receipt']).execute()
  const { key } = await publisher.client.call(getLogCheckpoint, { params: { collaboration } })
  const receipts = new Map(
    (await store.db.selectFrom('receipts').select(['id', 'run']).execute()).map(({ id, run }) => [run, id]),
  )
  for (const { id, status, reason, receipt } of rows) {
    const name = reason === null ? status : `${status} (${reason})`
    statuses.set(name, (statuses.get(name) ?? 0) + 1)
    assert.ok(ends.has(status), `${id} is ${status}`)
    // The record of a run and the audit log tell one story.
    assert.equal(receipts.get(id), receipt ?? undefined, `${id} is ${name}`)
    assert.ok(status !== 'ok' || receipt !== null)
  }
  assert.deepEqual(await store.db.selectFrom('open_runs').select('run').execute(), [])
  const some = [...receipts.values()].sort(() => Math.random() - 0.5).slice(0, 300)
  const trust = { verifierKey: key }
  for (const receipt of some) {
    const bundle = await publisher.client.call(getReceipt, { params: { collaboration, receipt } })
    const verified = verifyReceiptBundle(bundle, trust)
    assert.equal(verified.status, 'verified', JSON.stringify(verified))
  }
  const { budgets } = await publisher.client.call(listBudgets, { params: { collaboration }, query: { limit: 1 } })
  for (const { spent, isFrozen } of budgets) assert.ok(spent.share <= 1 && !isFrozen, JSON.stringify(spent))
  const template = await publisher.client.call(getTemplate, { params: { collaboration, template: 'reach' } })
  assert.ok(template.latest.version >= load.template(), 'a version of a template was lost')
  return statuses
}
