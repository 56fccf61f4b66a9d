import { createClient, ProblemError, signIn } from '@glovebox/api'
import type { Whence } from '../identity/identity.ts'
import { isSameSite } from '../identity/same-site.ts'
import { revokeToken } from './agents.ts'
import { decideAuthorization, showAuthorization } from './authorize.ts'
import { exchange } from './exchange.ts'
import { resourceMetadata, serverMetadata, wellKnown } from './metadata.ts'
import { type OauthError, oauthError } from './oauth-error.ts'
import type { OauthWorld } from './oauth-world.ts'
import { registerClient } from './register-client.ts'
import { signInPage } from './sign-in-page.ts'

/** A request to one of the endpoints of OAuth. */
export type OauthRequest = {
  readonly request: Request
  /** Its body, which was small enough; empty for a GET. */
  readonly body: string
  readonly whence: Whence
  /** Calls the API of this server, as if the request had gone there. */
  readonly api: typeof fetch
}

type Endpoint = {
  readonly method: 'GET' | 'POST'
  readonly media?: 'application/json' | 'application/x-www-form-urlencoded'
  /** Requests of one address in a minute, where it is fewer than others send without signing in. */
  readonly perMinute?: number
  readonly serve: (oauth: OauthWorld, request: OauthRequest) => Promise<Response>
}

const form = 'application/x-www-form-urlencoded'

/** The endpoints by path and method. */
export const oauthEndpoints: Readonly<Record<string, readonly Endpoint[]>> = {
  [wellKnown.resource]: [{ method: 'GET', serve: async (oauth) => json(resourceMetadata(oauth)) }],
  [wellKnown.resourceOfHost]: [{ method: 'GET', serve: async (oauth) => json(resourceMetadata(oauth)) }],
  [wellKnown.server]: [{ method: 'GET', serve: async (oauth) => json(serverMetadata(oauth)) }],
  '/oauth/register': [{ method: 'POST', media: 'application/json', perMinute: 10, serve: register }],
  '/oauth/authorize': [
    { method: 'GET', serve: (oauth, { request, whence }) => showAuthorization(oauth, request, whence) },
    {
      method: 'POST',
      media: form,
      serve: (oauth, { request, body, whence }) =>
        decideAuthorization(oauth, request, new URLSearchParams(body), whence),
    },
  ],
  '/oauth/sign-in': [{ method: 'POST', media: form, serve: signInByForm }],
  '/oauth/token': [{ method: 'POST', media: form, serve: token }],
  '/oauth/revoke': [{ method: 'POST', media: form, serve: revoke }],
}

async function register(oauth: OauthWorld, { body }: OauthRequest): Promise<Response> {
  const read = parsed(body)
  const registered = await registerClient(oauth, read)
  return registered.ok ? json(registered.value, 201) : errorResponse(registered)
}

async function token(oauth: OauthWorld, { body, whence }: OauthRequest): Promise<Response> {
  const exchanged = await exchange(oauth, new URLSearchParams(body), whence)
  return exchanged.ok ? json(exchanged.value) : errorResponse(exchanged)
}

async function revoke(oauth: OauthWorld, { body, whence }: OauthRequest): Promise<Response> {
  const form = new URLSearchParams(body)
  if ((form.get('token') ?? '') === '') return errorResponse(oauthError('invalid_request', 'a token is needed'))
  await revokeToken(oauth, form, whence)
  return json({})
}

/** Signs a person in by the server's own session endpoint, and leads back to what a program asks for. */
async function signInByForm(oauth: OauthWorld, { request, body, api }: OauthRequest): Promise<Response> {
  const { publicUrl } = oauth.identity.world
  const form = new URLSearchParams(body)
  const query = new URLSearchParams(form.get('query') ?? '').toString()
  if (!isSameSite((name) => request.headers.get(name) ?? undefined, publicUrl))
    return signInPage(query, 'this form was not shown to you here; try again')
  const [code, organisation] = [form.get('code') ?? '', form.get('organisation') ?? '']
  try {
    const { headers } = await createClient({ url: publicUrl, fetch: api }).answer(signIn, {
      body: {
        email: form.get('email') ?? '',
        password: form.get('password') ?? '',
        ...(code === '' ? {} : { code: code.replaceAll(' ', '') }),
        ...(organisation === '' ? {} : { organisation }),
      },
    })
    const location = `${publicUrl}/oauth/authorize?${query}`
    return new Response(null, {
      status: 303,
      headers: { location, 'set-cookie': headers.get('set-cookie') ?? '' },
    })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { title, detail, code: problem } = error.problem
    return signInPage(
      query,
      problem === 'BODY_INVALID' ? 'that is not how an address or a code looks' : (detail ?? title),
    )
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** An error as RFC 6749 §5.2 has it. */
export function errorResponse({ error, description }: OauthError): Response {
  return json({ error, error_description: description }, 400)
}

function json(value: object, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', pragma: 'no-cache' },
  })
}
