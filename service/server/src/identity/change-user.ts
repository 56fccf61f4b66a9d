import type { User, UserChange } from '@glovebox/api'
import { findOrganisation } from './accounts.ts'
import type { Actor } from './actor.ts'
import { record } from './audit.ts'
import type { Versioned } from './change-organisation.ts'
import { hasOtherAdministrator, lastAdministrator, mayGrant, notGranted } from './grant.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { findUser, userView } from './read-users.ts'
import { rolesIn, rolesText } from './roles.ts'

/** Changes what a person of the own organisation is called and may do. */
export async function changeUser(
  identity: Identity,
  actor: Actor,
  id: string,
  change: UserChange,
  isVersion: (version: number) => boolean,
): Promise<Outcome<Versioned<User>>> {
  const changed = await identity.world.store.transaction('identity', async (tx) => {
    const row = await findUser(tx, actor, id)
    if (row === undefined) return refused('NOT_FOUND')
    if (!isVersion(row.version)) return refused('VERSION_CONFLICT')
    const isOperator = (await findOrganisation(tx, row.organisation))?.is_operator === 1
    const roles = change.roles ?? rolesIn(row.roles)
    for (const some of [roles, rolesIn(row.roles)]) if (!mayGrant(actor.principal, some, isOperator)) return notGranted
    const isDisabled = change.isDisabled ?? row.is_disabled === 1
    const isAdministrator = roles.includes('administrator') && !isDisabled
    if (!isAdministrator && !(await hasOtherAdministrator(tx, row.organisation, id))) return lastAdministrator
    const values = {
      name: change.name?.trim() ?? row.name,
      roles: rolesText(roles),
      is_disabled: isDisabled ? 1 : 0,
      version: row.version + 1,
    } as const
    await tx.updateTable('users').set(values).where('id', '=', id).execute()
    if (isDisabled) await tx.deleteFrom('sessions').where('user', '=', id).execute()
    const detail = isDisabled ? 'disabled' : rolesIn(values.roles).join(' ')
    const by = actor.principal.user ?? actor.principal.name
    const { organisation } = row
    await record(tx, identity, actor.whence, { event: 'user-changed', detail, organisation, user: id, by })
    return done({ value: await userView(tx, { ...row, ...values }), version: values.version })
  })
  identity.seen.forget()
  return changed
}
