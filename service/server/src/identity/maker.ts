import type { Scope } from '@glovebox/api'
import type { Principal } from '../principal.ts'
import type { Db } from '../store/store.ts'
import { rolesIn, scopesOf } from './roles.ts'

/** Who made something that goes on by itself: a person, or a service key. Nobody where it was not written down. */
export type Maker = { readonly user: string | null; readonly key: string | null }

/** Why something that goes on by itself does not any more. */
export type MakerGone = 'user-removed' | 'user-disabled' | 'role-removed' | 'key-revoked' | 'key-expired'

/** Who makes something in a request. */
export function makerOf({ user, via }: Pick<Principal, 'user' | 'via'>): Maker {
  if (user !== undefined) return { user, key: null }
  return { user: null, key: via.kind === 'key' ? via.key : null }
}

/**
 * Why what somebody made must stop: whoever made it could not make it any more. A service key stands for as long as
 * somebody of its organisation who may make such keys stands for it.
 */
export async function whyMakerGone(
  db: Db,
  organisation: string,
  { user, key }: Maker,
  scope: Scope,
  now: Date,
): Promise<MakerGone | undefined> {
  if (user !== null) return whyUserGone(db, organisation, user, scope)
  if (key === null) return undefined
  const row = await db
    .selectFrom('api_keys')
    .select(['scopes', 'made_by', 'expires_at', 'revoked_at'])
    .where('id', '=', key)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  if (row === undefined || row.revoked_at !== null) return 'key-revoked'
  if (now.toISOString() >= row.expires_at) return 'key-expired'
  if (!(JSON.parse(row.scopes) as readonly Scope[]).includes(scope)) return 'role-removed'
  return whyUserGone(db, organisation, row.made_by, serviceKeyScope)
}

/** What it takes to make service keys. */
export const serviceKeyScope: Scope = 'organisation:write'

/** Why a person does not stand for what it made. */
export async function whyUserGone(
  db: Db,
  organisation: string,
  user: string,
  scope: Scope,
): Promise<Extract<MakerGone, 'user-removed' | 'user-disabled' | 'role-removed'> | undefined> {
  const row = await db
    .selectFrom('users')
    .select(['roles', 'is_disabled'])
    .where('id', '=', user)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  if (row === undefined) return 'user-removed'
  if (row.is_disabled === 1) return 'user-disabled'
  return scopesOf(rolesIn(row.roles), false).has(scope) ? undefined : 'role-removed'
}
