import { createHash, randomBytes } from 'node:crypto'
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'
import { type Browser, openBrowser, type Page, type Typed } from './browser.suite.ts'

export const redirectUri = 'http://127.0.0.1:4567/callback'
export const password = 'correct horse battery staple'

/** A program that signs in by the SDK's own flow; `asked` is where it sends its person's browser. */
export type TestProgram = OAuthClientProvider & {
  asked?: URL
  held?: OAuthTokens
}

/** Makes one. */
export function testProgram(name = 'test assistant', scope?: string): TestProgram {
  let information: OAuthClientInformationMixed | undefined
  let verifier = ''
  const program: TestProgram = {
    redirectUrl: redirectUri,
    clientMetadata: { redirect_uris: [redirectUri], client_name: name, ...(scope === undefined ? {} : { scope }) },
    state: () => 'the-state',
    clientInformation: () => information,
    saveClientInformation: (found) => {
      information = found
    },
    tokens: () => program.held,
    saveTokens: (tokens) => {
      program.held = tokens
    },
    redirectToAuthorization: (url) => {
      program.asked = url
    },
    saveCodeVerifier: (made) => {
      verifier = made
    },
    codeVerifier: () => verifier,
  }
  return program
}

/** A browser in which somebody is signed in by the form of the server. */
export async function signedInBrowser(
  site: string,
  asked: string,
  email: string,
): Promise<{ browser: Browser; page: Page }> {
  const browser = openBrowser(site)
  const page = await browser.send(await browser.open(asked), { email, password, code: '', organisation: '' })
  return { browser, page }
}

export const everyScope = [
  'collaborations:read',
  'tables:read',
  'analyses:check',
  'runs:read',
  'runs:write',
  'results:read',
] as const

/** What a person who agrees sends. */
export const agreed: Typed = {
  scope: everyScope,
  max_share: '10',
  approval_above_share: '2',
  decision: 'allow',
}

/** A program that speaks the protocol by hand, to do what the SDK's does not. */
export type Raw = {
  readonly client: string
  readonly verifier: string
  readonly authorizeUrl: (more?: Readonly<Record<string, string | undefined>>) => string
  readonly token: (form: Readonly<Record<string, string>>) => Promise<{ status: number; body: Record<string, unknown> }>
  /** A fresh code for the person of a browser. */
  readonly code: (
    browser: Browser,
    more?: Readonly<Record<string, string | undefined>>,
    typed?: Typed,
  ) => Promise<string>
  readonly exchange: (code: string, more?: Readonly<Record<string, string>>) => ReturnType<Raw['token']>
}

/** Registers one. */
export async function rawProgram(site: string): Promise<Raw> {
  const response = await fetch(`${site}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [redirectUri], client_name: 'raw' }),
  })
  const { client_id: client } = (await response.json()) as { readonly client_id: string }
  const verifier = randomBytes(32).toString('base64url')
  const raw: Raw = {
    client,
    verifier,
    authorizeUrl: (more = {}) => {
      const all = {
        response_type: 'code',
        client_id: client,
        redirect_uri: redirectUri,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        resource: `${site}/mcp`,
        state: 's',
        ...more,
      }
      const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)
      return `${site}/oauth/authorize?${new URLSearchParams(given)}`
    },
    token: async (form) => {
      const answer = await fetch(`${site}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
    code: async (browser, more, typed = agreed) => {
      const { location = '', text } = await browser.send(await browser.open(raw.authorizeUrl(more)), typed)
      const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null
      if (code === null) throw new Error(`no code: ${location} ${text}`)
      return code
    },
    exchange: (code, more = {}) =>
      raw.token({
        grant_type: 'authorization_code',
        code,
        client_id: client,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...more,
      }),
  }
  return raw
}
