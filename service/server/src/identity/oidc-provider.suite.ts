import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** An OpenID provider that runs in the test, with people who sign in by their name alone. */
export type TestProvider = {
  readonly issuer: string
  /** Goes to the provider as a browser would, signs in, and comes back with where it was sent to. */
  readonly visit: (url: string, login: string) => Promise<URL>
}

type Provider = { readonly callback: () => RequestListener; readonly on: (event: string, listener: () => void) => void }
type ProviderModule = { readonly default: new (issuer: string, configuration: object) => Provider }

/** Slow to make, and of no interest to any test. */
let signingKey: KeyObject | undefined

/** Starts a provider. `people` are claims by login. */
export async function startProvider(
  t: TestContext,
  redirectUri: string,
  people: Readonly<Record<string, object>>,
  codeSeconds: number = 60,
): Promise<TestProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => void server.close())
  t.after(() => server.closeAllConnections())
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const name: string = 'oidc-provider'
  const { default: OpenIdProvider }: ProviderModule = await import(name)
  signingKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const provider = new OpenIdProvider(issuer, {
    clients: [{ client_id: 'rooms', client_secret: 'a client secret of the test', redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['a key of the test'] },
    jwks: { keys: [{ ...signingKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
    ttl: {
      AuthorizationCode: codeSeconds,
      AccessToken: 60,
      IdToken: 60,
      Interaction: 60,
      Session: 60,
      Grant: 60,
    },
    pkce: { required: () => true },
    findAccount: (_context: unknown, id: string) =>
      people[id] === undefined ? undefined : { accountId: id, claims: async () => ({ sub: id, ...people[id] }) },
  })
  server.on('request', provider.callback())
  return { issuer, visit: (url, login) => visit(url, login, redirectUri) }
}

async function visit(url: string, login: string, redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>()
  const ask = async (at: string, body?: string): Promise<Response> => {
    const response = await fetch(at, {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      cookies.set(name, value)
    }
    return response
  }
  let at = url
  for (let hop = 0; hop < 15; hop++) {
    if (at.startsWith(redirectUri)) return new URL(at)
    const response = await ask(at)
    const page = await response.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    const answered = prompt === undefined ? response : await ask(at, `prompt=${prompt}&login=${login}&password=x`)
    const location = answered.headers.get('location')
    if (location === null) throw new Error(`the provider goes nowhere: ${answered.status} ${page.slice(0, 500)}`)
    at = new URL(location, at).href
  }
  throw new Error('the provider sends the browser round and round')
}
