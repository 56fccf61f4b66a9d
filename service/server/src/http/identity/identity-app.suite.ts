import { getServer } from '@glovebox/api'
import type { Hono } from 'hono'
import { authenticate } from '../../identity/authenticate.ts'
import type { TestServer } from '../../identity/identity.suite.ts'
import { isSameSite } from '../../identity/same-site.ts'
import { sessionCookieName } from '../../identity/session-cookie.ts'
import { makeApp } from '../app.ts'
import { identityBindings } from './bindings.ts'

/** What came back from the app. */
export type Returned = { readonly status: number; readonly body: unknown; readonly headers: Headers }

/** A browser or program that remembers its cookie. */
export type Caller = {
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Returned>
  readonly cookies: Map<string, string>
}

/** The app of a test server with nothing but identities. */
export function identityApp({ identity, world }: TestServer): Hono {
  const limit = { perMinute: 100_000, burst: 100_000 }
  let requests = 0
  return makeApp({
    bindings: identityBindings(identity, { version: '0.1.0', verifierKey: `rooms+1+${getServer.id}` }),
    authenticate: ({ authorization, cookie, address }) =>
      authenticate(identity, { authorization, sessionCookie: cookie(sessionCookieName(world.publicUrl)), address }),
    isSameSite: (header) => isSameSite(header, world.publicUrl),
    limits: { signedIn: limit, anonymous: limit, bodyBytes: 100_000 },
    isSecure: true,
    trustedProxies: 0,
    requestId: () => `req_${++requests}`,
    now: () => world.clock().getTime(),
    onServed: ({ error }) => {
      if (error !== undefined) throw error
    },
    isReady: () => true,
  })
}

/** Someone who calls the app from a page of the site, and keeps the cookies it sets. */
export function caller(app: Hono, publicUrl: string, more: Record<string, string> = {}): Caller {
  const cookies = new Map<string, string>()
  return {
    cookies,
    call: async (method, path, body, headers = {}) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await app.request(`${publicUrl}${path}`, {
        method,
        headers: {
          origin: publicUrl,
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...more,
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json') === true
      return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
    },
  }
}
