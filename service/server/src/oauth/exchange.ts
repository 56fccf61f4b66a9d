import { createHash } from 'node:crypto'
import type { Scope } from '@glovebox/api'
import type { Selectable } from 'kysely'
import { record } from '../identity/audit.ts'
import type { Whence } from '../identity/identity.ts'
import { hashOf, isSameHash } from '../identity/secret.ts'
import type { Db } from '../store/store.ts'
import type { OauthTables } from '../store/tables/oauth.ts'
import { endAgent, issueTokens, type Tokens } from './issue-tokens.ts'
import { type OauthOutcome, oauthError } from './oauth-error.ts'
import { type OauthWorld, resourceOf, scopesIn } from './oauth-world.ts'

/** A row of a program that a person let act. */
export type AgentRow = Selectable<OauthTables['agents']>

/** Gives tokens for a code, or others for a refresh token. */
export async function exchange(
  oauth: OauthWorld,
  form: URLSearchParams,
  whence: Whence,
): Promise<OauthOutcome<Tokens>> {
  if ([...new Set(form.keys())].some((name) => form.getAll(name).length > 1))
    return oauthError('invalid_request', 'a parameter stands there twice')
  const resource = form.get('resource')
  if (resource !== null && resource !== resourceOf(oauth))
    return oauthError('invalid_target', `tokens are for ${resourceOf(oauth)}`)
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return await exchangeCode(oauth, form, whence)
    case 'refresh_token':
      return await refresh(oauth, form, whence)
    default:
      return oauthError('unsupported_grant_type', 'the grant_type is authorization_code or refresh_token')
  }
}

async function exchangeCode(oauth: OauthWorld, form: URLSearchParams, whence: Whence): Promise<OauthOutcome<Tokens>> {
  const { world } = oauth.identity
  const now = world.clock().toISOString()
  return await world.store.transaction('oauth', async (tx) => {
    const hash = hashOf(form.get('code') ?? '')
    const code = await tx.selectFrom('oauth_codes').selectAll().where('hash', '=', hash).executeTakeFirst()
    const agent = code === undefined ? undefined : await findAgent(tx, code.agent)
    if (code === undefined || agent === undefined || agent.client !== form.get('client_id')) return badCode
    // Who tries a code a second time did not get it from us: neither its tokens nor those before are trusted.
    if (code.used_at !== null) return await stolen(tx, oauth, agent, whence, badCode)
    const used = { used_at: now }
    await tx.updateTable('oauth_codes').set(used).where('hash', '=', hash).execute()
    const isProved = isSameHash(challengeOf(form.get('code_verifier') ?? ''), code.challenge)
    const isGood = isProved && code.redirect_uri === form.get('redirect_uri') && now < code.expires_at
    if (!isGood || agent.revoked_at !== null) {
      await endAgent(tx, agent.id, now)
      return badCode
    }
    const scopes = JSON.parse(agent.scopes) as readonly Scope[]
    return { ok: true, value: await issueTokens(tx, oauth, { id: agent.id, scopes }, scopes) }
  })
}

async function refresh(oauth: OauthWorld, form: URLSearchParams, whence: Whence): Promise<OauthOutcome<Tokens>> {
  const { world } = oauth.identity
  const now = world.clock().toISOString()
  return await world.store.transaction('oauth', async (tx) => {
    const hash = hashOf(form.get('refresh_token') ?? '')
    const token = await tx
      .selectFrom('oauth_tokens')
      .selectAll()
      .where('hash', '=', hash)
      .where('kind', '=', 'refresh')
      .executeTakeFirst()
    const agent = token === undefined ? undefined : await findAgent(tx, token.agent)
    if (token === undefined || agent === undefined || agent.client !== form.get('client_id')) return badToken
    if (token.used_at !== null) return await stolen(tx, oauth, agent, whence, badToken)
    if (now >= token.expires_at || agent.revoked_at !== null) return badToken
    const held = JSON.parse(agent.scopes) as readonly Scope[]
    const wanted = scopesIn(form.get('scope') ?? held.join(' '))
    if (wanted === undefined || wanted.length === 0 || wanted.some((scope) => !held.includes(scope)))
      return oauthError('invalid_scope', 'a refresh gives no scope that was not granted')
    await tx.updateTable('oauth_tokens').set({ used_at: now }).where('hash', '=', hash).execute()
    return { ok: true, value: await issueTokens(tx, oauth, { id: agent.id, scopes: held }, wanted) }
  })
}

const badCode = oauthError('invalid_grant', 'the code is unknown, used, expired or of somebody else')
const badToken = oauthError('invalid_grant', 'the refresh token is unknown, used, expired or of somebody else')

async function findAgent(tx: Db, id: string): Promise<AgentRow | undefined> {
  return await tx.selectFrom('agents').selectAll().where('id', '=', id).executeTakeFirst()
}

async function stolen(
  tx: Db,
  { identity }: OauthWorld,
  agent: AgentRow,
  whence: Whence,
  answer: OauthOutcome<never>,
): Promise<OauthOutcome<never>> {
  if (agent.revoked_at !== null) return answer
  await endAgent(tx, agent.id, identity.world.clock().toISOString())
  const { organisation, user, id: key } = agent
  await record(tx, identity, whence, { event: 'key-revoked', detail: 'agent-token-reused', organisation, user, key })
  return answer
}

/** The challenge of a verifier; of what cannot be one, something that no challenge is. */
function challengeOf(verifier: string): string {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return 'none'
  return createHash('sha256').update(verifier).digest('base64url')
}
