import type { PasswordSignIn } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { type Account, findAccount } from './accounts.ts'
import { record } from './audit.ts'
import { type Counted, countAttempt, forgiveAttempt } from './back-off.ts'
import type { Identity, Whence } from './identity.ts'
import { foldedEmail, foldedName } from './names.ts'
import { done, later, type Outcome, refused } from './outcome.ts'
import { hashPassword, isOutdated, verifyPassword } from './password-hash.ts'
import { checkSecondFactor } from './second-factor.ts'
import { type OpenedSession, openSession } from './session.ts'

/** What everybody is told whose address or password is wrong, whichever of them it is. */
const notValid = {
  help: 'check address and password; where more than one organisation knows the address, name the `organisation`',
}

/** Where a sign-in comes from, and the session that the browser held before. */
export type SignInFrom = Whence & { readonly before?: string | undefined }

/** Opens a session for an address, its password, and the second factor of accounts that have one. */
export async function signIn(
  identity: Identity,
  body: PasswordSignIn,
  from: SignInFrom,
): Promise<Outcome<OpenedSession>> {
  const { world } = identity
  const email = foldedEmail(body.email)
  const counted: readonly Counted[] = [
    { kind: 'address', of: from.address },
    { kind: 'account', of: email },
  ]
  for (const one of counted) {
    const wait = await countAttempt(identity, one)
    if (wait > 0) return later(wait)
  }
  const account = await findByEmail(world.store.db, email, body.organisation)
  const isRight = await verifyPassword(identity, body.password, account?.user.password ?? null)
  if (account === undefined || !isRight || account.user.is_disabled === 1) {
    const detail = account === undefined ? 'account' : isRight ? 'disabled' : 'password'
    await recordFailure(identity, from, detail, account)
    return refused('SIGN_IN_FAILED', notValid)
  }
  const factor = await checkSecondFactor(identity, account, body)
  if (!factor.ok) {
    if (factor.problem.code === 'SIGN_IN_FAILED') await recordFailure(identity, from, 'second-factor', account)
    // The password was right: to be asked for the other factor is no failure.
    else for (const one of counted) await forgiveAttempt(identity, one)
    return factor
  }
  const { password } = account.user
  const rehashed =
    password !== null && isOutdated(identity, password) ? await hashPassword(identity, body.password) : undefined
  const opened = await world.store.transaction('sign-in', async (tx) => {
    const found = await findAccount(tx, account.user.id)
    if (found === undefined || found.user.is_disabled === 1 || found.user.password !== password) return undefined
    if (rehashed !== undefined)
      await tx.updateTable('users').set({ password: rehashed }).where('id', '=', found.user.id).execute()
    return await openSession(tx, identity, { account: found, method: factor.value, whence: from, before: from.before })
  })
  if (opened === undefined) return refused('SIGN_IN_FAILED', notValid)
  for (const one of counted) await forgiveAttempt(identity, one)
  if (from.before !== undefined) identity.seen.forget()
  return done(opened)
}

async function findByEmail(db: Db, email: string, organisation: string | undefined): Promise<Account | undefined> {
  const users = await db
    .selectFrom('users')
    .select(['id', 'organisation'])
    .where('email', '=', email)
    .limit(50)
    .execute()
  if (organisation === undefined) {
    const only = users.length === 1 ? users[0] : undefined
    return only === undefined ? undefined : await findAccount(db, only.id)
  }
  const named = await db
    .selectFrom('organisations')
    .select('id')
    .where((eb) => eb.or([eb('id', '=', organisation), eb('name_folded', '=', foldedName(organisation))]))
    .execute()
  const user = await db
    .selectFrom('users')
    .select('id')
    .where('email', '=', email)
    .where('organisation', 'in', [...named.map(({ id }) => id), ''])
    .executeTakeFirst()
  return user === undefined ? undefined : await findAccount(db, user.id)
}

async function recordFailure(
  identity: Identity,
  whence: Whence,
  detail: string,
  account: Account | undefined,
): Promise<void> {
  const whose = account === undefined ? {} : { organisation: account.organisation.id, user: account.user.id }
  await record(identity.world.store.db, identity, whence, { event: 'sign-in-failed', detail, ...whose })
}
