import type { Me } from '@glovebox/api'
import { countFactors, findAccount, hasSecondFactor } from './accounts.ts'
import type { Actor } from './actor.ts'
import type { Identity } from './identity.ts'
import { done, type Outcome, refused } from './outcome.ts'
import { isRestricted } from './principal-of-session.ts'

/** Says who a request speaks for, and what it may do. */
export async function describeMe({ world }: Identity, { principal }: Actor): Promise<Outcome<Me>> {
  const { db } = world.store
  const account = principal.user === undefined ? undefined : await findAccount(db, principal.user)
  const shared = {
    organisation: { id: principal.organisation, name: principal.organisationName },
    user: account === undefined ? null : { id: account.user.id, email: account.user.email, name: account.user.name },
    name: principal.name,
    roles: principal.roles,
    scopes: [...principal.scopes],
    ...(principal.agent === undefined ? {} : { agent: principal.agent }),
  }
  if (principal.via.kind === 'key') {
    const id = principal.via.key
    const key = await db.selectFrom('api_keys').select('expires_at').where('id', '=', id).executeTakeFirst()
    if (key === undefined) return refused('SIGN_IN_REQUIRED')
    return done({ ...shared, via: { kind: 'key', id, expiresAt: key.expires_at } })
  }
  const id = principal.via.session
  const session = await db
    .selectFrom('sessions')
    .select(['method', 'expires_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (session === undefined || account === undefined) return refused('SIGN_IN_REQUIRED')
  const factors = await countFactors(db, account.user)
  const { isTotpOn, passkeys, recoveryCodesLeft } = factors
  const mustEnrol = isRestricted(account, session.method) && !hasSecondFactor(factors)
  return done({
    ...shared,
    via: { kind: 'session', id, expiresAt: session.expires_at },
    secondFactors: { isTotpOn, passkeys, recoveryCodesLeft, mustEnrol },
  })
}
