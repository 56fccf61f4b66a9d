import type { Scope } from '@glovebox/api'
import { hashOf, newSecret } from '../identity/secret.ts'
import type { Db } from '../store/store.ts'
import { lifetimes, type OauthWorld } from './oauth-world.ts'

/** What a program is given (RFC 6749 §5.1). */
export type Tokens = {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly refresh_token: string
  readonly scope: string
}

/** Makes tokens for an agent; the refresh token keeps all scopes of the agent, the access token may have fewer. */
export async function issueTokens(
  tx: Db,
  { identity }: OauthWorld,
  agent: { readonly id: string; readonly scopes: readonly Scope[] },
  scopes: readonly Scope[],
): Promise<Tokens> {
  const { clock, random } = identity.world
  const now = clock().getTime()
  const [access, refresh] = [`gba_${newSecret(random)}`, `gbr_${newSecret(random)}`]
  const at = (seconds: number): string => new Date(now + seconds * 1000).toISOString()
  const shared = { agent: agent.id, used_at: null }
  await tx.deleteFrom('oauth_tokens').where('agent', '=', agent.id).where('expires_at', '<=', at(0)).execute()
  await tx
    .insertInto('oauth_tokens')
    .values([
      {
        ...shared,
        hash: hashOf(access),
        kind: 'access',
        scopes: JSON.stringify(scopes),
        expires_at: at(lifetimes.accessSeconds),
      },
      {
        ...shared,
        hash: hashOf(refresh),
        kind: 'refresh',
        scopes: JSON.stringify(agent.scopes),
        expires_at: at(lifetimes.refreshSeconds),
      },
    ])
    .execute()
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: lifetimes.accessSeconds,
    refresh_token: refresh,
    scope: scopes.join(' '),
  }
}

/** Lets an agent act no more, and forgets its tokens. */
export async function endAgent(tx: Db, agent: string, at: string): Promise<void> {
  await tx
    .updateTable('agents')
    .set({ revoked_at: at })
    .where('id', '=', agent)
    .where('revoked_at', 'is', null)
    .execute()
  await tx.deleteFrom('oauth_tokens').where('agent', '=', agent).execute()
}
