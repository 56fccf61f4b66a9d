import type { CollaborationSettings } from '@glovebox/api'
import { settingsOf } from '../collaboration/settings.ts'
import type { Db } from '../store/store.ts'

/** The purposes that a collaboration wants one of, where this is none of them; nothing where the analysis may be for it. */
export async function purposesWanted(
  db: Db,
  collaboration: string,
  purpose: string | undefined,
): Promise<readonly string[] | undefined> {
  const row = await db
    .selectFrom('collaborations')
    .select('settings')
    .where('id', '=', collaboration)
    .executeTakeFirst()
  return unmetPurposes(settingsOf(row?.settings ?? '{}'), purpose)
}

/** The same of settings that were read. */
export function unmetPurposes(
  { purposes }: CollaborationSettings,
  purpose: string | undefined,
): readonly string[] | undefined {
  return purposes === undefined || (purpose !== undefined && purposes.includes(purpose)) ? undefined : purposes
}
