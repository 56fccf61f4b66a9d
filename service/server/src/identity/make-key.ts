import type { KeyRotation, KeyWithSecret, NewKey, Scope } from '@glovebox/api'
import { randomId } from '../state/random-id.ts'
import { type Actor, ownAccount } from './actor.ts'
import { newKeyText } from './api-key.ts'
import { record } from './audit.ts'
import type { Identity } from './identity.ts'
import { findKey, keyView, looksAfterAll } from './keys.ts'
import { done, type Outcome, refused } from './outcome.ts'
import type { KeyRow } from './principal-of-key.ts'
import { hashOf } from './secret.ts'

const dayMs = 86_400_000
const usualDays = 90
const mostDays = 365
const mostKeys = 200

/** By these a program would come past its limit: by another account, another rule, or an approval of its own work. */
const notForAgents: ReadonlySet<Scope> = new Set([
  'organisation:write',
  'collaborations:write',
  'tables:write',
  'templates:review',
  'server:admin',
])

/** Makes a key with some of its maker's scopes. Only a session does so: a key that leaks makes no others. */
export async function makeKey(identity: Identity, actor: Actor, body: NewKey): Promise<Outcome<KeyWithSecret>> {
  const { world } = identity
  const { principal } = actor
  const isBeyond = body.scopes.some((scope) => !principal.scopes.has(scope))
  if (isBeyond)
    return refused('SCOPE_MISSING', { reason: 'BEYOND_OWN_SCOPES', detail: 'a key holds scopes that its maker holds' })
  if (body.kind === 'service' && !looksAfterAll(actor))
    return refused('SCOPE_MISSING', { detail: 'service keys are an administrator’s to make' })
  const now = world.clock()
  const expiry = new Date(body.expiresAt ?? now.getTime() + usualDays * dayMs)
  const isWithin = expiry > now && expiry.getTime() <= now.getTime() + mostDays * dayMs
  if (!isWithin) return refused('REFUSED', { reason: 'KEY_EXPIRY', detail: 'a key expires within a year from now' })
  const { agent } = body
  if (agent?.approvalAboveShare !== undefined && agent.approvalAboveShare > agent.maxShare)
    return refused('REFUSED', { reason: 'AGENT_LIMITS', detail: '`approvalAboveShare` is at most `maxShare`' })
  const power = agent === undefined ? undefined : body.scopes.find((one) => notForAgents.has(one))
  if (power !== undefined)
    return refused('REFUSED', { reason: 'AGENT_LIMITS', detail: `a program with a limit is not given \`${power}\`` })
  const id = randomId('key', world.random)
  const secret = newKeyText(id, world.random)
  return await world.store.transaction('identity', async (tx) => {
    const own = await ownAccount(tx, actor)
    if (!own.ok) return own
    const { organisation, id: user } = own.value.user
    const held = await tx
      .selectFrom('api_keys')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('organisation', '=', organisation)
      .where('user', body.kind === 'personal' ? '=' : 'is', body.kind === 'personal' ? user : null)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (Number(held?.n ?? 0) >= mostKeys)
      return refused('CONFLICT', { reason: 'TOO_MANY_KEYS', detail: `there are ${mostKeys} keys; revoke some first` })
    const row: KeyRow = {
      id,
      organisation,
      user: body.kind === 'personal' ? user : null,
      name: body.name.trim(),
      hash: hashOf(secret),
      previous_hash: null,
      previous_until: null,
      scopes: JSON.stringify([...new Set(body.scopes)]),
      agent: agent === undefined ? null : JSON.stringify(agent),
      made_by: user,
      created_at: now.toISOString(),
      expires_at: expiry.toISOString(),
      last_used_on: null,
      revoked_at: null,
    }
    await tx.insertInto('api_keys').values(row).execute()
    await record(tx, identity, actor.whence, { event: 'key-made', detail: body.kind, organisation, key: id, by: user })
    return done({ ...keyView(row), secret })
  })
}

/** Gives a key another secret; the one before stays good for a while. */
export async function rotateKey(
  identity: Identity,
  actor: Actor,
  id: string,
  { overlapMinutes = 0 }: KeyRotation,
): Promise<Outcome<KeyWithSecret>> {
  const { world } = identity
  const { principal } = actor
  const secret = newKeyText(id, world.random)
  const rotated = await world.store.transaction('identity', async (tx) => {
    const row = await findKey(tx, actor, id)
    if (row === undefined) return refused('NOT_FOUND')
    // The new secret speaks for whom the key speaks: others revoke it, they do not take it.
    const isItself = principal.via.kind === 'key' && principal.via.key === id
    const isOwn = principal.via.kind === 'session' && (row.user === null || row.user === principal.user)
    if (!isItself && !isOwn) return refused('SCOPE_MISSING', { detail: 'only its holder rotates a key; revoke it' })
    const now = world.clock()
    const isOver = row.revoked_at !== null || now.toISOString() >= row.expires_at
    if (isOver) return refused('CONFLICT', { reason: 'KEY_OVER', detail: 'this key is revoked or expired' })
    const until = Math.min(now.getTime() + overlapMinutes * 60_000, Date.parse(row.expires_at))
    const values = {
      hash: hashOf(secret),
      previous_hash: row.hash,
      // Whoever rotates a key of the organisation stands for it from then on.
      ...(row.user === null && isOwn ? { made_by: principal.user ?? row.made_by } : {}),
      previous_until: overlapMinutes === 0 ? null : new Date(until).toISOString(),
    }
    await tx.updateTable('api_keys').set(values).where('id', '=', id).execute()
    const by = principal.user ?? principal.name
    const { organisation } = row
    await record(tx, identity, actor.whence, { event: 'key-rotated', organisation, key: id, by })
    return done({ ...keyView({ ...row, ...values }), secret })
  })
  identity.seen.forget()
  return rotated
}
