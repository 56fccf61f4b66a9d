import type { Agent, Page, PageQuery, Scope } from '@glovebox/api'
import type { Actor } from '../identity/actor.ts'
import { record } from '../identity/audit.ts'
import type { Whence } from '../identity/identity.ts'
import { looksAfterAll } from '../identity/keys.ts'
import { done, type Outcome, refused } from '../identity/outcome.ts'
import { limitOf, pageOf, startOf } from '../identity/page.ts'
import { hashOf } from '../identity/secret.ts'
import type { AgentRow } from './exchange.ts'
import { endAgent } from './issue-tokens.ts'
import type { OauthWorld } from './oauth-world.ts'

/** Lists the programs that one let act; for administrators all of the organisation. */
export async function listAgents(
  { identity }: OauthWorld,
  actor: Actor,
  query: PageQuery,
): Promise<Outcome<Page<Agent>>> {
  const { principal } = actor
  const start = startOf(query)
  if (!start.ok) return start
  let select = identity.world.store.db
    .selectFrom('agents')
    .selectAll()
    .where('organisation', '=', principal.organisation)
  if (!looksAfterAll(actor)) select = select.where('user', '=', principal.user ?? '')
  if (start.value !== undefined) select = select.where('id', '>', start.value)
  const rows = await select.orderBy('id').limit(limitOf(query)).execute()
  return done(pageOf(rows, query, ({ id }) => id, agentView))
}

/** How a program is shown. */
function agentView(row: AgentRow): Agent {
  const { approval_above_share: approval } = row
  return {
    id: row.id,
    name: row.name,
    redirectHost: row.redirect_host,
    user: row.user,
    scopes: JSON.parse(row.scopes) as readonly Scope[],
    limits: { maxShare: row.max_share, ...(approval === null ? {} : { approvalAboveShare: approval }) },
    createdAt: row.created_at,
    lastUsedOn: row.last_used_on,
    isRevoked: row.revoked_at !== null,
  }
}

/** Lets a program act no more. */
export async function revokeAgent({ identity }: OauthWorld, actor: Actor, id: string): Promise<Outcome<undefined>> {
  const { principal, whence } = actor
  const { world } = identity
  return await world.store.transaction('oauth', async (tx) => {
    const row = await tx
      .selectFrom('agents')
      .selectAll()
      .where('id', '=', id)
      .where('organisation', '=', principal.organisation)
      .executeTakeFirst()
    const isOwn = row !== undefined && row.user === principal.user
    if (row === undefined || row.revoked_at !== null || !(isOwn || looksAfterAll(actor))) return refused('NOT_FOUND')
    await endAgent(tx, id, world.clock().toISOString())
    const { organisation, user } = row
    const by = principal.user ?? principal.name
    await record(tx, identity, whence, { event: 'key-revoked', detail: 'agent', organisation, user, key: id, by })
    return done(undefined)
  })
}

/** Ends what a token stands for (RFC 7009); a token that is none is answered alike. */
export async function revokeToken({ identity }: OauthWorld, form: URLSearchParams, whence: Whence): Promise<void> {
  const { world } = identity
  await world.store.transaction('oauth', async (tx) => {
    const hash = hashOf(form.get('token') ?? '')
    const token = await tx.selectFrom('oauth_tokens').select('agent').where('hash', '=', hash).executeTakeFirst()
    if (token === undefined) return
    const agent = await tx.selectFrom('agents').selectAll().where('id', '=', token.agent).executeTakeFirst()
    if (agent === undefined || agent.client !== form.get('client_id')) return
    await endAgent(tx, agent.id, world.clock().toISOString())
    const { organisation, user, id: key } = agent
    await record(tx, identity, whence, { event: 'key-revoked', detail: 'agent', organisation, user, key })
  })
}
