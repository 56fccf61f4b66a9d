import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { nullable, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { moment } from './words.ts'

/** What is kept about accounts, sessions and keys. */
export const signInEvents = [
  'signed-in',
  'sign-in-failed',
  'signed-out',
  'password-changed',
  'account-reset',
  'totp-added',
  'totp-removed',
  'recovery-codes-made',
  'passkey-added',
  'passkey-removed',
  'key-made',
  'key-rotated',
  'key-revoked',
  'key-refused',
  'user-invited',
  'user-joined',
  'user-changed',
  'user-removed',
  'organisation-made',
  'organisation-changed',
] as const

export type SignInEvent = (typeof signInEvents)[number]

/** One line of the sign-in audit. */
export type SignIn = {
  readonly at: string
  readonly event: SignInEvent
  /** What of it: how someone signed in, or why not. */
  readonly detail?: string
  /** The account it is about. */
  readonly user: string | null
  readonly key: string | null
  /** Who did it, where that is someone else. */
  readonly by: string | null
  readonly address: string
  readonly userAgent?: string
}

const signIn: Shape<SignIn> = object<SignIn>(
  {
    at: moment,
    event: oneOf<SignInEvent>(...signInEvents),
    detail: optional(text({ max: 100 })),
    user: nullable(text({ max: 64 })),
    key: nullable(text({ max: 64 })),
    by: nullable(text({ max: 64 })),
    address: text({ max: 64 }),
    userAgent: optional(text({ max: 300 })),
  },
  { name: 'SignIn' },
)

/** Reads the sign-in audit of one's own organisation. */
export const listSignIns: Route<{ readonly params: Nothing; readonly query: PageQuery }, Page<SignIn>> = {
  id: 'listSignIns',
  method: 'GET',
  path: '/v1/sign-ins',
  tag: 'organisation',
  summary: 'Sign-ins, failures, and changes of accounts and keys; the latest first',
  access: 'audit:read',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(signIn) },
  problems: [],
}
