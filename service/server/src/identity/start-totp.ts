import type { TotpSecret } from '@glovebox/api'
import { type Actor, freshAccount } from './actor.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { totpAbout } from './second-factor.ts'
import { newTotpSecret, totpUri } from './totp.ts'

/** Begins to add an authenticator app to the own account. */
export async function startTotp(identity: Identity, actor: Actor): Promise<Outcome<TotpSecret>> {
  const { world } = identity
  const secret = newTotpSecret(world.random)
  return await world.store.transaction('sign-in', async (tx) => {
    const own = await freshAccount(tx, identity, actor)
    if (!own.ok) return own
    const { user } = own.value
    if (user.totp !== null)
      return refused('CONFLICT', { reason: 'TOTP_IS_ON', help: 'remove the authenticator app first' })
    const totp_begun = world.ownVaultOf(user.organisation).seal(secret, totpAbout(user.id))
    await tx.updateTable('users').set({ totp_begun }).where('id', '=', user.id).execute()
    return done({ secret, uri: totpUri(secret, world.name, user.email) })
  })
}
