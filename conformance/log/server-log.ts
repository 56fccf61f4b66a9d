import { createHash } from 'node:crypto'
import type { LogExportLine, ReceiptBundle, ResultOpening, Trust } from '../../service/api/src/index.ts'
import { checkpointOf, keyOf, type Signer, verifierKeyOf } from '../../service/server/src/log/checkpoint.ts'
import type { LogEvent } from '../../service/server/src/log/entry.ts'
import { proveConsistency } from '../../service/server/src/log/proofs.ts'
import type { RunDraft } from '../../service/server/src/log/receipt.ts'
import { type CommittedResult, commitmentTo } from '../../service/server/src/log/tagged-hash.ts'
import type { Viewer } from '../../service/server/src/log/visible-to.ts'
import { appendEntry, readHead } from '../../service/server/src/state/audit-log.ts'
import { insertRun } from '../../service/server/src/state/runs.ts'
import { inTransaction, type RoomState, roomState } from '../../service/server/src/store/room-state.ts'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'
import type { Store } from '../../service/server/src/store/store.ts'
import { plainVault } from '../../service/server/src/store/vault.ts'
import { exportLog } from '../../service/server/src/usecase/export-log.ts'
import { proveReceipt } from '../../service/server/src/usecase/prove-receipt.ts'
import { settleRun } from '../../service/server/src/usecase/settle-run.ts'

// A server's log as it is kept, and what members have of it.

export const at = '2026-01-02T03:04:05.678Z'
export const signer: Signer = { name: 'rooms.example', signingSeed: new Uint8Array(32).fill(7) }
export const trust: Trust & { readonly origin: string } = {
  verifierKey: verifierKeyOf(signer),
  origin: 'rooms.example/col_a',
}

/** Sees its own analyses, those of its tables, and decisions. */
export const publisher: Viewer = { member: 'publisher', receives: false }
/** Sees every analysis. */
export const advertiser: Viewer = { member: 'advertiser', receives: true }

/** A room whose random numbers repeat: two of them that are told the same things have the same log. */
export function repeatingRoom(store: Store): RoomState {
  let drawn = 0
  const random = (bytes: number): Uint8Array => {
    drawn += 1
    return createHash('sha512').update(`${drawn}`).digest().subarray(0, bytes)
  }
  return roomState(store, { collaboration: 'col_a', vault: plainVault, random })
}

/** A refused question of a member: an entry that only it and receivers may see. */
export function refusedQuestion(member: string, sql: string): LogEvent {
  return { kind: 'refused', member, asked: { sql }, reason: 'rule', codes: ['RULE_JOIN_COLUMN'] }
}

/** Writes events into the log, each in a transaction of its own. */
export async function happen(state: RoomState, ...events: readonly LogEvent[]): Promise<void> {
  for (const event of events) await inTransaction(state, (tx) => appendEntry(tx, event, at))
}

export const result: ResultOpening['result'] = { columns: [{ name: 'reach', type: 'BIGINT' }], rows: [[1204], [null]] }
export const salt: Uint8Array = new Uint8Array(32).fill(3)

/** A run of the advertiser on the publisher's table, from its submission to its receipt, whose id it gives. */
export async function runOnce(state: RoomState, run: string): Promise<string> {
  const tables = [{ name: 'impressions', owner: 'publisher', version: 'ver_a' }]
  const asked = { sql: 'SELECT COUNT(*) AS reach FROM impressions' }
  const draft = await inTransaction(state, async (tx) => {
    const common = { run, member: 'advertiser', asked, rulesHash: 'r' }
    const names = { tables: ['impressions'], owners: ['publisher'], collaborationHash: 'c' }
    const submission = await appendEntry(tx, { ...common, ...names, kind: 'submitted' }, at)
    const began: RunDraft = {
      ...common,
      submittedAt: at,
      collaboration: { name: 'ad-measurement', hash: 'c' },
      tables,
      suppression: [],
      outputColumns: 1,
      receivers: ['advertiser'],
      submission,
    }
    await insertRun(tx, began)
    return began
  })
  const end = {
    status: 'ok',
    codes: [],
    finishedAt: at,
    commitment: commitmentTo(result as CommittedResult, salt),
  } as const
  const receipt = await settleRun(state, draft, end, { salt: Buffer.from(salt).toString('hex') })
  if (receipt === undefined) throw new Error('the run was settled before')
  return receipt
}

/** What a member keeps of a visit: the signed checkpoint. */
export async function checkpointNow(state: RoomState): Promise<string> {
  return checkpointOf(keyOf(signer), state.collaboration, await readHead(state)).note
}

/** The lines that a member exports. */
export async function exported(state: RoomState, viewer: Viewer): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const line of exportLog(signer, state, viewer)) lines.push(line)
  return lines
}

/** What stands in an exported line. */
export function lineOf(line: string | undefined): LogExportLine {
  return JSON.parse(line ?? '') as LogExportLine
}

/** What the server proves of two sizes. */
export async function consistency(
  state: RoomState,
  oldSize: number,
  newSize: number,
): Promise<NonNullable<Awaited<ReturnType<typeof proveConsistency>>>> {
  const proof = await proveConsistency(state, oldSize, newSize)
  if (proof === undefined) throw new Error(`no proof of ${oldSize}, ${newSize}`)
  return proof
}

/** A store in a folder. */
export function openLogStore(folder: string): Promise<Store> {
  return openSqliteStore(folder)
}

/** A receipt with its proof, as the server gives it. */
export async function bundleOf(state: RoomState, id: string): Promise<ReceiptBundle | undefined> {
  return (await proveReceipt(signer, state, { id }))?.bundle
}
