import type { RecoveryCodes } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { type Actor, freshAccount } from './actor.ts'
import { record } from './audit.ts'
import { countAttempt, forgiveAttempt } from './back-off.ts'
import type { Identity } from './identity.ts'
import { done, later, type Outcome, refused } from './outcome.ts'
import { newRecoveryCodes } from './recovery-code.ts'
import { totpAbout } from './second-factor.ts'
import { hashOf } from './secret.ts'
import { totpStep } from './totp.ts'

/** Adds the authenticator app that was begun, by a code of it; the account's other sessions end. */
export async function confirmTotp(identity: Identity, actor: Actor, code: string): Promise<Outcome<RecoveryCodes>> {
  const { world } = identity
  const counted = { kind: 'code', of: actor.principal.user ?? '' } as const
  const wait = await countAttempt(identity, counted)
  if (wait > 0) return later(wait)
  const codes = newRecoveryCodes(world.random)
  const confirmed = await world.store.transaction('sign-in', async (tx) => {
    const own = await freshAccount(tx, identity, actor)
    if (!own.ok) return own
    const { user, session } = own.value
    if (user.totp !== null || user.totp_begun === null)
      return refused('CONFLICT', { reason: 'TOTP_NOT_BEGUN', help: 'begin with POST /v1/me/totp' })
    const secret = world.ownVaultOf(user.organisation).open(user.totp_begun, totpAbout(user.id))
    const step = totpStep(secret, code, world.clock())
    if (step === undefined)
      return refused('REFUSED', { reason: 'CODE_WRONG', detail: 'this is not the code of this moment' })
    const values = { totp: user.totp_begun, totp_begun: null, totp_step: step }
    await tx.updateTable('users').set(values).where('id', '=', user.id).execute()
    if (own.value.method === 'password')
      await tx.updateTable('sessions').set({ method: 'password-totp' }).where('id', '=', session).execute()
    await tx.deleteFrom('sessions').where('user', '=', user.id).where('id', '<>', session).execute()
    await replaceCodes(tx, user.id, codes)
    const { organisation } = user
    await record(tx, identity, actor.whence, { event: 'totp-added', organisation, user: user.id })
    return done({ codes })
  })
  if (confirmed.ok) await forgiveAttempt(identity, counted)
  identity.seen.forget()
  return confirmed
}

/** Makes other recovery codes; those before them work no more. */
export async function renewRecoveryCodes(identity: Identity, actor: Actor): Promise<Outcome<RecoveryCodes>> {
  const { world } = identity
  const codes = newRecoveryCodes(world.random)
  return await world.store.transaction('sign-in', async (tx) => {
    const own = await freshAccount(tx, identity, actor)
    if (!own.ok) return own
    const { user } = own.value
    if (user.totp === null)
      return refused('CONFLICT', { reason: 'TOTP_IS_OFF', detail: 'recovery codes stand in for an authenticator app' })
    await replaceCodes(tx, user.id, codes)
    const { organisation } = user
    await record(tx, identity, actor.whence, { event: 'recovery-codes-made', organisation, user: user.id })
    return done({ codes })
  })
}

async function replaceCodes(tx: Db, user: string, codes: readonly string[]): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user', '=', user).execute()
  await tx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ user, hash: hashOf(code) })))
    .execute()
}
