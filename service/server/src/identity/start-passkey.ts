import type { PasskeyOptions } from '@glovebox/api'
import { type Actor, freshAccount } from './actor.ts'
import { keepChallenge } from './challenge.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { passkeyLibrary } from './passkey-library.ts'
import { relyingParty, transportsIn } from './relying-party.ts'
import { newSecret } from './secret.ts'

const mostPasskeys = 20
/** EdDSA, ES256 and RS256. */
const algorithms = [-8, -7, -257]

/** Begins to add a passkey to the own account. */
export async function startPasskey(identity: Identity, actor: Actor): Promise<Outcome<PasskeyOptions>> {
  const { world } = identity
  const { db } = world.store
  const own = await freshAccount(db, identity, actor)
  if (!own.ok) return own
  const { user } = own.value
  const held = await db.selectFrom('passkeys').select(['id', 'transports']).where('user', '=', user.id).execute()
  if (held.length >= mostPasskeys)
    return refused('CONFLICT', { reason: 'TOO_MANY_PASSKEYS', detail: `an account has at most ${mostPasskeys}` })
  const challenge = newSecret(world.random)
  await keepChallenge(identity, { secret: challenge, purpose: 'passkey-add', user: user.id })
  const { generateRegistrationOptions } = await passkeyLibrary()
  const options = await generateRegistrationOptions({
    rpName: world.name,
    rpID: relyingParty(world.publicUrl).id,
    userName: user.email,
    userID: Uint8Array.from(Buffer.from(user.id)),
    userDisplayName: user.name,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    attestationType: 'none',
    excludeCredentials: held.map(({ id, transports }) => ({ id, transports: transportsIn(transports) })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
  return done({ options })
}

/** Begins to sign in with a passkey. Nothing in it says which accounts there are. */
export async function startPasskeySignIn(identity: Identity): Promise<Outcome<PasskeyOptions>> {
  const { world } = identity
  const challenge = newSecret(world.random)
  await keepChallenge(identity, { secret: challenge, purpose: 'passkey-sign-in' })
  const { generateAuthenticationOptions } = await passkeyLibrary()
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(world.publicUrl).id,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    userVerification: 'required',
  })
  return done({ options })
}
