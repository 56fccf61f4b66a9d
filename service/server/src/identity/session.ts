import type { SignInMethod } from '@glovebox/api'
import { randomId } from '../state/random-id.ts'
import type { Db } from '../store/store.ts'
import type { Account } from './accounts.ts'
import { record } from './audit.ts'
import type { Identity, Whence } from './identity.ts'
import { hashOf, newSecret } from './secret.ts'

/** A session that was opened, and the token that its cookie holds. */
export type OpenedSession = { readonly id: string; readonly token: string; readonly expiresAt: string }

/** Opens a session for an account that has proved itself, in place of the one the browser held before. */
export async function openSession(
  tx: Db,
  identity: Identity,
  opening: {
    readonly account: Account
    readonly method: SignInMethod
    readonly whence: Whence
    readonly before: string | undefined
  },
): Promise<OpenedSession> {
  const { account, method, whence, before } = opening
  const { world, settings } = identity
  const now = world.clock()
  const [id, token] = [randomId('ses', world.random), newSecret(world.random)]
  const expiresAt = new Date(now.getTime() + settings.sessionMaxHours * 3_600_000).toISOString()
  if (before !== undefined) await tx.deleteFrom('sessions').where('hash', '=', hashOf(before)).execute()
  await tx
    .insertInto('sessions')
    .values({
      id,
      hash: hashOf(token),
      user: account.user.id,
      method,
      created_at: now.toISOString(),
      last_seen_at: now.toISOString(),
      expires_at: expiresAt,
      address: whence.address.slice(0, 64),
      user_agent: whence.userAgent?.slice(0, 300) ?? null,
    })
    .execute()
  await tx
    .updateTable('users')
    .set({ last_sign_in_on: now.toISOString().slice(0, 10) })
    .where('id', '=', account.user.id)
    .execute()
  const { id: user, organisation } = account.user
  await record(tx, identity, whence, { event: 'signed-in', detail: method, organisation, user })
  return { id, token, expiresAt }
}
