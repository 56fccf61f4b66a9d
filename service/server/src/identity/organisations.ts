import type {
  AcceptedUser,
  MadeOrganisation,
  NewOrganisation,
  NewOrganisationInvitation,
  Organisation,
  OrganisationInvitationAcceptance,
  OrganisationInvitationLink,
  Page,
  PageQuery,
} from '@glovebox/api'
import { noSuchLink } from './accept-user-invitation.ts'
import type { Actor } from './actor.ts'
import { record } from './audit.ts'
import { countAttempt, forgiveAttempt } from './back-off.ts'
import { isNameTaken, nameTaken, organisationView } from './change-organisation.ts'
import { insertOrganisation } from './create-organisation.ts'
import type { Identity, Whence } from './identity.ts'
import { findLink, makeLink } from './invitation.ts'
import { foldedEmail } from './names.ts'
import { insertUser } from './new-user.ts'
import { done, later, type Outcome, refused } from './outcome.ts'
import { limitOf, pageOf, startOf } from './page.ts'
import { hashPassword } from './password-hash.ts'
import { faultOfPassword } from './password-rules.ts'

/** Makes an organisation and a link for its first administrator. */
export async function makeOrganisation(
  identity: Identity,
  actor: Actor,
  body: NewOrganisation,
): Promise<Outcome<MadeOrganisation>> {
  return await identity.world.store.transaction('identity', async (tx) => {
    if (await isNameTaken(tx, body.name)) return nameTaken
    const by = actor.principal.user ?? actor.principal.name
    const { whence } = actor
    const row = await insertOrganisation(tx, identity, { name: body.name, isOperator: false, whence, by })
    const email = foldedEmail(body.administratorEmail)
    const link = await makeLink(tx, identity, {
      purpose: 'invitation',
      organisation: row.id,
      email,
      roles: ['administrator'],
    })
    return done({ organisation: organisationView(row), token: link.token, url: link.url })
  })
}

/** Lists all organisations of the server, in the order of their ids. */
export async function listOrganisations({ world }: Identity, query: PageQuery): Promise<Outcome<Page<Organisation>>> {
  const start = startOf(query)
  if (!start.ok) return start
  let select = world.store.db.selectFrom('organisations').selectAll()
  if (start.value !== undefined) select = select.where('id', '>', start.value)
  const rows = await select.orderBy('id').limit(limitOf(query)).execute()
  return done(pageOf(rows, query, ({ id }) => id, organisationView))
}

/** Invites another organisation to the server. */
export async function inviteOrganisation(
  identity: Identity,
  actor: Actor,
  body: NewOrganisationInvitation,
): Promise<Outcome<OrganisationInvitationLink>> {
  const { principal } = actor
  if (identity.settings.registration === 'operator' && !principal.scopes.has('server:admin'))
    return refused('SCOPE_MISSING', { detail: 'on this server the operator invites organisations' })
  const email = body.email === undefined ? undefined : foldedEmail(body.email)
  const name = body.organisationName?.trim()
  return await identity.world.store.transaction('identity', async (tx) => {
    if (name !== undefined && (await isNameTaken(tx, name))) return nameTaken
    const { row, token, url } = await makeLink(tx, identity, {
      purpose: 'organisation',
      organisation: principal.organisation,
      ...(email === undefined ? {} : { email }),
      ...(name === undefined ? {} : { name }),
    })
    const by = principal.user ?? principal.name
    const happening = {
      event: 'user-invited',
      detail: 'organisation',
      organisation: principal.organisation,
      by,
    } as const
    await record(tx, identity, actor.whence, happening)
    return done({ id: row.id, organisationName: row.name, email: row.email, expiresAt: row.expires_at, token, url })
  })
}

/** Uses a link: makes an organisation and its first administrator. */
export async function acceptOrganisationInvitation(
  identity: Identity,
  whence: Whence,
  body: OrganisationInvitationAcceptance,
): Promise<Outcome<AcceptedUser>> {
  const { world } = identity
  const counted = { kind: 'address', of: whence.address } as const
  const wait = await countAttempt(identity, counted)
  if (wait > 0) return later(wait)
  if ((await findLink(world.store.db, identity, body.token, ['organisation'])) === undefined) return noSuchLink
  await forgiveAttempt(identity, counted)
  const email = foldedEmail(body.email)
  const name = body.name?.trim() ?? email
  const fault = faultOfPassword(body.password, [email, name, body.organisationName, world.name])
  if (fault !== undefined) return refused('REFUSED', { reason: 'PASSWORD_REFUSED', detail: fault })
  const password = await hashPassword(identity, body.password)
  return await world.store.transaction('identity', async (tx) => {
    const link = await findLink(tx, identity, body.token, ['organisation'])
    if (link === undefined) return noSuchLink
    if (await isNameTaken(tx, body.organisationName)) return nameTaken
    await tx.deleteFrom('invitations').where('id', '=', link.id).execute()
    const made = { name: body.organisationName, isOperator: false, whence, by: link.organisation }
    const organisation = await insertOrganisation(tx, identity, made)
    const roles = ['administrator'] as const
    const user = await insertUser(tx, identity, { organisation: organisation.id, email, name, roles, password })
    await record(tx, identity, whence, { event: 'user-joined', organisation: organisation.id, user: user.id })
    return done({ organisation: { id: organisation.id, name: organisation.name }, user: user.id, email })
  })
}
