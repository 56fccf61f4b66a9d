import type { SignInMethod } from '@glovebox/api'
import type { Account } from './accounts.ts'
import { countAttempt, forgiveAttempt } from './back-off.ts'
import type { Identity } from './identity.ts'
import { done, later, type Outcome, refused } from './outcome.ts'
import { hashOf } from './secret.ts'
import { totpStep } from './totp.ts'

/** Checks the second factor of an account whose password was right, and uses it up. */
export async function checkSecondFactor(
  identity: Identity,
  account: Account,
  given: { readonly code?: string; readonly recoveryCode?: string },
): Promise<Outcome<SignInMethod>> {
  const { user } = account
  if (user.totp === null) return done('password')
  if (given.code === undefined && given.recoveryCode === undefined)
    return refused('SECOND_FACTOR_REQUIRED', { help: 'send the `code` of the authenticator app, or a `recoveryCode`' })
  const counted = { kind: 'code', of: user.id } as const
  const wait = await countAttempt(identity, counted)
  if (wait > 0) return later(wait)
  const isGood =
    given.code === undefined
      ? await useRecoveryCode(identity, user.id, given.recoveryCode ?? '')
      : await useTotpCode(identity, account, given.code)
  if (!isGood) return refused('SIGN_IN_FAILED', { reason: 'SECOND_FACTOR_WRONG', help: 'a code works once' })
  await forgiveAttempt(identity, counted)
  return done(given.code === undefined ? 'password-recovery' : 'password-totp')
}

/** Uses the code of an authenticator app; one that was used before, or is older than one that was, is not good. */
export async function useTotpCode(identity: Identity, { user }: Account, code: string): Promise<boolean> {
  const { world } = identity
  if (user.totp === null) return false
  const secret = world.ownVaultOf(user.organisation).open(user.totp, totpAbout(user.id))
  const step = totpStep(secret, code, world.clock())
  if (step === undefined) return false
  return await world.store.transaction('sign-in', async (tx) => {
    const used = await tx
      .updateTable('users')
      .set({ totp_step: step })
      .where('id', '=', user.id)
      .where('totp_step', '<', step)
      .executeTakeFirst()
    return used.numUpdatedRows === 1n
  })
}

/** What a sealed secret of an authenticator app is about. */
export function totpAbout(user: string): string {
  return `totp of ${user}`
}

async function useRecoveryCode({ world }: Identity, user: string, code: string): Promise<boolean> {
  return await world.store.transaction('sign-in', async (tx) => {
    const used = await tx
      .deleteFrom('recovery_codes')
      .where('user', '=', user)
      .where('hash', '=', hashOf(code))
      .executeTakeFirst()
    return used.numDeletedRows === 1n
  })
}
