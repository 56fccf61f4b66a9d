import type { AgentLimits, Key, Page, PageQuery, Scope } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import type { Actor } from './actor.ts'
import { record } from './audit.ts'
import type { Identity } from './identity.ts'
import { type MakerGone, serviceKeyScope, whyUserGone } from './maker.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { limitOf, pageOf, startOf } from './page.ts'
import type { KeyRow } from './principal-of-key.ts'

/** How a key is shown, without its secret. */
export function keyView(row: KeyRow, stopped?: MakerGone): Key {
  return {
    id: row.id,
    kind: row.user === null ? 'service' : 'personal',
    name: row.name,
    user: row.user,
    scopes: JSON.parse(row.scopes) as readonly Scope[],
    ...(row.agent === null ? {} : { agent: JSON.parse(row.agent) as AgentLimits }),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedOn: row.last_used_on,
    isRevoked: row.revoked_at !== null,
    ...(stopped === undefined ? {} : { stopped }),
    overlapUntil: row.previous_until,
  }
}

/** Whether someone looks after all keys of its organisation. */
export function looksAfterAll({ principal }: Actor): boolean {
  return principal.scopes.has('organisation:write')
}

/** Finds a key that someone may look after: the own ones, and those of the organisation for its administrators. */
export async function findKey(db: Db, actor: Actor, id: string): Promise<KeyRow | undefined> {
  const { principal } = actor
  const row = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', id)
    .where('organisation', '=', principal.organisation)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const isItself = principal.via.kind === 'key' && principal.via.key === id
  const isOwn = row.user !== null && row.user === principal.user
  return isItself || isOwn || looksAfterAll(actor) ? row : undefined
}

/** Lists the own keys; for administrators all of the organisation. */
export async function listKeys({ world }: Identity, actor: Actor, query: PageQuery): Promise<Outcome<Page<Key>>> {
  const { principal } = actor
  const start = startOf(query)
  if (!start.ok) return start
  let select = world.store.db.selectFrom('api_keys').selectAll().where('organisation', '=', principal.organisation)
  if (!looksAfterAll(actor)) {
    if (principal.user !== undefined) select = select.where('user', '=', principal.user)
    else if (principal.via.kind === 'key') select = select.where('id', '=', principal.via.key)
  }
  if (start.value !== undefined) select = select.where('id', '>', start.value)
  const rows = await select.orderBy('id').limit(limitOf(query)).execute()
  const stopped = new Map<string, MakerGone | undefined>()
  for (const { id, user, made_by: maker } of rows)
    if (user === null)
      stopped.set(id, await whyUserGone(world.store.db, principal.organisation, maker, serviceKeyScope))
  return done(
    pageOf(
      rows,
      query,
      ({ id }) => id,
      (row) => keyView(row, stopped.get(row.id)),
    ),
  )
}

/** Revokes a key: it stops working at once. */
export async function revokeKey(identity: Identity, actor: Actor, id: string): Promise<Outcome<undefined>> {
  const revoked = await identity.world.store.transaction('identity', async (tx) => {
    const row = await findKey(tx, actor, id)
    if (row === undefined || row.revoked_at !== null) return refused('NOT_FOUND')
    const revoked_at = identity.world.clock().toISOString()
    await tx.updateTable('api_keys').set({ revoked_at, previous_until: null }).where('id', '=', id).execute()
    const by = actor.principal.user ?? actor.principal.name
    const { organisation } = row
    await record(tx, identity, actor.whence, { event: 'key-revoked', organisation, key: id, by })
    return done(undefined)
  })
  identity.seen.forget()
  return revoked
}
