import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { nullable, object, optional, type Shape, text } from '../contract/shape.ts'
import { type Organisation, organisationShape } from './organisation.ts'
import { type AcceptedUser, acceptedUser } from './user-invitations.ts'
import { emailText, idText, linkToken, moment, nameText, newPassword } from './words.ts'

/** What making an organisation takes. */
export type NewOrganisation = { readonly name: string; readonly administratorEmail: string }

/** An organisation and the link of its first administrator, shown once. */
export type MadeOrganisation = { readonly organisation: Organisation; readonly token: string; readonly url: string }

/** Makes an organisation. */
export const makeOrganisation: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: NewOrganisation },
  MadeOrganisation
> = {
  id: 'makeOrganisation',
  method: 'POST',
  path: '/v1/organisations',
  tag: 'organisations',
  summary: 'Make an organisation and a link for its first administrator',
  access: 'server:admin',
  params: nothing,
  query: nothing,
  body: object<NewOrganisation>({ name: nameText, administratorEmail: emailText }, { name: 'NewOrganisation' }),
  answer: {
    status: 201,
    shape: object<MadeOrganisation>(
      { organisation: organisationShape, token: linkToken, url: text({ max: 1000 }) },
      { name: 'MadeOrganisation' },
    ),
  },
  problems: ['CONFLICT'],
}

/** Lists all organisations of the server. */
export const listOrganisations: Route<{ readonly params: Nothing; readonly query: PageQuery }, Page<Organisation>> = {
  id: 'listOrganisations',
  method: 'GET',
  path: '/v1/organisations',
  tag: 'organisations',
  summary: 'All organisations of this server',
  access: 'server:admin',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(organisationShape) },
  problems: [],
}

/** What inviting an organisation takes; both are suggestions for the invited. */
export type NewOrganisationInvitation = { readonly organisationName?: string; readonly email?: string }

/** A link by which another organisation joins the server, shown once. */
export type OrganisationInvitationLink = {
  readonly id: string
  readonly organisationName: string | null
  readonly email: string | null
  readonly expiresAt: string
  readonly token: string
  readonly url: string
}

const link: Shape<OrganisationInvitationLink> = object<OrganisationInvitationLink>(
  {
    id: idText('inv'),
    organisationName: nullable(nameText),
    email: nullable(emailText),
    expiresAt: moment,
    token: linkToken,
    url: text({ max: 1000 }),
  },
  { name: 'OrganisationInvitationLink', description: 'shown once; whoever holds the link may use it' },
)

/** Invites an organisation to the server. */
export const inviteOrganisation: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: NewOrganisationInvitation },
  OrganisationInvitationLink
> = {
  id: 'inviteOrganisation',
  method: 'POST',
  path: '/v1/organisation-invitations',
  tag: 'organisations',
  summary: 'Invite another organisation to this server; the answer holds a link to hand over, shown once',
  access: 'organisation:write',
  params: nothing,
  query: nothing,
  body: object<NewOrganisationInvitation>(
    { organisationName: optional(nameText), email: optional(emailText) },
    { name: 'NewOrganisationInvitation' },
  ),
  answer: { status: 201, shape: link },
  problems: ['SCOPE_MISSING', 'CONFLICT'],
}

/** What joining the server takes. */
export type OrganisationInvitationAcceptance = {
  readonly token: string
  readonly organisationName: string
  readonly email: string
  readonly name?: string
  readonly password: string
}

/** Joins the server as an organisation. */
export const acceptOrganisationInvitation: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: OrganisationInvitationAcceptance },
  AcceptedUser
> = {
  id: 'acceptOrganisationInvitation',
  method: 'POST',
  path: '/v1/organisation-invitations/accept',
  tag: 'organisations',
  summary: 'Use a link: make the organisation and its first administrator',
  description: 'The token travels in the body, so that no log of addresses holds it. Sign in afterwards.',
  access: 'public',
  params: nothing,
  query: nothing,
  body: object<OrganisationInvitationAcceptance>(
    {
      token: linkToken,
      organisationName: nameText,
      email: emailText,
      name: optional(nameText),
      password: newPassword,
    },
    { name: 'OrganisationInvitationAcceptance' },
  ),
  answer: { status: 201, shape: acceptedUser },
  problems: ['NOT_FOUND', 'REFUSED', 'CONFLICT', 'TOO_MANY_REQUESTS'],
}
