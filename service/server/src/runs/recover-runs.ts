import { readReceipt } from '../state/receipts.ts'
import { inTransaction } from '../store/room-state.ts'
import type { Db } from '../store/store.ts'
import { settleInterruptedRuns } from '../usecase/settle-run.ts'
import { finishRun } from './finish-run.ts'
import { findRun, isUnfinished, noteStatus, type RunRow } from './run-row.ts'
import type { QueuedRun, RunWorld } from './run-world.ts'

/** A run that took its process with it so often is not tried again. */
const mostAttempts = 3

/**
 * Brings the record of every run to what became of it when the process died: what was settled is settled, what was
 * begun has failed, what was not yet on record is queued again. Gives all that is queued, in order.
 */
export async function recoverRuns(world: RunWorld): Promise<readonly QueuedRun[]> {
  const open = await world.store.db.selectFrom('open_runs').select('collaboration').distinct().execute()
  for (const { collaboration } of open)
    await settleInterruptedRuns(
      { clock: world.clock, runLock: world.rooms.runLock },
      world.rooms.stateOf(collaboration),
    )
  const running = await world.store.db
    .selectFrom('runs')
    .select(['id', 'collaboration'])
    .where(isUnfinished)
    .where('status', '=', 'running')
    .execute()
  for (const run of running) await recoverRun(world, run)
  return queuedRuns(world)
}

/** The same for one run, whose process gave it up. True where it is queued again. */
export async function recoverRun(
  world: RunWorld,
  { id, collaboration }: Pick<RunRow, 'id' | 'collaboration'>,
): Promise<boolean> {
  const state = world.rooms.stateOf(collaboration)
  await settleInterruptedRuns({ clock: world.clock, runLock: world.rooms.runLock }, state)
  const found = await readReceipt(state, { run: id })
  if (found !== undefined) {
    const { status, id: receipt, receivers, codes } = found.receipt
    const why = codes.includes('RUN_INTERRUPTED') ? { reason: 'interrupted' as const } : {}
    await finishRun(world, { id, collaboration }, { status, receipt, receivers, ...why })
    return false
  }
  const isAgain = await inTransaction(state, async ({ db }) => {
    const row = await findRun(db, collaboration, id)
    // What should have begun it was not kept.
    if (row?.status === 'queued') return true
    if (row?.status !== 'running') return false
    if (await isOnRecord(db, collaboration, id)) throw new Error('a run on record is not settled yet')
    if (row.attempts >= mostAttempts) return false
    await db.updateTable('runs').set({ status: 'queued', started_at: null }).where('id', '=', id).execute()
    await noteStatus(db, id, 'queued', world.clock().toISOString())
    return true
  })
  if (!isAgain) await finishRun(world, { id, collaboration }, { status: 'failed', reason: 'interrupted' })
  return isAgain
}

/**
 * Whether a run was begun in the log: it is never begun again. It may not be settled although it is tried above, where
 * somebody else is at it at this moment, or its lock cannot be had because the disk is full.
 */
async function isOnRecord(db: Db, collaboration: string, run: string): Promise<boolean> {
  for (const table of ['open_runs', 'receipts'] as const) {
    const found = await db
      .selectFrom(table)
      .select('run')
      .where('collaboration', '=', collaboration)
      .where('run', '=', run)
      .executeTakeFirst()
    if (found !== undefined) return true
  }
  return false
}

/** All that is queued, in order. */
export async function queuedRuns(world: RunWorld): Promise<readonly QueuedRun[]> {
  const rows = await world.store.db
    .selectFrom('runs')
    .select(['id', 'collaboration', 'organisation'])
    .where(isUnfinished)
    .where('status', '=', 'queued')
    .orderBy('submitted_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id, collaboration, organisation }) => ({ run: id, collaboration, organisation }))
}
