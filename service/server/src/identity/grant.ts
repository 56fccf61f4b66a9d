import type { Role } from '@glovebox/api'
import type { Principal } from '../principal.ts'
import type { Db } from '../store/store.ts'
import { refused } from './outcome.ts'
import { rolesIn, scopesOf } from './roles.ts'

/** Whether someone may give, or have power over, some roles: nobody does so beyond what it may do itself. */
export function mayGrant(principal: Principal, roles: readonly Role[], isOperator: boolean): boolean {
  return [...scopesOf(roles, isOperator)].every((scope) => principal.scopes.has(scope))
}

/** What is said to whoever may not. */
export const notGranted: ReturnType<typeof refused> = refused('SCOPE_MISSING', {
  reason: 'BEYOND_OWN_SCOPES',
  detail: 'these roles hold scopes that this account or key does not hold',
})

/** Whether an organisation has an enabled administrator besides one person. */
export async function hasOtherAdministrator(db: Db, organisation: string, user: string): Promise<boolean> {
  const others = await db
    .selectFrom('users')
    .select('roles')
    .where('organisation', '=', organisation)
    .where('is_disabled', '=', 0)
    .where('id', '<>', user)
    .execute()
  return others.some(({ roles }) => rolesIn(roles).includes('administrator'))
}

/** What is said where nobody would be left to look after an organisation. */
export const lastAdministrator: ReturnType<typeof refused> = refused('CONFLICT', {
  reason: 'LAST_ADMINISTRATOR',
  detail: 'an organisation keeps an administrator',
  help: 'make someone else an administrator first',
})
