import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import type { Role, Scope } from '../contract/scope.ts'
import { flag, integer, list, nullable, number, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { emailText, heldPassword, idText, moment, nameText, newPassword, roles, scope } from './words.ts'

/** An organisation, as others are shown it. */
export type OrganisationName = { readonly id: string; readonly name: string }

export const organisationName: Shape<OrganisationName> = object<OrganisationName>(
  { id: idText('org'), name: nameText },
  { name: 'OrganisationName' },
)

/** What a program that asks for a person may spend: shares of what is left of a budget, from 0 to 1. */
export type AgentLimits = { readonly maxShare: number; readonly approvalAboveShare?: number }

export const agentLimits: Shape<AgentLimits> = object<AgentLimits>(
  { maxShare: number({ min: 0, max: 1 }), approvalAboveShare: optional(number({ min: 0, max: 1 })) },
  { name: 'AgentLimits', description: 'what a program that asks for a person may spend, as shares of a budget' },
)

/** What an account proves itself with beside its password. */
export type SecondFactors = {
  readonly isTotpOn: boolean
  readonly passkeys: number
  readonly recoveryCodesLeft: number
  /** The organisation asks for one and this account has none: it may only enrol one. */
  readonly mustEnrol: boolean
}

const secondFactors: Shape<SecondFactors> = object<SecondFactors>(
  { isTotpOn: flag, passkeys: integer({ min: 0 }), recoveryCodesLeft: integer({ min: 0 }), mustEnrol: flag },
  { name: 'SecondFactors' },
)

/** Who a request speaks for. */
export type Me = {
  readonly organisation: OrganisationName
  /** Null for a service key. */
  readonly user: { readonly id: string; readonly email: string; readonly name: string } | null
  readonly name: string
  readonly roles: readonly Role[]
  readonly scopes: readonly Scope[]
  readonly via: { readonly kind: 'session' | 'key'; readonly id: string; readonly expiresAt: string }
  readonly agent?: AgentLimits
  readonly secondFactors?: SecondFactors
}

export const meShape: Shape<Me> = object<Me>(
  {
    organisation: organisationName,
    user: nullable(object({ id: idText('usr'), email: emailText, name: nameText })),
    name: text({ max: 254 }),
    roles,
    scopes: list(scope, { max: 50 }),
    via: object({ kind: oneOf('session', 'key'), id: text({ max: 64 }), expiresAt: moment }),
    agent: optional(agentLimits),
    secondFactors: optional(secondFactors),
  },
  { name: 'Me' },
)

/** Says who the request speaks for. */
export const getMe: Route<{ readonly params: Nothing; readonly query: Nothing }, Me> = {
  id: 'getMe',
  method: 'GET',
  path: '/v1/me',
  tag: 'account',
  summary: 'Who this request speaks for, and what it may do',
  access: 'signed-in',
  params: nothing,
  query: nothing,
  answer: { status: 200, shape: meShape },
  problems: [],
}

/** What a change of password takes. */
export type PasswordChange = { readonly currentPassword?: string; readonly newPassword: string }

/** Sets another password and ends the account's other sessions. */
export const changePassword: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: PasswordChange },
  undefined
> = {
  id: 'changePassword',
  method: 'PUT',
  path: '/v1/me/password',
  tag: 'account',
  summary: 'Set another password; every other session of the account ends',
  description: '`currentPassword` may be left out by accounts that have no password so far.',
  access: 'signed-in',
  params: nothing,
  query: nothing,
  body: object<PasswordChange>({ currentPassword: optional(heldPassword), newPassword }, { name: 'PasswordChange' }),
  answer: { status: 204 },
  problems: ['SIGN_IN_FAILED', 'SIGN_IN_REQUIRED', 'SCOPE_MISSING', 'REFUSED', 'TOO_MANY_REQUESTS'],
}
