import type { Scope } from '@glovebox/api'
import { countFactors, findAccount, hasSecondFactor } from '../identity/accounts.ts'
import { rolesIn, scopesOf } from '../identity/roles.ts'
import { hashOf } from '../identity/secret.ts'
import type { Principal } from '../principal.ts'
import { type OauthWorld, resourceOf } from './oauth-world.ts'

/** Whom an access token stands for: a program that asks for a person, as long as both may. */
export async function principalOfToken(oauth: OauthWorld, token: string): Promise<Principal | undefined> {
  const { store, clock } = oauth.identity.world
  const now = clock().toISOString()
  const row = await store.db
    .selectFrom('oauth_tokens')
    .innerJoin('agents', 'agents.id', 'oauth_tokens.agent')
    .where('oauth_tokens.hash', '=', hashOf(token))
    .where('oauth_tokens.kind', '=', 'access')
    .where('oauth_tokens.expires_at', '>', now)
    .where('agents.revoked_at', 'is', null)
    .where('agents.resource', '=', resourceOf(oauth))
    .select(['agents.id', 'agents.user', 'agents.last_used_on', 'agents.max_share', 'agents.approval_above_share'])
    .select(['oauth_tokens.scopes as scopes', 'agents.scopes as granted'])
    .executeTakeFirst()
  if (row === undefined) return undefined
  const account = await findAccount(store.db, row.user)
  if (account === undefined || account.user.is_disabled === 1) return undefined
  const { user, organisation } = account
  const mustEnrol = organisation.is_second_factor_required === 1 && !hasSecondFactor(await countFactors(store.db, user))
  const roles = rolesIn(user.roles)
  const held = mustEnrol ? new Set<Scope>() : scopesOf(roles, organisation.is_operator === 1)
  const granted = new Set(JSON.parse(row.granted) as readonly Scope[])
  const scopes = (JSON.parse(row.scopes) as readonly Scope[]).filter((scope) => held.has(scope) && granted.has(scope))
  await noteUse(oauth, row, now.slice(0, 10))
  const { max_share: maxShare, approval_above_share: approval } = row
  return {
    organisation: organisation.id,
    organisationName: organisation.name,
    user: user.id,
    name: user.email,
    roles,
    scopes: new Set(scopes),
    via: { kind: 'key', key: row.id },
    agent: { maxShare, ...(approval === null ? {} : { approvalAboveShare: approval }) },
  }
}

async function noteUse(
  { identity }: OauthWorld,
  { id, last_used_on }: { readonly id: string; readonly last_used_on: string | null },
  today: string,
): Promise<void> {
  if (last_used_on === today) return
  await identity.world.store.db.updateTable('agents').set({ last_used_on: today }).where('id', '=', id).execute()
}
