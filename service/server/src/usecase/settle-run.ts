import { settle } from '../ledger/settle.ts'
import {
  type Opening,
  ownersOf,
  type Receipt,
  type RunDraft,
  type RunEnd,
  receiptHash,
  spellReceipt,
} from '../log/receipt.ts'
import { appendEntry } from '../state/audit-log.ts'
import { randomId } from '../state/random-id.ts'
import { insertReceipt } from '../state/receipts.ts'
import { openRuns, removeRun } from '../state/runs.ts'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import type { World } from './world.ts'

/** What of a run's end is not for every member. */
export type PrivateEnd = Pick<Opening, 'salt' | 'result' | 'privacy' | 'reason'>

/** Writes a run's end, receipt and private part at once. Gives the receipt's id; nothing if the run was settled before. */
export function settleRun(
  state: RoomState,
  draft: RunDraft,
  end: RunEnd,
  hidden: PrivateEnd,
): Promise<string | undefined> {
  return inTransaction(state, async (tx) => {
    if (!(await removeRun(tx, draft.run))) return undefined
    const owners = ownersOf(draft.tables)
    const receipt: Receipt = { ...draft, ...end, version: 1, id: randomId('rcpt', tx.random) }
    const head = await appendEntry(
      tx,
      {
        kind: 'finished',
        run: draft.run,
        member: draft.member,
        tables: draft.tables.map(({ name }) => name),
        owners,
        status: end.status,
        codes: end.codes,
        receipt: receipt.id,
        receiptHash: receiptHash(spellReceipt(receipt)),
      },
      end.finishedAt,
    )
    // What was charged for a run is spent however it ended; a run that cost nothing has no charge.
    await settle(tx, { key: draft.run, outcome: 'spent', receipt: receipt.id, at: end.finishedAt })
    const isHidden = Object.keys(hidden).length > 0
    const madeOf = isHidden ? tx.madeOf({ tables: draft.tables.map(({ name }) => name), member: draft.member }) : []
    // What may quote rows of a member that is gone is not kept.
    const kept = tx.vault.canSeal(madeOf) || end.status === 'ok' ? hidden : {}
    const opening = { ...kept, receivers: draft.receivers, owners }
    await insertReceipt(tx, receipt, head.sequence, opening, kept === hidden ? madeOf : [])
    return receipt.id
  })
}

/** Settles the runs whose process is dead as failed: nothing was released, and the log says so. */
export async function settleInterruptedRuns(world: Pick<World, 'clock' | 'runLock'>, state: RoomState): Promise<void> {
  for (const draft of await openRuns(state)) {
    const lock = world.runLock(draft.run)
    if (lock === undefined) continue
    try {
      const finishedAt = world.clock().toISOString()
      await settleRun(state, draft, { status: 'failed', codes: ['RUN_INTERRUPTED'], finishedAt }, {})
    } finally {
      lock.release()
    }
  }
}
