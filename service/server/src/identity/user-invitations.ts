import type { Page, PageQuery, UserInvitation } from '@glovebox/api'
import type { Actor } from './actor.ts'
import type { Identity } from './identity.ts'
import { invitationView } from './invite-user.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { limitOf, pageOf, startOf } from './page.ts'

/** Lists the links to the own organisation that were not used so far. */
export async function listUserInvitations(
  { world }: Identity,
  { principal }: Actor,
  query: PageQuery,
): Promise<Outcome<Page<UserInvitation>>> {
  const start = startOf(query)
  if (!start.ok) return start
  let select = world.store.db
    .selectFrom('invitations')
    .selectAll()
    .where('organisation', '=', principal.organisation)
    .where('purpose', '<>', 'organisation')
    .where('expires_at', '>', world.clock().toISOString())
  if (start.value !== undefined) select = select.where('id', '>', start.value)
  const rows = await select.orderBy('id').limit(limitOf(query)).execute()
  return done(pageOf(rows, query, ({ id }) => id, invitationView))
}

/** Takes a link of the own organisation back. */
export async function withdrawUserInvitation(
  { world }: Identity,
  { principal }: Actor,
  id: string,
): Promise<Outcome<undefined>> {
  const gone = await world.store.db
    .deleteFrom('invitations')
    .where('id', '=', id)
    .where('organisation', '=', principal.organisation)
    .executeTakeFirst()
  return gone.numDeletedRows === 0n ? refused('NOT_FOUND') : done(undefined)
}
