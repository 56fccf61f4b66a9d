import type { Db } from '../../store/store.ts'
import { type Refused, refused } from '../outcome.ts'

/** Refuses what was asked of another revision of the collaboration than it is at. Without a wish, any will do. */
export async function checkRevision(
  db: Db,
  collaboration: string,
  ifMatch: string | undefined,
): Promise<Refused | undefined> {
  if (ifMatch === undefined || ifMatch === '*') return undefined
  const { revision } = await db
    .selectFrom('collaborations')
    .select('revision')
    .where('id', '=', collaboration)
    .executeTakeFirstOrThrow()
  return ifMatch === String(revision) ? undefined : versionConflict
}

const versionConflict = refused('VERSION_CONFLICT', {
  detail: 'the collaboration has changed since it was read',
  help: 'read it again, and send its ETag as If-Match',
})
