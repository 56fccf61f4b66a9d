import type { NewPasskey, Passkey } from '@glovebox/api'
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { type Actor, freshAccount } from './actor.ts'
import { record } from './audit.ts'
import { takeChallenge } from './challenge.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { passkeyLibrary } from './passkey-library.ts'
import { challengeIn, type PasskeyRow, passkeyView, relyingParty } from './relying-party.ts'

/** Adds the passkey that was begun to the own account. */
export async function addPasskey(identity: Identity, actor: Actor, body: NewPasskey): Promise<Outcome<Passkey>> {
  const { world } = identity
  const own = await freshAccount(world.store.db, identity, actor)
  if (!own.ok) return own
  const { user, session, method } = own.value
  const credential = await verifiedCredential(identity, user.id, body.response)
  if (credential === undefined)
    return refused('REFUSED', { reason: 'PASSKEY_REFUSED', detail: 'this answer is not one to what was asked' })
  const row: PasskeyRow = {
    ...credential,
    user: user.id,
    name: body.name.trim(),
    created_at: world.clock().toISOString(),
    last_used_on: null,
  }
  const added = await world.store.transaction('sign-in', async (tx) => {
    const still = await freshAccount(tx, identity, actor)
    if (!still.ok) return still
    const known = await tx.selectFrom('passkeys').select('id').where('id', '=', row.id).executeTakeFirst()
    if (known !== undefined) return refused('CONFLICT', { reason: 'PASSKEY_KNOWN', detail: 'this passkey is known' })
    await tx.insertInto('passkeys').values(row).execute()
    // Its holder has just proved to have it.
    if (method === 'password')
      await tx.updateTable('sessions').set({ method: 'passkey' }).where('id', '=', session).execute()
    const { organisation } = user
    await record(tx, identity, actor.whence, { event: 'passkey-added', organisation, user: user.id })
    return done(passkeyView(row))
  })
  identity.seen.forget()
  return added
}

type Credential = Pick<PasskeyRow, 'id' | 'public_key' | 'counter' | 'transports' | 'is_backed_up'>

async function verifiedCredential(identity: Identity, user: string, given: unknown): Promise<Credential | undefined> {
  const { world } = identity
  const { id, origin } = relyingParty(world.publicUrl)
  const challenge = challengeIn(given) ?? ''
  const asked = await takeChallenge(world.store.db, identity, challenge, 'passkey-add')
  if (asked?.user !== user) return undefined
  // Strangers send anything; whatever the library does not like is no passkey.
  const response = given as RegistrationResponseJSON
  try {
    if (!(await isUnattested(response))) return undefined
    const { verifyRegistrationResponse } = await passkeyLibrary()
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
    })
    if (!verified) return undefined
    const { credential, credentialBackedUp } = registrationInfo
    return {
      id: credential.id,
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: JSON.stringify(
        (credential.transports ?? []).slice(0, 10).map((transport) => `${transport}`.slice(0, 30)),
      ),
      is_backed_up: credentialBackedUp ? 1 : 0,
    }
  } catch {
    return undefined
  }
}

/** Attestations were not asked for; to check the certificates of one would mean to fetch what a stranger names. */
async function isUnattested(response: RegistrationResponseJSON): Promise<boolean> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  const bytes = Uint8Array.from(Buffer.from(response.response.attestationObject, 'base64url'))
  const attestation = decodeAttestationObject(bytes)
  const format = attestation.get('fmt')
  return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined)
}
