import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rootOf, verifyConsistency, verifyInclusion } from '@glovebox/crypto'
import { compareCheckpoints, verifyLogExport, verifyReceiptBundle } from '../../service/api/src/index.ts'
import { proveConsistency, proveInclusion } from '../../service/server/src/log/proofs.ts'
import { verifyLog } from '../../service/server/src/log/verify.ts'
import { appendEntry, readEntries, readHead, readStoredLog } from '../../service/server/src/state/audit-log.ts'
import { inSnapshot, inTransaction, type RoomState } from '../../service/server/src/store/room-state.ts'
import type { Store } from '../../service/server/src/store/store.ts'
import { proveReceipt } from '../../service/server/src/usecase/prove-receipt.ts'
import {
  advertiser,
  at,
  checkpointNow,
  consistency,
  exported,
  happen,
  lineOf,
  publisher,
  refusedQuestion,
  repeatingRoom,
  result,
  runOnce,
  salt,
  signer,
  trust,
} from './server-log.ts'

type Check = (sentence: string, work: (open: () => Promise<RoomState>) => Promise<void>) => void

/** What the verifiable log promises, whichever database it is kept in. */
export function logSuite(name: string, openStore: () => Promise<Store>): void {
  const holds: Check = (sentence, work) => {
    test(`${name}: ${sentence}`, async () => {
      const stores: Store[] = []
      const open = async (): Promise<RoomState> => {
        const store = await openStore()
        stores.push(store)
        return repeatingRoom(store)
      }
      try {
        await work(open)
      } finally {
        for (const store of stores) await store.close()
      }
    })
  }
  trees(holds)
  receipts(holds)
  exports(holds)
  forks(holds)
}

async function isWhole(state: RoomState): Promise<boolean> {
  const verified = await inSnapshot(state, async (picture) => verifyLog(await readStoredLog(picture)))
  return verified.status === 'ok'
}

function trees(holds: Check): void {
  holds('every entry is proven against every later size, and every size against every later one', async (open) => {
    const state = await open()
    const roots = [(await readHead(state)).hash]
    for (let size = 1; size <= 17; size++) {
      await happen(state, refusedQuestion('advertiser', `SELECT ${size}`))
      roots.push((await readHead(state)).hash)
    }
    const leaves = (await readEntries(state, {})).map(({ hash }) => hash)
    for (const [newSize, newRoot] of roots.entries()) {
      assert.equal(newRoot, rootOf(leaves.slice(0, newSize)))
      for (const [oldSize, oldRoot] of roots.slice(0, newSize + 1).entries()) {
        const { proof } = await consistency(state, oldSize, newSize)
        assert.deepEqual(verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }), { ok: true })
        if (oldSize === 0) continue
        const inclusion = await proveInclusion(state, oldSize, newSize)
        const claim = { index: oldSize - 1, leafHash: leaves[oldSize - 1] ?? '', size: newSize, root: newRoot }
        assert.deepEqual(verifyInclusion({ ...claim, proof: inclusion?.proof ?? [] }), { ok: true })
      }
    }
    assert.ok(await isWhole(state))
  })
  holds('there is no proof of what is not there', async (open) => {
    const state = await open()
    assert.deepEqual(await proveConsistency(state, 0, 0), { proof: [] })
    await happen(state, refusedQuestion('advertiser', 'SELECT 1'))
    for (const [sequence, size] of [
      [0, 1],
      [2, 1],
      [1, 2],
      [-1, 1],
      [1, 1.5],
    ] as const)
      assert.equal(await proveInclusion(state, sequence, size), undefined)
    for (const [oldSize, newSize] of [
      [2, 1],
      [1, 2],
      [-1, 1],
      [0, 0.5],
    ] as const)
      assert.equal(await proveConsistency(state, oldSize, newSize), undefined)
  })
  holds('entries that are written at once stand in one order, in one tree', async (open) => {
    const state = await open()
    const heads = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        inTransaction(state, (tx) => appendEntry(tx, refusedQuestion('advertiser', `SELECT ${i}`), at)),
      ),
    )
    assert.equal(new Set(heads.map(({ sequence }) => sequence)).size, 100)
    assert.ok(await isWhole(state))
    for (const { sequence, hash } of heads) {
      const { proof } = await consistency(state, sequence, 100)
      const claim = { oldSize: sequence, oldRoot: hash, newSize: 100, newRoot: (await readHead(state)).hash, proof }
      assert.deepEqual(verifyConsistency(claim), { ok: true })
    }
  })
  holds('a stored subtree that was changed is found', async (open) => {
    const state = await open()
    for (let i = 0; i < 9; i++) await happen(state, refusedQuestion('advertiser', `SELECT ${i}`))
    assert.ok(await isWhole(state))
    await state.db
      .updateTable('log_nodes')
      .set({ hash: '0'.repeat(64) })
      .where('level', '=', 2)
      .execute()
    const verified = await inSnapshot(state, async (picture) => verifyLog(await readStoredLog(picture)))
    assert.equal(verified.status === 'broken' && verified.brokenAt, 4)
  })
}

function receipts(holds: Check): void {
  holds('a receipt is verified by another member, offline, with the public key alone', async (open) => {
    const state = await open()
    await happen(state, refusedQuestion('advertiser', 'SELECT 1'))
    const id = await runOnce(state, 'run_a')
    for (let i = 0; i < 5; i++) {
      const proven = await proveReceipt(signer, state, i % 2 === 0 ? { id } : { run: 'run_a' })
      const verdict = verifyReceiptBundle(JSON.parse(JSON.stringify(proven?.bundle)), trust)
      assert.deepEqual([verdict.status, verdict.status === 'verified' && verdict.sequence], ['verified', 3])
      await happen(state, refusedQuestion('advertiser', `SELECT ${i}`))
    }
    assert.equal(await proveReceipt(signer, state, { id: 'rcpt_none' }), undefined)
  })
  holds('a receiver proves what the result was', async (open) => {
    const state = await open()
    const proven = await proveReceipt(signer, state, { id: await runOnce(state, 'run_a') })
    const opening = { salt: Buffer.from(salt).toString('hex'), result }
    assert.equal(verifyReceiptBundle(proven?.bundle, trust, opening).status, 'verified')
    const other = { ...opening, result: { ...result, rows: [[1205], [null]] } }
    assert.equal(verifyReceiptBundle(proven?.bundle, trust, other).status, 'refuted')
  })
}

function exports(holds: Check): void {
  holds('each member exports what it may see, and verifies all of it', async (open) => {
    const state = await open()
    await happen(state, refusedQuestion('advertiser', 'SELECT secret FROM plans'))
    await runOnce(state, 'run_a')
    await happen(state, { kind: 'governed', member: 'publisher', action: 'table-paused', subject: 'impressions' })
    const [all, some] = [await exported(state, advertiser), await exported(state, publisher)]
    const kinds = (lines: readonly string[]): readonly string[] =>
      lines.map((line) => Object.keys(lineOf(line)).join(' '))
    const entry = 'sequence entry'
    assert.deepEqual(kinds(all), [entry, entry, entry, entry, 'checkpoint key'])
    assert.deepEqual(kinds(some), ['sequence leafHash', entry, entry, entry, 'checkpoint key'])
    assert.doesNotMatch(some.join('\n'), /secret|plans/)
    for (const [lines, hidden] of [
      [all, 0],
      [some, 1],
    ] as const) {
      const verdict = await verifyLogExport(lines, trust)
      assert.ok(verdict.status === 'verified', JSON.stringify(verdict))
      assert.deepEqual([verdict.size, verdict.hidden], [4, hidden])
    }
  })
  holds('the hash of a hidden entry does not tell a good guess of it from a bad one', async (open) => {
    const [one, other] = [await open(), await open()]
    // The same entry at the same place and time, with other random numbers.
    other.random(1)
    for (const state of [one, other]) await happen(state, refusedQuestion('advertiser', 'SELECT 1'))
    assert.notDeepEqual(lineOf((await exported(one, publisher))[0]), lineOf((await exported(other, publisher))[0]))
  })
  holds('an export of a log that grows meanwhile is whole at the size it began with', async (open) => {
    const state = await open()
    await happen(state, refusedQuestion('advertiser', 'SELECT 1'), refusedQuestion('advertiser', 'SELECT 2'))
    const lines = exported(state, advertiser)
    await happen(state, refusedQuestion('advertiser', 'SELECT 3'))
    assert.equal((await verifyLogExport(await lines, trust)).status, 'verified')
  })
}

/** Two stores of one server that tell two members two histories, which part after some entries. */
async function forked(
  open: () => Promise<RoomState>,
): Promise<{ readonly honest: RoomState; readonly other: RoomState }> {
  const [honest, other] = [await open(), await open()]
  for (const state of [honest, other]) {
    await happen(state, { kind: 'governed', member: 'publisher', action: 'member-joined' })
    await runOnce(state, 'run_a')
  }
  return { honest, other }
}

function forks(holds: Check): void {
  holds('members who compare checkpoints find a forked log, though each history is whole', async (open) => {
    const { honest, other } = await forked(open)
    const common = await checkpointNow(honest)
    assert.equal(common, await checkpointNow(other))
    await happen(honest, refusedQuestion('advertiser', 'SELECT 1'))
    await happen(other, refusedQuestion('advertiser', 'SELECT 2'))
    const [mine, theirs] = [await checkpointNow(honest), await checkpointNow(other)]
    // Nobody sees anything wrong alone: the log is whole, exports and receipts verify, and the past is kept.
    for (const state of [honest, other]) {
      assert.ok(await isWhole(state))
      const proven = await proveReceipt(signer, state, { run: 'run_a' })
      assert.equal(verifyReceiptBundle(proven?.bundle, trust).status, 'verified')
      assert.equal(
        (await verifyLogExport(await exported(state, publisher), trust, { noted: common })).status,
        'verified',
      )
      const kept = compareCheckpoints(common, await checkpointNow(state), trust, await consistency(state, 3, 4))
      assert.equal('kind' in kept && kept.kind, 'same-history')
    }
    const found = compareCheckpoints(mine, theirs, trust)
    assert.equal('kind' in found && found.kind, 'forked')
    // A longer history does not hide it, whichever of its two faces the server proves it with.
    await happen(other, refusedQuestion('advertiser', 'SELECT 3'))
    await happen(honest, refusedQuestion('advertiser', 'SELECT 3'))
    for (const face of [honest, other]) {
      const later = compareCheckpoints(mine, await checkpointNow(other), trust, await consistency(face, 4, 5))
      assert.equal('kind' in later && later.kind, 'rewritten')
    }
  })
  holds('a history that was rewritten with all its hashes is found by a checkpoint of before', async (open) => {
    const [before, rewritten] = [await open(), await open()]
    await happen(before, refusedQuestion('advertiser', 'SELECT 1'), refusedQuestion('advertiser', 'SELECT 2'))
    const noted = await checkpointNow(before)
    await happen(rewritten, refusedQuestion('advertiser', 'SELECT 0'), refusedQuestion('advertiser', 'SELECT 2'))
    await runOnce(rewritten, 'run_a')
    assert.ok(await isWhole(rewritten))
    const lines = await exported(rewritten, publisher)
    assert.equal((await verifyLogExport(lines, trust)).status, 'verified')
    const verdict = await verifyLogExport(lines, trust, { noted })
    assert.equal(verdict.status === 'refuted' && verdict.diagnostics[0]?.code, 'LOG_OLD_ROOT_MISMATCH')
    const found = compareCheckpoints(noted, await checkpointNow(rewritten), trust, await consistency(rewritten, 2, 4))
    assert.equal('kind' in found && found.kind, 'rewritten')
  })
}
