import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import type { Role } from '../contract/scope.ts'
import { flag, list, nullable, object, optional, type Shape } from '../contract/shape.ts'
import { day, emailText, idText, moment, nameText, role, roles } from './words.ts'

/** A person of an organisation. */
export type User = {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly isDisabled: boolean
  readonly hasSecondFactor: boolean
  readonly createdAt: string
  readonly lastSignInOn: string | null
}

export const userShape: Shape<User> = object<User>(
  {
    id: idText('usr'),
    email: emailText,
    name: nameText,
    roles,
    isDisabled: flag,
    hasSecondFactor: flag,
    createdAt: moment,
    lastSignInOn: nullable(day),
  },
  { name: 'User' },
)

/** What of a user an administrator may change. */
export type UserChange = {
  readonly name?: string
  readonly roles?: readonly Role[]
  readonly isDisabled?: boolean
}

type OfUser = { readonly user: string }
const ofUser: Shape<OfUser> = object<OfUser>({ user: idText('usr') })

/** Lists the people of one's own organisation. */
export const listUsers: Route<{ readonly params: Nothing; readonly query: PageQuery }, Page<User>> = {
  id: 'listUsers',
  method: 'GET',
  path: '/v1/users',
  tag: 'users',
  summary: 'The people of the organisation',
  access: 'organisation:read',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(userShape) },
  problems: [],
}

/** Reads one person of one's own organisation. */
export const getUser: Route<{ readonly params: OfUser; readonly query: Nothing }, User> = {
  id: 'getUser',
  method: 'GET',
  path: '/v1/users/{user}',
  tag: 'users',
  summary: 'One person of the organisation',
  access: 'organisation:read',
  params: ofUser,
  query: nothing,
  answer: { status: 200, shape: userShape },
  problems: ['NOT_FOUND'],
  hasEtag: true,
}

/** Changes what a person may do. */
export const changeUser: Route<{ readonly params: OfUser; readonly query: Nothing; readonly body: UserChange }, User> =
  {
    id: 'changeUser',
    method: 'PATCH',
    path: '/v1/users/{user}',
    tag: 'users',
    summary: 'Change the name or roles of a person, disable or enable the account',
    description: 'A disabled account is signed out at once, and its personal keys stop working.',
    access: 'organisation:write',
    params: ofUser,
    query: nothing,
    body: object<UserChange>(
      { name: optional(nameText), roles: optional(list(role, { min: 1, max: 4 })), isDisabled: optional(flag) },
      { name: 'UserChange' },
    ),
    answer: { status: 200, shape: userShape },
    problems: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    hasEtag: true,
  }

/** Removes a person, with sessions, keys and passkeys. */
export const removeUser: Route<{ readonly params: OfUser; readonly query: Nothing }, undefined> = {
  id: 'removeUser',
  method: 'DELETE',
  path: '/v1/users/{user}',
  tag: 'users',
  summary: 'Remove a person, with sessions, passkeys and personal keys',
  access: 'organisation:write',
  params: ofUser,
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT'],
}
