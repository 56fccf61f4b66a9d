import type { Principal } from '../principal.ts'
import type { Db } from '../store/store.ts'
import { type Account, countFactors, findAccount, hasSecondFactor } from './accounts.ts'
import type { Identity, Whence } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { isRestricted } from './principal-of-session.ts'

/** Who does something, and from where. */
export type Actor = { readonly principal: Principal; readonly whence: Whence }

/** The account of a request, and the session it came with. */
export type OwnAccount = Account & { readonly session: string; readonly method: string; readonly signedInAt: string }

/** How fresh a sign-in has to be for changes of what an account signs in with. */
const freshMs = 15 * 60_000

/** The own account of a request with a session. Keys do not look after accounts. */
export async function ownAccount(db: Db, { principal }: Actor): Promise<Outcome<OwnAccount>> {
  if (principal.via.kind !== 'session' || principal.user === undefined) return sessionOnly
  const session = await db
    .selectFrom('sessions')
    .select(['id', 'method', 'created_at'])
    .where('id', '=', principal.via.session)
    .where('user', '=', principal.user)
    .executeTakeFirst()
  const account = await findAccount(db, principal.user)
  if (session === undefined || account === undefined) return refused('SIGN_IN_REQUIRED')
  return done({ ...account, session: session.id, method: session.method, signedInAt: session.created_at })
}

/** The same, where the sign-in is fresh enough to change what the account signs in with. */
export async function freshAccount(db: Db, identity: Identity, actor: Actor): Promise<Outcome<OwnAccount>> {
  const own = await ownAccount(db, actor)
  if (!own.ok) return own
  const age = identity.world.clock().getTime() - Date.parse(own.value.signedInAt)
  if (age > freshMs)
    return refused('SIGN_IN_REQUIRED', { reason: 'SIGN_IN_AGAIN', detail: 'sign in again, it is over 15 minutes ago' })
  // Whoever only knows the password must not add a second factor beside the one that is missing.
  if (isRestricted(own.value, own.value.method) && hasSecondFactor(await countFactors(db, own.value.user)))
    return refused('SIGN_IN_REQUIRED', { reason: 'SIGN_IN_AGAIN', detail: 'sign in with the second factor' })
  return own
}

const sessionOnly: ReturnType<typeof refused> = refused('SCOPE_MISSING', {
  reason: 'SESSION_ONLY',
  detail: 'a key does not look after accounts and keys; sign in',
})
