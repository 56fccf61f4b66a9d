import type { RunDraft } from '../log/receipt.ts'
import type { RoomState } from '../store/room-state.ts'

/** Notes that a run has begun. Must stand in the transaction that logs its submission. */
export async function insertRun({ db, collaboration }: RoomState, draft: RunDraft): Promise<void> {
  await db
    .insertInto('open_runs')
    .values({ collaboration, run: draft.run, draft: JSON.stringify(draft) })
    .execute()
}

/** Takes a run off the list of open ones; false if somebody else settled it first. */
export async function removeRun({ db, collaboration }: RoomState, run: string): Promise<boolean> {
  const removed = await db
    .deleteFrom('open_runs')
    .where('collaboration', '=', collaboration)
    .where('run', '=', run)
    .executeTakeFirst()
  return Number(removed.numDeletedRows) === 1
}

/** The runs that were submitted and have not ended. */
export async function openRuns({ db, collaboration }: RoomState): Promise<readonly RunDraft[]> {
  const rows = await db.selectFrom('open_runs').select('draft').where('collaboration', '=', collaboration).execute()
  return rows.map(({ draft }) => JSON.parse(draft) as RunDraft)
}
