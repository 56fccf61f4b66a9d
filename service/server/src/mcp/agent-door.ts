import { randomBytes } from 'node:crypto'
import { problem } from '@glovebox/api'
import { type AppOptions, addressOf, type ConnectionEnv } from '../http/app.ts'
import { openRateLimiter, type RateLimit, type RateLimiter } from '../http/rate-limit.ts'
import { problemResponse } from '../http/response.ts'
import { securityHeaders, strictTransport } from '../http/security-headers.ts'
import { networkOf } from '../identity/back-off.ts'
import type { Identity, Whence } from '../identity/identity.ts'
import { type OauthRequest, oauthEndpoints } from '../oauth/oauth-endpoints.ts'
import type { OauthWorld } from '../oauth/oauth-world.ts'
import { serveMcp } from './mcp-endpoint.ts'

/** What the door stands on. */
export type AgentDoorOptions = {
  readonly oauth: OauthWorld
  readonly version: string
  /** What the API was made with. */
  readonly about: Pick<
    AppOptions,
    'limits' | 'trustedProxies' | 'requestId' | 'now' | 'onServed' | 'isReady' | 'isSecure'
  >
  /** The API, for calls within the process. */
  readonly api: (request: Request, env: unknown) => Response | Promise<Response>
}

/** Where programs that act for people come in: MCP over HTTP, and the OAuth by which people let them. */
export type AgentDoor = {
  /** Serves a request that is for this door; nothing where it is for the API. */
  readonly serve: (request: Request, env: unknown) => Promise<Response> | undefined
}

/** Makes what OAuth stands on, for one process. */
export function openOauth(identity: Identity): OauthWorld {
  return { identity, formKey: randomBytes(32) }
}

/** Opens the door. */
export function openAgentDoor(options: AgentDoorOptions): AgentDoor {
  const limiter = openRateLimiter(options.about.now)
  return {
    serve: (request, env) => {
      const { pathname } = new URL(request.url)
      const isHere = pathname === mcpPath || Object.hasOwn(oauthEndpoints, pathname)
      return isHere ? served(options, limiter, { request, env, path: pathname }) : undefined
    },
  }
}

const mcpPath = '/mcp'
/** Forms and registrations are small. */
const oauthBodyBytes = 32_768

type Incoming = { readonly request: Request; readonly env: unknown; readonly path: string }

async function served(options: AgentDoorOptions, limiter: RateLimiter, incoming: Incoming): Promise<Response> {
  const { about } = options
  const [id, begun] = [about.requestId(), about.now()]
  let response: Response
  let error: unknown
  try {
    response = await gate(options, limiter, incoming, id)
  } catch (thrown) {
    error = thrown
    response = problemResponse(problem('INTERNAL'), id)
  }
  const more = {
    'x-request-id': id,
    'cache-control': 'no-store',
    ...securityHeaders,
    ...(about.isSecure ? strictTransport : {}),
  }
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(more)) if (!headers.has(name)) headers.set(name, value)
  const { request, path } = incoming
  const durationMs = about.now() - begun
  const { status } = response
  about.onServed({
    id,
    method: request.method,
    route: path,
    status,
    durationMs,
    ...(error === undefined ? {} : { error }),
  })
  return new Response(response.body, { status, headers })
}

async function gate(
  options: AgentDoorOptions,
  limiter: RateLimiter,
  { request, env, path }: Incoming,
  id: string,
): Promise<Response> {
  if (!options.about.isReady()) return problemResponse(problem('UNAVAILABLE'), id, { 'retry-after': '5' })
  const address = addressOf(env as ConnectionEnv | undefined, request.headers, options.about)
  const userAgent = request.headers.get('user-agent')
  const whence: Whence = { address, ...(userAgent === null ? {} : { userAgent: userAgent.slice(0, 300) }) }
  const api = apiFor(options, request, env)
  const endpoints = oauthEndpoints[path] ?? []
  const endpoint = endpoints.find(({ method }) => method === request.method)
  if (path !== mcpPath && endpoint === undefined)
    return problemResponse(problem('METHOD_NOT_ALLOWED'), id, {
      allow: endpoints.map(({ method }) => method).join(', '),
    })
  const limit = path === mcpPath ? options.about.limits.signedIn : limitOf(endpoint, options.about.limits.anonymous)
  const wait = limiter.take(`${path} ${networkOf(address)}`, limit)
  if (wait !== undefined) return problemResponse(problem('TOO_MANY_REQUESTS'), id, { 'retry-after': `${wait}` })
  const { oauth, version, about } = options
  if (endpoint === undefined)
    return await serveMcp(oauth, { request, whence, bodyBytes: about.limits.bodyBytes, version, api })
  const media = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (endpoint.media !== undefined && media !== endpoint.media)
    return problemResponse(problem('MEDIA_TYPE_UNSUPPORTED', { help: `it takes ${endpoint.media}` }), id)
  const body = endpoint.method === 'GET' ? '' : await smallBody(request)
  if (body === undefined) return problemResponse(problem('BODY_TOO_LARGE'), id)
  const call: OauthRequest = { request, body, whence, api }
  return await endpoint.serve(oauth, call)
}

/** Calls the API within the process, in the name of the same connection and the same proxies. */
function apiFor({ api }: AgentDoorOptions, { headers }: Request, env: unknown): typeof fetch {
  return async (input, init) => {
    const inner = new Request(input, init)
    for (const name of ['x-forwarded-for', 'user-agent']) {
      const value = headers.get(name)
      if (value !== null) inner.headers.set(name, value)
    }
    return await api(inner, env)
  }
}

function limitOf(endpoint: { readonly perMinute?: number } | undefined, anonymous: RateLimit): RateLimit {
  const perMinute = endpoint?.perMinute
  return perMinute === undefined ? anonymous : { perMinute, burst: perMinute }
}

/** The body of a request, unless it is larger than what is sent here. */
async function smallBody(request: Request): Promise<string | undefined> {
  if (request.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > oauthBodyBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
