import type { WaitingItem } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { isUnfinished } from './run-row.ts'

const most = 1000

/** The runs of programs that wait for a person of the organisation. */
export async function waitingRuns(db: Db, organisation: string): Promise<readonly WaitingItem[]> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('collaborations', 'collaborations.id', 'runs.collaboration')
    .select(['runs.id', 'runs.collaboration', 'runs.submitted_at', 'collaborations.name'])
    .where('runs.organisation', '=', organisation)
    .where(isUnfinished)
    .where('runs.status', '=', 'awaiting-approval')
    .orderBy('runs.submitted_at')
    .limit(most)
    .execute()
  return rows.map(({ id, collaboration, submitted_at, name }) => ({
    kind: 'run-approval',
    collaboration,
    collaborationName: name,
    subject: id,
    since: submitted_at,
  }))
}
