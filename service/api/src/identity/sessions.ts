import { type Nothing, nothing, type Page, page } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { flag, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { type Me, meShape } from './me.ts'
import { emailText, heldPassword, idText, moment, recoveryCode, totpCode } from './words.ts'

/** How an account proved who it is. */
export type SignInMethod = 'password' | 'password-totp' | 'password-recovery' | 'passkey' | 'oidc'

export const signInMethod: Shape<SignInMethod> = oneOf<SignInMethod>(
  'password',
  'password-totp',
  'password-recovery',
  'passkey',
  'oidc',
)

/** What signing in with a password takes. */
export type PasswordSignIn = {
  readonly email: string
  readonly password: string
  /** The id or name of the organisation, where more than one knows the address. */
  readonly organisation?: string
  readonly code?: string
  readonly recoveryCode?: string
}

/** Opens a session. */
export const signIn: Route<{ readonly params: Nothing; readonly query: Nothing; readonly body: PasswordSignIn }, Me> = {
  id: 'signIn',
  method: 'POST',
  path: '/v1/sessions',
  tag: 'sessions',
  summary: 'Sign in with a password, and a second factor where the account has one',
  description:
    'Sets the session cookie. Accounts with an authenticator app send its `code`, or one `recoveryCode`. ' +
    'Wrong addresses, wrong passwords and disabled accounts get one and the same answer.',
  access: 'public',
  params: nothing,
  query: nothing,
  body: object<PasswordSignIn>(
    {
      email: emailText,
      password: heldPassword,
      organisation: optional(text({ min: 1, max: 120 })),
      code: optional(totpCode),
      recoveryCode: optional(recoveryCode),
    },
    { name: 'PasswordSignIn' },
  ),
  answer: { status: 201, shape: meShape },
  problems: ['SIGN_IN_FAILED', 'SECOND_FACTOR_REQUIRED', 'TOO_MANY_REQUESTS'],
}

/** A place where an account is signed in. */
export type Session = {
  readonly id: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
  readonly method: SignInMethod
  readonly address: string
  readonly userAgent?: string
  readonly isCurrent: boolean
}

const session: Shape<Session> = object<Session>(
  {
    id: idText('ses'),
    createdAt: moment,
    lastSeenAt: moment,
    expiresAt: moment,
    method: signInMethod,
    address: text({ max: 64 }),
    userAgent: optional(text({ max: 300 })),
    isCurrent: flag,
  },
  { name: 'Session' },
)

/** Lists where one's own account is signed in. */
export const listSessions: Route<{ readonly params: Nothing; readonly query: Nothing }, Page<Session>> = {
  id: 'listSessions',
  method: 'GET',
  path: '/v1/sessions',
  tag: 'sessions',
  summary: 'Where this account is signed in',
  access: 'signed-in',
  params: nothing,
  query: nothing,
  answer: { status: 200, shape: page(session) },
  problems: ['SCOPE_MISSING'],
}

/** Signs out. */
export const endSession: Route<{ readonly params: { readonly session: string }; readonly query: Nothing }, undefined> =
  {
    id: 'endSession',
    method: 'DELETE',
    path: '/v1/sessions/{session}',
    tag: 'sessions',
    summary: 'Sign out here (`current`) or in another place',
    access: 'signed-in',
    params: object({ session: text({ min: 5, max: 64, pattern: /^(current|ses_[a-z2-7]{26})$/, example: 'current' }) }),
    query: nothing,
    answer: { status: 204 },
    problems: ['NOT_FOUND', 'SCOPE_MISSING'],
  }
