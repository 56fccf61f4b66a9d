import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import type { Role } from '../contract/scope.ts'
import { list, nullable, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { type OrganisationName, organisationName } from './me.ts'
import { emailText, idText, linkToken, moment, nameText, newPassword, role, roles } from './words.ts'

/** What a link is for: a person's first sign-in, or another password. */
export type UserLinkPurpose = 'invitation' | 'reset'

/** A link that was made and not used so far. */
export type UserInvitation = {
  readonly id: string
  readonly purpose: UserLinkPurpose
  readonly email: string | null
  readonly roles: readonly Role[]
  readonly createdAt: string
  readonly expiresAt: string
}

const fields = {
  id: idText('inv'),
  purpose: oneOf<UserLinkPurpose>('invitation', 'reset'),
  email: nullable(emailText),
  roles,
  createdAt: moment,
  expiresAt: moment,
}

/** A link as its maker sees it, once: whoever holds it may use it. */
export type UserInvitationLink = UserInvitation & { readonly token: string; readonly url: string }

const link: Shape<UserInvitationLink> = object<UserInvitationLink>(
  { ...fields, token: linkToken, url: text({ max: 1000 }) },
  { name: 'UserInvitationLink', description: 'shown once; whoever holds the link may use it' },
)

/** What inviting a person takes. */
export type NewUserInvitation = { readonly email: string; readonly roles: readonly Role[] }

/** Invites a person. */
export const inviteUser: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: NewUserInvitation },
  UserInvitationLink
> = {
  id: 'inviteUser',
  method: 'POST',
  path: '/v1/user-invitations',
  tag: 'users',
  summary: 'Invite a person; the answer holds a link to hand over, shown once',
  access: 'organisation:write',
  params: nothing,
  query: nothing,
  body: object<NewUserInvitation>(
    { email: emailText, roles: list(role, { min: 1, max: 4 }) },
    { name: 'NewUserInvitation' },
  ),
  answer: { status: 201, shape: link },
  problems: ['CONFLICT'],
}

/** Makes a link by which a person sets another password. */
export const resetUser: Route<
  { readonly params: { readonly user: string }; readonly query: Nothing },
  UserInvitationLink
> = {
  id: 'resetUser',
  method: 'POST',
  path: '/v1/users/{user}/reset',
  tag: 'users',
  summary: 'Make a link for a person who lost password or authenticator',
  description: 'Using it sets another password, removes the authenticator app and ends all sessions.',
  access: 'organisation:write',
  params: object({ user: idText('usr') }),
  query: nothing,
  answer: { status: 201, shape: link },
  problems: ['NOT_FOUND', 'SCOPE_MISSING'],
}

/** Lists links that were not used so far. */
export const listUserInvitations: Route<
  { readonly params: Nothing; readonly query: PageQuery },
  Page<UserInvitation>
> = {
  id: 'listUserInvitations',
  method: 'GET',
  path: '/v1/user-invitations',
  tag: 'users',
  summary: 'Invitations and resets that were not used so far',
  access: 'organisation:write',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(object<UserInvitation>(fields, { name: 'UserInvitation' })) },
  problems: [],
}

/** Takes a link back. */
export const withdrawUserInvitation: Route<
  { readonly params: { readonly invitation: string }; readonly query: Nothing },
  undefined
> = {
  id: 'withdrawUserInvitation',
  method: 'DELETE',
  path: '/v1/user-invitations/{invitation}',
  tag: 'users',
  summary: 'Take a link back',
  access: 'organisation:write',
  params: object({ invitation: idText('inv') }),
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND'],
}

/** What using a link takes. */
export type UserInvitationAcceptance = {
  readonly token: string
  /** Needed where the link names none: the first administrator's. */
  readonly email?: string
  readonly name?: string
  readonly password: string
}

/** The account that a link made or reset. */
export type AcceptedUser = { readonly organisation: OrganisationName; readonly user: string; readonly email: string }

export const acceptedUser: Shape<AcceptedUser> = object<AcceptedUser>(
  { organisation: organisationName, user: idText('usr'), email: emailText },
  { name: 'AcceptedUser' },
)

/** Uses a link. */
export const acceptUserInvitation: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: UserInvitationAcceptance },
  AcceptedUser
> = {
  id: 'acceptUserInvitation',
  method: 'POST',
  path: '/v1/user-invitations/accept',
  tag: 'users',
  summary: 'Use a link: make the account, or set another password',
  description: 'The token travels in the body, so that no log of addresses holds it. Sign in afterwards.',
  access: 'public',
  params: nothing,
  query: nothing,
  body: object<UserInvitationAcceptance>(
    { token: linkToken, email: optional(emailText), name: optional(nameText), password: newPassword },
    { name: 'UserInvitationAcceptance' },
  ),
  answer: { status: 201, shape: acceptedUser },
  problems: ['NOT_FOUND', 'REFUSED', 'CONFLICT', 'TOO_MANY_REQUESTS'],
}
