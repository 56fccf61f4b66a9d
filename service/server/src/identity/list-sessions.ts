import type { Page, Session, SignInMethod } from '@glovebox/api'
import { type Actor, ownAccount } from './actor.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome } from './outcome.ts'

/** Lists where the own account is signed in. */
export async function listSessions({ world, settings }: Identity, actor: Actor): Promise<Outcome<Page<Session>>> {
  const { db } = world.store
  const own = await ownAccount(db, actor)
  if (!own.ok) return own
  const now = world.clock()
  const idleSince = new Date(now.getTime() - settings.sessionIdleMinutes * 60_000).toISOString()
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('user', '=', own.value.user.id)
    .where('expires_at', '>', now.toISOString())
    .where('last_seen_at', '>', idleSince)
    .orderBy('created_at', 'desc')
    .limit(500)
    .execute()
  const items = rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    method: row.method as SignInMethod,
    address: row.address,
    ...(row.user_agent === null ? {} : { userAgent: row.user_agent }),
    isCurrent: row.id === own.value.session,
  }))
  return done({ items })
}
