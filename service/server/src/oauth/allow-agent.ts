import type { AgentLimits, Scope } from '@glovebox/api'
import { record } from '../identity/audit.ts'
import type { Whence } from '../identity/identity.ts'
import { hashOf, newSecret } from '../identity/secret.ts'
import type { Principal } from '../principal.ts'
import { randomId } from '../state/random-id.ts'
import { lifetimes, type OauthWorld, resourceOf } from './oauth-world.ts'
import type { Authorization } from './read-authorization.ts'
import { hostOf } from './redirect-uri.ts'

/** What a person lets a program do. */
export type Allowance = {
  readonly authorization: Authorization
  readonly by: Principal & { readonly user: string }
  readonly whence: Whence
  readonly scopes: readonly Scope[]
  readonly limits: AgentLimits
}

/** Lets a program act; gives the code that it fetches its tokens with. */
export async function allowAgent(oauth: OauthWorld, allowance: Allowance): Promise<string> {
  const { identity } = oauth
  const { world } = identity
  const { authorization, by, whence, scopes, limits } = allowance
  const now = world.clock()
  const [id, code] = [randomId('agt', world.random), `gbc_${newSecret(world.random)}`]
  await world.store.transaction('oauth', async (tx) => {
    const longOver = new Date(now.getTime() - 86_400_000).toISOString()
    await tx.deleteFrom('oauth_codes').where('expires_at', '<', longOver).execute()
    await tx.deleteFrom('oauth_tokens').where('expires_at', '<', longOver).execute()
    await tx.updateTable('oauth_clients').set({ is_used: 1 }).where('id', '=', authorization.client).execute()
    await tx
      .insertInto('agents')
      .values({
        id,
        client: authorization.client,
        user: by.user,
        organisation: by.organisation,
        name: authorization.name,
        redirect_host: hostOf(authorization.redirectUri),
        scopes: JSON.stringify(scopes),
        resource: resourceOf(oauth),
        max_share: limits.maxShare,
        approval_above_share: limits.approvalAboveShare ?? null,
        created_at: now.toISOString(),
        last_used_on: null,
        revoked_at: null,
      })
      .execute()
    await tx
      .insertInto('oauth_codes')
      .values({
        hash: hashOf(code),
        agent: id,
        redirect_uri: authorization.redirectUri,
        challenge: authorization.challenge,
        expires_at: new Date(now.getTime() + lifetimes.codeSeconds * 1000).toISOString(),
        used_at: null,
      })
      .execute()
    const { organisation, user } = by
    await record(tx, identity, whence, { event: 'key-made', detail: 'agent', organisation, user, key: id })
  })
  return code
}
