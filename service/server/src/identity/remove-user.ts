import { findOrganisation } from './accounts.ts'
import type { Actor } from './actor.ts'
import { record } from './audit.ts'
import { hasOtherAdministrator, lastAdministrator, mayGrant, notGranted } from './grant.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { findUser } from './read-users.ts'
import { rolesIn } from './roles.ts'

/** Removes a person of the own organisation, with sessions, passkeys, links and personal keys. */
export async function removeUser(identity: Identity, actor: Actor, id: string): Promise<Outcome<undefined>> {
  const removed = await identity.world.store.transaction('identity', async (tx) => {
    const row = await findUser(tx, actor, id)
    if (row === undefined) return refused('NOT_FOUND')
    const isOperator = (await findOrganisation(tx, row.organisation))?.is_operator === 1
    if (!mayGrant(actor.principal, rolesIn(row.roles), isOperator)) return notGranted
    if (!(await hasOtherAdministrator(tx, row.organisation, id))) return lastAdministrator
    await tx.deleteFrom('users').where('id', '=', id).execute()
    const by = actor.principal.user ?? actor.principal.name
    const { organisation, email } = row
    await record(tx, identity, actor.whence, {
      event: 'user-removed',
      detail: email.slice(0, 100),
      organisation,
      user: id,
      by,
    })
    return done(undefined)
  })
  identity.seen.forget()
  return removed
}
