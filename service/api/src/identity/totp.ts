import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { list, object, type Shape, text } from '../contract/shape.ts'
import { recoveryCode, totpCode } from './words.ts'

/** What an authenticator app is given, once. */
export type TotpSecret = { readonly secret: string; readonly uri: string }

/** The codes that stand in for a lost authenticator, shown once. */
export type RecoveryCodes = { readonly codes: readonly string[] }

const recoveryCodes: Shape<RecoveryCodes> = object<RecoveryCodes>(
  { codes: list(recoveryCode, { max: 20 }) },
  { name: 'RecoveryCodes', description: 'each works once; they are not shown again' },
)

const shared = {
  tag: 'account',
  access: 'signed-in',
  params: nothing,
  query: nothing,
} as const

/** Begins to add an authenticator app. */
export const startTotp: Route<{ readonly params: Nothing; readonly query: Nothing }, TotpSecret> = {
  ...shared,
  id: 'startTotp',
  method: 'POST',
  path: '/v1/me/totp',
  summary: 'Begin to add an authenticator app; it counts once a code of it is confirmed',
  answer: {
    status: 201,
    shape: object<TotpSecret>({ secret: text({ max: 64 }), uri: text({ max: 500 }) }, { name: 'TotpSecret' }),
  },
  problems: ['SIGN_IN_REQUIRED', 'SCOPE_MISSING', 'CONFLICT'],
}

/** Adds the authenticator app that was begun. */
export const confirmTotp: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: { readonly code: string } },
  RecoveryCodes
> = {
  ...shared,
  id: 'confirmTotp',
  method: 'POST',
  path: '/v1/me/totp/confirm',
  summary: 'Add the authenticator app by a code of it; answers with recovery codes',
  body: object<{ readonly code: string }>({ code: totpCode }, { name: 'TotpConfirmation' }),
  answer: { status: 201, shape: recoveryCodes },
  problems: ['SIGN_IN_REQUIRED', 'SCOPE_MISSING', 'CONFLICT', 'REFUSED', 'TOO_MANY_REQUESTS'],
}

/** Removes the authenticator app. */
export const removeTotp: Route<{ readonly params: Nothing; readonly query: Nothing }, undefined> = {
  ...shared,
  id: 'removeTotp',
  method: 'DELETE',
  path: '/v1/me/totp',
  summary: 'Remove the authenticator app and the recovery codes',
  answer: { status: 204 },
  problems: ['SIGN_IN_REQUIRED', 'SCOPE_MISSING', 'NOT_FOUND'],
}

/** Makes other recovery codes. */
export const renewRecoveryCodes: Route<{ readonly params: Nothing; readonly query: Nothing }, RecoveryCodes> = {
  ...shared,
  id: 'renewRecoveryCodes',
  method: 'POST',
  path: '/v1/me/recovery-codes',
  summary: 'Make other recovery codes; those before them work no more',
  answer: { status: 201, shape: recoveryCodes },
  problems: ['SIGN_IN_REQUIRED', 'SCOPE_MISSING', 'CONFLICT'],
}
