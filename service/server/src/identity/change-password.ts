import type { PasswordChange } from '@glovebox/api'
import { type Actor, freshAccount, ownAccount } from './actor.ts'
import { record } from './audit.ts'
import { countAttempt, forgiveAttempt } from './back-off.ts'
import type { Identity } from './identity.ts'
import { done, later, type Outcome, refused } from './outcome.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'
import { faultOfPassword } from './password-rules.ts'

/** Sets another password for the own account and ends its other sessions. */
export async function changePassword(
  identity: Identity,
  actor: Actor,
  change: PasswordChange,
): Promise<Outcome<undefined>> {
  const { world } = identity
  const { db } = world.store
  const own = await ownAccount(db, actor)
  if (!own.ok) return own
  const { user, organisation, session } = own.value
  if (user.password === null) {
    const fresh = await freshAccount(db, identity, actor)
    if (!fresh.ok) return fresh
  } else {
    const counted = { kind: 'account', of: user.email } as const
    const wait = await countAttempt(identity, counted)
    if (wait > 0) return later(wait)
    if (!(await verifyPassword(identity, change.currentPassword ?? '', user.password))) {
      const happening = {
        event: 'sign-in-failed',
        detail: 'password',
        organisation: organisation.id,
        user: user.id,
      } as const
      await record(db, identity, actor.whence, happening)
      return refused('SIGN_IN_FAILED', { detail: 'the current password is another' })
    }
    await forgiveAttempt(identity, counted)
  }
  const fault = faultOfPassword(change.newPassword, [user.email, user.name, organisation.name, world.name])
  if (fault !== undefined) return refused('REFUSED', { reason: 'PASSWORD_REFUSED', detail: fault })
  const password = await hashPassword(identity, change.newPassword)
  const changed = await world.store.transaction('sign-in', async (tx) => {
    const still = await ownAccount(tx, actor)
    if (!still.ok) return still
    if (still.value.user.password !== user.password) return refused('SIGN_IN_FAILED')
    await tx.updateTable('users').set({ password }).where('id', '=', user.id).execute()
    await tx.deleteFrom('sessions').where('user', '=', user.id).where('id', '<>', session).execute()
    await tx.deleteFrom('invitations').where('user', '=', user.id).execute()
    await record(tx, identity, actor.whence, {
      event: 'password-changed',
      organisation: organisation.id,
      user: user.id,
    })
    return done(undefined)
  })
  identity.seen.forget()
  return changed
}
