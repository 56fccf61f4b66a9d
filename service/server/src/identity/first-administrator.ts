import type { ServerWorld } from '../server-world.ts'
import { fromHere, insertOrganisation } from './create-organisation.ts'
import { hasOtherAdministrator } from './grant.ts'
import { openIdentity } from './identity.ts'
import { makeLink } from './invitation.ts'
import type { IdentitySettings } from './settings.ts'

/** What the first administrator sets the server up with, shown once. */
export type SetUpLink = { readonly token: string; readonly url: string; readonly expiresAt: string }

/**
 * Makes the operator's organisation where there is none, and a link for its first administrator as long as nobody has
 * used one. Each start gives another link, and those before it stop working; undefined when the server is set up.
 */
export async function firstAdministrator(
  world: ServerWorld,
  settings: Partial<IdentitySettings> = {},
): Promise<SetUpLink | undefined> {
  const identity = openIdentity(world, settings)
  return await world.store.transaction('identity', async (tx) => {
    const found = await tx.selectFrom('organisations').selectAll().where('is_operator', '=', 1).executeTakeFirst()
    const operator =
      found ?? (await insertOrganisation(tx, identity, { name: world.name, isOperator: true, whence: fromHere }))
    const { id: organisation } = operator
    if (await hasOtherAdministrator(tx, organisation, '')) return undefined
    await tx
      .deleteFrom('invitations')
      .where('organisation', '=', organisation)
      .where('purpose', '=', 'invitation')
      .where('email', 'is', null)
      .execute()
    const link = await makeLink(tx, identity, { purpose: 'invitation', organisation, roles: ['administrator'] })
    return { token: link.token, url: link.url, expiresAt: link.row.expires_at }
  })
}
