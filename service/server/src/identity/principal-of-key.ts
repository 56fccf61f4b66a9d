import { type AgentLimits, problem, type Scope } from '@glovebox/api'
import type { Selectable } from 'kysely'
import type { Principal } from '../principal.ts'
import type { IdentityTables } from '../store/tables/identity.ts'
import { type Account, countFactors, findAccount, findOrganisation, hasSecondFactor } from './accounts.ts'
import { readKeyText } from './api-key.ts'
import { record } from './audit.ts'
import type { Authenticated } from './authenticated.ts'
import type { Identity, Whence } from './identity.ts'
import { serviceKeyScope, whyUserGone } from './maker.ts'
import { rolesIn, scopesOf } from './roles.ts'
import { isSameHash } from './secret.ts'

/** A row of an API key. */
export type KeyRow = Selectable<IdentityTables['api_keys']>

type Held = {
  readonly row: KeyRow
  readonly principal: Principal
  readonly isDisabled: boolean
  readonly lastUsed: { on: string | null }
}

/** Uses of a key that is not good any more are written down once in so long. */
const refusalsNotedMs = 3_600_000

/**
 * Who an API key stands for, as long as it is neither expired nor revoked and its maker's account enabled; of a service
 * key: an administrator's.
 */
export async function principalOfKey(identity: Identity, text: string, whence: Whence): Promise<Authenticated> {
  const { world, seen } = identity
  const key = readKeyText(text)
  if (key === undefined) return unknown
  const date = world.clock()
  const now = date.getTime()
  const id = `key:${key.id}`
  const held = (seen.get(id, now) as Held | undefined) ?? (await seen.read(id, now, () => readKey(identity, key.id)))
  if (held === undefined) return unknown
  const { row } = held
  const isCurrent = isSameHash(key.hash, row.hash)
  const isPrevious = row.previous_hash !== null && isSameHash(key.hash, row.previous_hash)
  if (!isCurrent && !isPrevious) return unknown
  // Whoever holds the secret may know what became of the key.
  const isOverlapOver = !isCurrent && (row.previous_until === null || now >= Date.parse(row.previous_until))
  if (row.revoked_at !== null) return await refuse(identity, row, whence, 'KEY_REVOKED')
  if (now >= Date.parse(row.expires_at)) return await refuse(identity, row, whence, 'KEY_EXPIRED')
  if (isOverlapOver) return await refuse(identity, row, whence, 'KEY_ROTATED')
  if (held.isDisabled) return await refuse(identity, row, whence, row.user === null ? 'MAKER_GONE' : 'ACCOUNT_DISABLED')
  await noteUse(identity, held, date.toISOString().slice(0, 10))
  return { kind: 'principal', principal: held.principal }
}

async function noteUse({ world }: Identity, held: Held, today: string): Promise<void> {
  if (held.lastUsed.on === today) return
  held.lastUsed.on = today
  await world.store.db.updateTable('api_keys').set({ last_used_on: today }).where('id', '=', held.row.id).execute()
}

async function readKey({ world }: Identity, id: string): Promise<Held | undefined> {
  const { db } = world.store
  const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const organisation = await findOrganisation(db, row.organisation)
  if (organisation === undefined) return undefined
  const lastUsed = { on: row.last_used_on }
  const scopes = JSON.parse(row.scopes) as readonly Scope[]
  const agent = row.agent === null ? {} : { agent: JSON.parse(row.agent) as AgentLimits }
  const shared = {
    organisation: organisation.id,
    organisationName: organisation.name,
    via: { kind: 'key', key: row.id },
    ...agent,
  } as const
  if (row.user === null) {
    const held = scopesOf(['administrator'], organisation.is_operator === 1)
    const principal = { ...shared, name: row.name, roles: [], scopes: both(scopes, held) }
    const isDisabled = (await whyUserGone(db, row.organisation, row.made_by, serviceKeyScope)) !== undefined
    return { row, principal, isDisabled, lastUsed }
  }
  const account = await findAccount(db, row.user)
  if (account === undefined) return undefined
  const { user } = account
  const roles = rolesIn(user.roles)
  const isHeldBack = await lacksSecondFactor(db, account)
  const principal = {
    ...shared,
    user: user.id,
    name: user.email,
    roles,
    scopes: isHeldBack ? new Set<Scope>() : both(scopes, scopesOf(roles, organisation.is_operator === 1)),
  }
  return { row, principal, isDisabled: user.is_disabled === 1, lastUsed }
}

async function lacksSecondFactor(db: Identity['world']['store']['db'], account: Account): Promise<boolean> {
  if (account.organisation.is_second_factor_required === 0) return false
  return !hasSecondFactor(await countFactors(db, account.user))
}

function both(scopes: readonly Scope[], held: ReadonlySet<Scope>): ReadonlySet<Scope> {
  return new Set(scopes.filter((scope) => held.has(scope)))
}

const unknown: Authenticated = { kind: 'invalid', problem: problem('SIGN_IN_FAILED') }

const noted = new WeakMap<Identity, Map<string, number>>()

async function refuse(identity: Identity, row: KeyRow, whence: Whence, reason: string): Promise<Authenticated> {
  const notes = noted.get(identity) ?? new Map<string, number>()
  noted.set(identity, notes)
  const now = identity.world.clock().getTime()
  const last = notes.get(`${row.id} ${reason}`)
  if (last === undefined || Math.abs(now - last) >= refusalsNotedMs) {
    if (notes.size > 10_000) notes.clear()
    notes.set(`${row.id} ${reason}`, now)
    const detail = reason.toLowerCase().replaceAll('_', '-')
    const user = row.user === null ? {} : { user: row.user }
    const happening = { event: 'key-refused', detail, organisation: row.organisation, key: row.id, ...user } as const
    await record(identity.world.store.db, identity, whence, happening)
  }
  return { kind: 'invalid', problem: problem('SIGN_IN_FAILED', { reason }) }
}
