import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { findAccount } from './accounts.ts'
import { record } from './audit.ts'
import { countAttempt, forgiveAttempt } from './back-off.ts'
import { takeChallenge } from './challenge.ts'
import type { Identity } from './identity.ts'
import { done, later, type Outcome, refused } from './outcome.ts'
import { passkeyLibrary } from './passkey-library.ts'
import { challengeIn, type PasskeyRow, relyingParty, transportsIn } from './relying-party.ts'
import { type OpenedSession, openSession } from './session.ts'
import type { SignInFrom } from './sign-in.ts'

/** Opens a session for whoever has one of the passkeys and was verified by its authenticator. */
export async function signInWithPasskey(
  identity: Identity,
  given: unknown,
  from: SignInFrom,
): Promise<Outcome<OpenedSession>> {
  const { world } = identity
  const { db } = world.store
  const counted = { kind: 'address', of: from.address } as const
  const wait = await countAttempt(identity, counted)
  if (wait > 0) return later(wait)
  const id = idIn(given)
  const passkey =
    id === undefined ? undefined : await db.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst()
  const account = passkey === undefined ? undefined : await findAccount(db, passkey.user)
  const counter = passkey === undefined ? undefined : await verifiedCounter(identity, passkey, given)
  const opened =
    passkey === undefined || account === undefined || counter === undefined
      ? undefined
      : await world.store.transaction('sign-in', async (tx) => {
          const found = await findAccount(tx, passkey.user)
          if (found === undefined || found.user.is_disabled === 1) return undefined
          // A counter that stands still where it counted before is a copy of the authenticator.
          const used = await tx
            .updateTable('passkeys')
            .set({ counter, last_used_on: world.clock().toISOString().slice(0, 10) })
            .where('id', '=', passkey.id)
            .where('counter', counter === 0 ? '=' : '<', counter)
            .executeTakeFirst()
          if (used.numUpdatedRows !== 1n) return undefined
          return await openSession(tx, identity, {
            account: found,
            method: 'passkey',
            whence: from,
            before: from.before,
          })
        })
  if (opened === undefined) {
    const whose = account === undefined ? {} : { organisation: account.organisation.id, user: account.user.id }
    await record(db, identity, from, { event: 'sign-in-failed', detail: 'passkey', ...whose })
    return refused('SIGN_IN_FAILED')
  }
  await forgiveAttempt(identity, counted)
  if (from.before !== undefined) identity.seen.forget()
  return done(opened)
}

function idIn(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null || !('id' in given)) return undefined
  return typeof given.id === 'string' && /^[\w-]{1,1400}$/.test(given.id) ? given.id : undefined
}

async function verifiedCounter(identity: Identity, passkey: PasskeyRow, given: unknown): Promise<number | undefined> {
  const { world } = identity
  const { id, origin } = relyingParty(world.publicUrl)
  const challenge = challengeIn(given) ?? ''
  if ((await takeChallenge(world.store.db, identity, challenge, 'passkey-sign-in')) === undefined) return undefined
  // Strangers send anything; whatever the library does not like is no sign-in.
  const response = given as AuthenticationResponseJSON
  try {
    const { verifyAuthenticationResponse } = await passkeyLibrary()
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      credential: {
        id: passkey.id,
        publicKey: Uint8Array.from(Buffer.from(passkey.public_key, 'base64url')),
        counter: passkey.counter,
        transports: transportsIn(passkey.transports),
      },
      requireUserVerification: true,
    })
    const { userHandle } = response.response
    const isWhose = userHandle === undefined || userHandle === Buffer.from(passkey.user).toString('base64url')
    return verified && isWhose ? authenticationInfo.newCounter : undefined
  } catch {
    return undefined
  }
}
