import { settle } from '../ledger/settle.ts'
import { type Opening, type Receipt, type RunDraft, type RunEnd, receiptHash, spellReceipt } from '../log/receipt.ts'
import { appendEntry } from '../state/audit-log.ts'
import { type Database, transaction } from '../state/database.ts'
import { randomId } from '../state/random-id.ts'
import { insertReceipt } from '../state/receipts.ts'
import { takeRunLock } from '../state/run-lock.ts'
import { openRuns, removeRun } from '../state/runs.ts'
import type { World } from './world.ts'

/** What of a run's end is not for every member. */
export type PrivateEnd = Pick<Opening, 'salt' | 'result' | 'reason'>

/** Writes a run's end, receipt and private part at once. Gives the receipt's id; nothing if the run was settled before. */
export function settleRun(
  world: Pick<World, 'random'>,
  database: Database,
  draft: RunDraft,
  end: RunEnd,
  hidden: PrivateEnd,
): string | undefined {
  return transaction(database, () => {
    if (!removeRun(database, draft.run)) return undefined
    const receipt: Receipt = { ...draft, ...end, version: 1, id: randomId('rcpt', world.random) }
    const head = appendEntry(
      database,
      {
        kind: 'finished',
        run: draft.run,
        member: draft.member,
        tables: draft.tables.map(({ name }) => name),
        status: end.status,
        codes: end.codes,
        receipt: receipt.id,
        receiptHash: receiptHash(spellReceipt(receipt)),
      },
      end.finishedAt,
    )
    // What was charged for a run is spent however it ended; a run that cost nothing has no charge.
    settle(database, { key: draft.run, outcome: 'spent', receipt: receipt.id, at: end.finishedAt })
    const owners = [...new Set(draft.tables.map(({ owner }) => owner))]
    insertReceipt(database, receipt, head.sequence, { ...hidden, receivers: draft.receivers, owners })
    return receipt.id
  })
}

/** Settles the runs whose process is dead as failed: nothing was released, and the log says so. */
export function settleInterruptedRuns(
  world: Pick<World, 'random' | 'clock' | 'stateFolder'>,
  database: Database,
): void {
  for (const draft of openRuns(database)) {
    const lock = takeRunLock(world.stateFolder, draft.run)
    if (lock === undefined) continue
    try {
      const finishedAt = world.clock().toISOString()
      settleRun(world, database, draft, { status: 'failed', codes: ['RUN_INTERRUPTED'], finishedAt }, {})
    } finally {
      lock.release()
    }
  }
}
