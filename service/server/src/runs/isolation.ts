import type { CollaborationSettings } from '@glovebox/api'
import { type Refused, refused } from '../collaboration/outcome.ts'
import { settingsOf } from '../collaboration/settings.ts'
import type { Db } from '../store/store.ts'
import type { World } from '../usecase/world.ts'

/** Why runs of a collaboration may not be made on this machine: its members want more isolation; nothing where they may. */
export async function whyTooOpen(
  db: Db,
  collaboration: string,
  room: Pick<World, 'engine'>,
): Promise<Refused | undefined> {
  const row = await db
    .selectFrom('collaborations')
    .select('settings')
    .where('id', '=', collaboration)
    .executeTakeFirst()
  return whyTooOpenFor(settingsOf(row?.settings ?? '{}'), room)
}

/** The same of settings that were read. */
export async function whyTooOpenFor(
  { minimumIsolation }: CollaborationSettings,
  { engine }: Pick<World, 'engine'>,
): Promise<Refused | undefined> {
  if (minimumIsolation !== 'sandbox') return undefined
  if ((await (await engine()).isolation?.()) === 'sandbox') return undefined
  return refused('REFUSED', {
    reason: 'ISOLATION_TOO_WEAK',
    detail: 'the collaboration wants runs in a sandbox, and this machine has none',
    help: 'the operator can allow one; the reasons stand in every receipt under `isolation`',
  })
}
