import { randomId } from '../state/random-id.ts'
import type { Db } from '../store/store.ts'
import { destinationOf, type RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'

/** Puts down that the results of runs go to their destinations. Must stand in the transaction that keeps the runs. */
export async function noteActivations(tx: Db, world: Pick<RunWorld, 'random'>, rows: readonly RunRow[]): Promise<void> {
  const values = rows.flatMap((row) => {
    const to = destinationOf(row)
    if (to === undefined) return []
    const delivery = randomId('act', world.random)
    const about = { run: row.id, collaboration: row.collaboration, destination: to.id, created_at: row.submitted_at }
    const nothing = { next_at: null, failing_since: null, ended_at: null, last_answer: null, reason: null }
    return [{ ...about, ...nothing, delivery, status: 'pending' as const, attempts: 0 }]
  })
  if (values.length > 0) await tx.insertInto('activations').values(values).execute()
}

/** A run has ended: its result is on its way, or there is none. Must stand in the transaction of the end. */
export async function startActivation(tx: Db, run: Pick<RunRow, 'id' | 'status'>, at: string): Promise<void> {
  const after =
    run.status === 'ok'
      ? { status: 'waiting' as const, next_at: at }
      : { status: 'withdrawn' as const, ended_at: at, reason: 'no-result' }
  await tx.updateTable('activations').set(after).where('run', '=', run.id).where('status', '=', 'pending').execute()
}

/** The rows of a result are gone, whoever removed them: what waited for its delivery is not delivered. */
export async function endActivation(tx: Db, run: string, at: string): Promise<void> {
  await tx
    .updateTable('activations')
    .set({ status: 'withdrawn', next_at: null, ended_at: at, reason: 'result-deleted' })
    .where('run', '=', run)
    .where('status', '=', 'waiting')
    .execute()
}
