import type { Db } from '../../store/store.ts'
import { allMembers } from '../membership.ts'
import { settingsOf } from '../settings.ts'
import type { Standing } from './plan-changes.ts'

/** What of a collaboration change requests are about, as it stands. */
export async function readStanding(db: Db, collaboration: string): Promise<Standing> {
  const { settings } = await db
    .selectFrom('collaborations')
    .select('settings')
    .where('id', '=', collaboration)
    .executeTakeFirstOrThrow()
  const members = (await allMembers(db, collaboration)).map(
    ({ organisation, member: name, status, abilities, isCreator }) => ({
      organisation,
      name,
      status,
      abilities,
      isCreator,
    }),
  )
  return { settings: settingsOf(settings), members }
}
