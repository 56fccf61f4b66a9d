import type { AcceptedUser, UserInvitationAcceptance } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { findOrganisation, type UserRow } from './accounts.ts'
import { record } from './audit.ts'
import { countAttempt, forgiveAttempt } from './back-off.ts'
import type { Identity, Whence } from './identity.ts'
import { findLink, type InvitationRow } from './invitation.ts'
import { foldedEmail } from './names.ts'
import { insertUser } from './new-user.ts'
import { done, later, type Outcome, refused } from './outcome.ts'
import { hashPassword } from './password-hash.ts'
import { faultOfPassword } from './password-rules.ts'
import { rolesIn } from './roles.ts'

/** What is said of links that are unknown, used, withdrawn or too old. */
export const noSuchLink: ReturnType<typeof refused> = refused('NOT_FOUND', {
  reason: 'LINK_NOT_GOOD',
  detail: 'this link was used, withdrawn, or is too old',
  help: 'ask for another one',
})

/** Uses a link: makes the account of a person, or sets its password anew. */
export async function acceptUserInvitation(
  identity: Identity,
  whence: Whence,
  body: UserInvitationAcceptance,
): Promise<Outcome<AcceptedUser>> {
  const { world } = identity
  const counted = { kind: 'address', of: whence.address } as const
  const wait = await countAttempt(identity, counted)
  if (wait > 0) return later(wait)
  const purposes = ['invitation', 'reset'] as const
  const link = await findLink(world.store.db, identity, body.token, purposes)
  const organisation = link === undefined ? undefined : await findOrganisation(world.store.db, link.organisation)
  if (link === undefined || organisation === undefined) return noSuchLink
  await forgiveAttempt(identity, counted)
  const email = link.email ?? (body.email === undefined ? undefined : foldedEmail(body.email))
  if (email === undefined) return refused('REFUSED', { reason: 'EMAIL_NEEDED', detail: 'this link needs an `email`' })
  const name = body.name?.trim() ?? email
  const fault = faultOfPassword(body.password, [email, name, organisation.name, world.name])
  if (fault !== undefined) return refused('REFUSED', { reason: 'PASSWORD_REFUSED', detail: fault })
  const password = await hashPassword(identity, body.password)
  const accepted = await world.store.transaction('identity', async (tx): Promise<Outcome<UserRow>> => {
    const still = await findLink(tx, identity, body.token, purposes)
    if (still === undefined) return noSuchLink
    const outcome =
      still.user === null
        ? await join(tx, identity, whence, still, { email, name, password })
        : done(await resetAccount(tx, identity, whence, still.user, password))
    if (outcome.ok) await tx.deleteFrom('invitations').where('id', '=', still.id).execute()
    return outcome
  })
  identity.seen.forget()
  if (!accepted.ok) return accepted
  const { id, name: organisationName } = organisation
  return done({ organisation: { id, name: organisationName }, user: accepted.value.id, email: accepted.value.email })
}

async function join(
  tx: Db,
  identity: Identity,
  whence: Whence,
  { organisation, roles }: InvitationRow,
  person: { readonly email: string; readonly name: string; readonly password: string },
): Promise<Outcome<UserRow>> {
  const { email } = person
  const known = await tx
    .selectFrom('users')
    .select('id')
    .where('organisation', '=', organisation)
    .where('email', '=', email)
    .executeTakeFirst()
  if (known !== undefined) return refused('CONFLICT', { reason: 'USER_EXISTS', detail: 'this address has an account' })
  const user = await insertUser(tx, identity, { organisation, ...person, roles: rolesIn(roles) })
  await record(tx, identity, whence, { event: 'user-joined', organisation, user: user.id })
  return done(user)
}

/** Whoever uses a reset lost what the account signed in with, or someone else has it: all of it goes. */
async function resetAccount(
  tx: Db,
  identity: Identity,
  whence: Whence,
  id: string,
  password: string,
): Promise<UserRow> {
  const user = await tx
    .updateTable('users')
    .set({ password, totp: null, totp_begun: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx.deleteFrom('recovery_codes').where('user', '=', id).execute()
  await tx.deleteFrom('passkeys').where('user', '=', id).execute()
  await tx.deleteFrom('sessions').where('user', '=', id).execute()
  const { organisation } = user
  await record(tx, identity, whence, { event: 'account-reset', detail: 'link used', organisation, user: id })
  return user
}
