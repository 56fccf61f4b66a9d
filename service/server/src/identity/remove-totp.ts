import { type Actor, freshAccount } from './actor.ts'
import { record } from './audit.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'

/** Removes the authenticator app and the recovery codes of the own account. */
export async function removeTotp(identity: Identity, actor: Actor): Promise<Outcome<undefined>> {
  const removed = await identity.world.store.transaction('sign-in', async (tx) => {
    const own = await freshAccount(tx, identity, actor)
    if (!own.ok) return own
    const { id, organisation, totp } = own.value.user
    if (totp === null) return refused('NOT_FOUND')
    await tx.updateTable('users').set({ totp: null, totp_begun: null }).where('id', '=', id).execute()
    await tx.deleteFrom('recovery_codes').where('user', '=', id).execute()
    await record(tx, identity, actor.whence, { event: 'totp-removed', organisation, user: id })
    return done(undefined)
  })
  identity.seen.forget()
  return removed
}
