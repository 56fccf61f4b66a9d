import { type Nothing, nothing, type Page, page } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { described, flag, json, nullable, object, type Shape, text } from '../contract/shape.ts'
import { type Me, meShape } from './me.ts'
import { day, moment, nameText } from './words.ts'

/** A passkey of an account. */
export type Passkey = {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly lastUsedOn: string | null
  readonly isBackedUp: boolean
}

const passkeyId = text({ min: 1, max: 1400, pattern: /^[A-Za-z0-9_-]+$/ })

const passkey: Shape<Passkey> = object<Passkey>(
  { id: passkeyId, name: nameText, createdAt: moment, lastUsedOn: nullable(day), isBackedUp: flag },
  { name: 'Passkey' },
)

/** What the browser's `navigator.credentials` is given, as WebAuthn level 3 writes it in JSON. */
export type PasskeyOptions = { readonly options: unknown }

const passkeyOptions: Shape<PasskeyOptions> = object<PasskeyOptions>(
  { options: described(json(), 'for `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`') },
  { name: 'PasskeyOptions' },
)

const response = described(json(10), 'what the authenticator answered: `PublicKeyCredential.toJSON()`')

/** Begins to add a passkey. */
export const startPasskey: Route<{ readonly params: Nothing; readonly query: Nothing }, PasskeyOptions> = {
  id: 'startPasskey',
  method: 'POST',
  path: '/v1/me/passkeys/options',
  tag: 'account',
  summary: 'Begin to add a passkey',
  access: 'signed-in',
  params: nothing,
  query: nothing,
  answer: { status: 201, shape: passkeyOptions },
  problems: ['SIGN_IN_REQUIRED', 'SCOPE_MISSING', 'CONFLICT'],
}

/** What adding a passkey takes. */
export type NewPasskey = { readonly name: string; readonly response: unknown }

/** Adds the passkey that was begun. */
export const addPasskey: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: NewPasskey },
  Passkey
> = {
  id: 'addPasskey',
  method: 'POST',
  path: '/v1/me/passkeys',
  tag: 'account',
  summary: 'Add the passkey that was begun',
  access: 'signed-in',
  params: nothing,
  query: nothing,
  body: object<NewPasskey>({ name: nameText, response }, { name: 'NewPasskey' }),
  answer: { status: 201, shape: passkey },
  problems: ['SIGN_IN_REQUIRED', 'SCOPE_MISSING', 'REFUSED', 'CONFLICT'],
}

/** Lists one's own passkeys. */
export const listPasskeys: Route<{ readonly params: Nothing; readonly query: Nothing }, Page<Passkey>> = {
  id: 'listPasskeys',
  method: 'GET',
  path: '/v1/me/passkeys',
  tag: 'account',
  summary: 'The passkeys of this account',
  access: 'signed-in',
  params: nothing,
  query: nothing,
  answer: { status: 200, shape: page(passkey) },
  problems: ['SCOPE_MISSING'],
}

/** Removes a passkey. */
export const removePasskey: Route<
  { readonly params: { readonly passkey: string }; readonly query: Nothing },
  undefined
> = {
  id: 'removePasskey',
  method: 'DELETE',
  path: '/v1/me/passkeys/{passkey}',
  tag: 'account',
  summary: 'Remove a passkey',
  access: 'signed-in',
  params: object({ passkey: passkeyId }),
  query: nothing,
  answer: { status: 204 },
  problems: ['SIGN_IN_REQUIRED', 'SCOPE_MISSING', 'NOT_FOUND'],
}

/** Begins to sign in with a passkey. */
export const startPasskeySignIn: Route<{ readonly params: Nothing; readonly query: Nothing }, PasskeyOptions> = {
  id: 'startPasskeySignIn',
  method: 'POST',
  path: '/v1/sessions/passkey-options',
  tag: 'sessions',
  summary: 'Begin to sign in with a passkey',
  access: 'public',
  params: nothing,
  query: nothing,
  answer: { status: 201, shape: passkeyOptions },
  problems: ['TOO_MANY_REQUESTS'],
}

/** Signs in with a passkey. */
export const signInWithPasskey: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: { readonly response: unknown } },
  Me
> = {
  id: 'signInWithPasskey',
  method: 'POST',
  path: '/v1/sessions/passkey',
  tag: 'sessions',
  summary: 'Sign in with a passkey; it is both factors',
  access: 'public',
  params: nothing,
  query: nothing,
  body: object<{ readonly response: unknown }>({ response }, { name: 'PasskeySignIn' }),
  answer: { status: 201, shape: meShape },
  problems: ['SIGN_IN_FAILED', 'TOO_MANY_REQUESTS'],
}
