import type { Principal } from '../principal.ts'
import { type Account, findAccount } from './accounts.ts'
import type { Identity } from './identity.ts'
import { rolesIn, scopesOf } from './roles.ts'
import { hashOf } from './secret.ts'

type Held = {
  readonly principal: Principal
  readonly expiresAt: number
  readonly lastSeen: { at: number }
}

/** The last sign of life is written down no more often than this. */
const noticedMs = 60_000

/** Who a session cookie stands for, as long as the session is open, in use, and its account enabled. */
export async function principalOfSession(
  identity: Identity,
  token: string,
  isGlance: boolean = false,
): Promise<Principal | undefined> {
  const { world, seen, settings } = identity
  const hash = hashOf(token)
  const now = world.clock().getTime()
  const id = `session:${hash}`
  const held = (seen.get(id, now) as Held | undefined) ?? (await seen.read(id, now, () => readSession(identity, hash)))
  if (held === undefined || now >= held.expiresAt) return undefined
  if (now - held.lastSeen.at >= settings.sessionIdleMinutes * 60_000) return undefined
  if (!isGlance && now - held.lastSeen.at >= noticedMs) {
    held.lastSeen.at = now
    await world.store.db
      .updateTable('sessions')
      .set({ last_seen_at: new Date(now).toISOString() })
      .where('hash', '=', hash)
      .execute()
  }
  return held.principal
}

async function readSession({ world }: Identity, hash: string): Promise<Held | undefined> {
  const { db } = world.store
  const session = await db.selectFrom('sessions').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (session === undefined) return undefined
  const account = await findAccount(db, session.user)
  if (account === undefined || account.user.is_disabled === 1) return undefined
  return {
    principal: principalOf(account, session.id, isRestricted(account, session.method)),
    expiresAt: Date.parse(session.expires_at),
    lastSeen: { at: Date.parse(session.last_seen_at) },
  }
}

/** Whether a session lacks the second factor that its organisation asks for: it may do nothing but enrol one. */
export function isRestricted({ organisation }: Account, method: string): boolean {
  return organisation.is_second_factor_required === 1 && method === 'password'
}

function principalOf({ organisation, user }: Account, session: string, isRestrictedSession: boolean): Principal {
  const roles = rolesIn(user.roles)
  return {
    organisation: organisation.id,
    organisationName: organisation.name,
    user: user.id,
    name: user.email,
    roles,
    scopes: isRestrictedSession ? new Set() : scopesOf(roles, organisation.is_operator === 1),
    via: { kind: 'session', session },
  }
}
