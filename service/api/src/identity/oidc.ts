import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { object, optional, text } from '../contract/shape.ts'

/** Where the browser goes next. */
export type Redirection = { readonly url: string }

/** Which provider to sign in with, and which page of this site to end on. */
export type OidcStart = { readonly provider: string; readonly returnTo?: string }

/** Begins to sign in with an OpenID provider. */
export const startOidc: Route<{ readonly params: Nothing; readonly query: OidcStart }, Redirection> = {
  id: 'startOidc',
  method: 'GET',
  path: '/v1/oidc/start',
  tag: 'sessions',
  summary: 'Begin to sign in with an OpenID provider',
  description: 'As JSON: where the browser has to go. As HTML: a page that takes it there.',
  access: 'public',
  params: nothing,
  query: object<OidcStart>({
    provider: text({ min: 1, max: 60, pattern: /^[a-z0-9-]+$/ }),
    returnTo: optional(text({ max: 500, pattern: /^\/([^/\\\s][^\\\s]*)?$/, example: '/collaborations' })),
  }),
  answer: {
    status: 200,
    shape: object<Redirection>({ url: text({ max: 4000 }) }, { name: 'Redirection' }),
    media: ['text/html'],
  },
  problems: ['NOT_FOUND', 'UNAVAILABLE', 'TOO_MANY_REQUESTS'],
}

/** What an OpenID provider sends back by way of the browser; some of it only some providers do. */
export type OidcAnswer = {
  readonly scope?: string
  readonly authuser?: string
  readonly hd?: string
  readonly prompt?: string
  readonly client_info?: string
  readonly state?: string
  readonly code?: string
  readonly iss?: string
  readonly session_state?: string
  readonly error?: string
  readonly error_description?: string
  readonly error_uri?: string
}

/** Ends to sign in with an OpenID provider. */
export const finishOidc: Route<{ readonly params: Nothing; readonly query: OidcAnswer }, Redirection> = {
  id: 'finishOidc',
  method: 'GET',
  path: '/v1/oidc/callback',
  tag: 'sessions',
  summary: 'Where an OpenID provider sends the browser back to',
  description: 'Sets the session cookie. As HTML: a page that takes the browser on.',
  access: 'public',
  params: nothing,
  query: object<OidcAnswer>({
    scope: optional(text({ max: 1000 })),
    authuser: optional(text({ max: 100 })),
    hd: optional(text({ max: 300 })),
    prompt: optional(text({ max: 100 })),
    client_info: optional(text({ max: 2000 })),
    state: optional(text({ max: 500 })),
    code: optional(text({ max: 4000 })),
    iss: optional(text({ max: 1000 })),
    session_state: optional(text({ max: 1000 })),
    error: optional(text({ max: 200 })),
    error_description: optional(text({ max: 2000 })),
    error_uri: optional(text({ max: 2000 })),
  }),
  answer: {
    status: 200,
    shape: object<Redirection>({ url: text({ max: 4000 }) }, { name: 'Redirection' }),
    media: ['text/html'],
  },
  problems: ['SIGN_IN_FAILED', 'UNAVAILABLE', 'TOO_MANY_REQUESTS'],
}
