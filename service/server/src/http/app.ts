import {
  type AnyRoute,
  type Problem,
  type ProblemCode,
  type ProblemDetails,
  problem,
  type RouteInput,
} from '@glovebox/api'
import { Hono } from 'hono'
import { networkOf } from '../identity/back-off.ts'
import type { Principal } from '../principal.ts'
import { isTransient } from '../store/transient.ts'
import type { Binding, Reply, RequestFacts } from './binding.ts'
import { acceptedMedia } from './negotiate.ts'
import { preferredWait } from './prefer.ts'
import { openRateLimiter, type RateLimit, type RateLimiter } from './rate-limit.ts'
import { readBody } from './read-body.ts'
import { readInput } from './read-input.ts'
import { problemResponse, responseOf } from './response.ts'
import { securityHeaders, strictTransport } from './security-headers.ts'

/** Who a request speaks for. */
export type Authentication =
  | { readonly kind: 'principal'; readonly principal: Principal }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'invalid'; readonly problem: Problem }

/** One request that was answered, for logs and meters: no parameter, no body, nobody's name. */
export type Served = {
  readonly id: string
  readonly method: string
  /** The route's path, with names in place of parameters; `unknown` where none fits. */
  readonly route: string
  readonly status: number
  readonly durationMs: number
  readonly organisation?: string
  readonly code?: ProblemCode
  /** Of something that broke: for the operator's log alone. */
  readonly error?: unknown
}

/** What the app is made of. */
export type AppOptions = {
  readonly bindings: readonly Binding[]
  readonly authenticate: (facts: {
    readonly authorization?: string
    readonly cookie: (name: string) => string | undefined
    readonly address: string
    /** Looks only: no sign of life of whoever it is. */
    readonly isGlance?: true
  }) => Promise<Authentication>
  /** Whether a request that brings a cookie was made by a page of this site. */
  readonly isSameSite: (header: (name: string) => string | undefined) => boolean
  readonly limits: { readonly signedIn: RateLimit; readonly anonymous: RateLimit; readonly bodyBytes: number }
  readonly isSecure: boolean
  /** How many proxies in front of the server add to `X-Forwarded-For`. */
  readonly trustedProxies: number
  readonly requestId: () => string
  readonly now: () => number
  readonly onServed: (served: Served) => void
  /** False while the server starts or stops. */
  readonly isReady: () => boolean
}

/** The HTTP face: every binding at its path, behind one gate. Also serves tests, without a socket. */
export function makeApp(options: AppOptions): Hono {
  const app = new Hono()
  const limiter = openRateLimiter(options.now)
  const byPath = Map.groupBy(options.bindings, ({ route }) => route.path)
  // A path that is spelled out goes before one with a name in that place, whatever the order of the bindings.
  for (const [path, bindings] of [...byPath].toSorted(([a], [b]) => (sortKey(a) < sortKey(b) ? -1 : 1))) {
    app.all(path.replace(/\{(\w+)\}/g, ':$1'), (context) => {
      const address = addressOf(context.env as ConnectionEnv | undefined, context.req.raw.headers, options)
      return served(options, context.req.raw, path, async (id) => {
        const method = context.req.method === 'HEAD' ? 'GET' : context.req.method
        const binding = bindings.find(({ route }) => route.method === method)
        if (binding === undefined) return otherMethod(bindings, id)
        return gate(options, limiter, binding, {
          id,
          address,
          raw: context.req.raw,
          params: decodedParams(context.req.param()),
        })
      })
    })
  }
  app.notFound((context) =>
    served(options, context.req.raw, 'unknown', async (id) => ({
      response: problemResponse(problem('NOT_FOUND'), id),
    })),
  )
  return app
}

/** What is known of the connection that a request came over. */
export /** Names sort after everything that is spelled out. */
function sortKey(path: string): string {
  return path.replace(/\{\w+\}/g, '\uffff')
}

/** What the Node adapter gives beside a request. */
export type ConnectionEnv = { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } }

/** A request on its way through the gate. */
type Incoming = {
  readonly id: string
  readonly address: string
  readonly raw: Request
  readonly params: Readonly<Record<string, string>>
}

type Outcome = {
  readonly response: Response
  readonly organisation?: string
  readonly code?: ProblemCode
}

function decodedParams(params: unknown): Readonly<Record<string, string>> {
  return params as Readonly<Record<string, string>>
}

/** Serves one request, whatever breaks, and tells of it. */
async function served(
  options: AppOptions,
  raw: Request,
  route: string,
  work: (id: string) => Promise<Outcome>,
): Promise<Response> {
  const id = options.requestId()
  const begun = options.now()
  let outcome: Outcome
  let error: unknown
  try {
    outcome = await work(id)
  } catch (thrown) {
    error = thrown
    const code = isTransient(thrown) ? 'UNAVAILABLE' : 'INTERNAL'
    const more = code === 'UNAVAILABLE' ? { 'retry-after': '1' } : {}
    outcome = { response: problemResponse(problem(code), id, more), code }
  }
  const { response, organisation, code } = outcome
  const more = { 'x-request-id': id, ...securityHeaders, ...(options.isSecure ? strictTransport : {}) }
  for (const [name, value] of Object.entries(more)) if (!response.headers.has(name)) response.headers.set(name, value)
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
  options.onServed({
    id,
    method: raw.method,
    route,
    status: response.status,
    durationMs: options.now() - begun,
    ...(organisation === undefined ? {} : { organisation }),
    ...(code === undefined ? {} : { code }),
    ...(error === undefined ? {} : { error }),
  })
  return response
}

function otherMethod(bindings: readonly Binding[], id: string): Outcome {
  const allow = [
    ...new Set(bindings.flatMap(({ route: { method } }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))),
  ]
  return {
    response: problemResponse(problem('METHOD_NOT_ALLOWED'), id, { allow: allow.join(', ') }),
    code: 'METHOD_NOT_ALLOWED',
  }
}

type Refusing = (code: ProblemCode, details?: ProblemDetails, headers?: Readonly<Record<string, string>>) => Outcome

function refusing(id: string): Refusing {
  return (code, details = {}, headers = {}) => ({
    response: problemResponse(problem(code, details), id, headers),
    code,
  })
}

/** Asks of every request, in this order: ready? who? how many? from where? allowed? what? */
async function gate(options: AppOptions, limiter: RateLimiter, binding: Binding, incoming: Incoming): Promise<Outcome> {
  const { route } = binding
  const { id, address, raw } = incoming
  const refused = refusing(id)
  if (!options.isReady() && !alwaysServed.has(route.path)) return refused('UNAVAILABLE', {}, { 'retry-after': '5' })
  const header = (name: string): string | undefined => raw.headers.get(name) ?? undefined
  const cookie = cookiesOf(header('cookie'))
  const authorization = header('authorization')
  const credentials = { address, cookie, ...(authorization === undefined ? {} : { authorization }) }
  const who = await options.authenticate(credentials)
  const sender = who.kind === 'principal' ? senderOf(who.principal) : networkOf(address)
  const wait = alwaysServed.has(route.path)
    ? undefined
    : limiter.take(sender, who.kind === 'principal' ? options.limits.signedIn : options.limits.anonymous)
  if (wait !== undefined) return refused('TOO_MANY_REQUESTS', {}, { 'retry-after': String(wait) })
  if (route.access !== 'public') {
    if (who.kind === 'invalid') return { response: problemResponse(who.problem, id), code: who.problem.code }
    if (who.kind === 'anonymous') return refused('SIGN_IN_REQUIRED', {}, { 'www-authenticate': 'Bearer' })
    if (who.principal.via.kind === 'session' && route.method !== 'GET' && !options.isSameSite(header))
      return refused('CSRF_REFUSED')
    if (route.access !== 'signed-in' && !who.principal.scopes.has(route.access))
      return refused('SCOPE_MISSING', { help: `this needs the scope ${route.access}` })
  }
  const principal = who.kind === 'principal' ? who.principal : undefined
  const isStillAllowed = async (): Promise<boolean> => {
    if (route.access === 'public') return true
    const still = await options.authenticate({ ...credentials, isGlance: true })
    if (still.kind !== 'principal' || still.principal.organisation !== principal?.organisation) return false
    return route.access === 'signed-in' || still.principal.scopes.has(route.access)
  }
  const accepted = { header, cookie, principal, isStillAllowed }
  return await handle(options, binding, incoming, accepted)
}

/** Who passed the gate, and what of the request is read again. */
type Passed = {
  readonly header: (name: string) => string | undefined
  readonly cookie: (name: string) => string | undefined
  readonly principal: Principal | undefined
  readonly isStillAllowed: () => Promise<boolean>
}

/** Reads what a request says, and lets the route's handler answer. */
async function handle(options: AppOptions, binding: Binding, incoming: Incoming, by: Passed): Promise<Outcome> {
  const { route } = binding
  const { header } = by
  const { id, raw } = incoming
  const refused = refusing(id)
  if (route.isIdempotent === true && (header('idempotency-key') ?? '').length > longestIdempotencyKey) {
    const message = `must have at most ${longestIdempotencyKey} characters`
    return refused('BODY_INVALID', { mismatches: [{ path: '/headers/idempotency-key', message }] })
  }
  const accepts = acceptedMedia(route, header('accept'))
  if (accepts === undefined) return refused('NOT_ACCEPTABLE', { help: `it answers in ${mediaOf(route).join(', ')}` })
  const body = await readBody(route, raw, options.limits.bodyBytes)
  if (body.kind === 'problem') return refused(body.code, body.details)
  const query = new URL(raw.url).searchParams
  const wait = query.has('wait') ? undefined : preferredWait(route, header('prefer'))
  if (wait !== undefined) query.set('wait', String(wait))
  const input = readInput(route, { params: incoming.params, query, body: body.value })
  if (!input.ok) return refused('BODY_INVALID', { mismatches: input.mismatches.slice(0, 20) })
  const facts = factsOf(incoming, header, {
    accepts,
    cookie: by.cookie,
    isStillAllowed: by.isStillAllowed,
    upload: body.upload,
  })
  const reply = await binding.handle({
    ...(input.value as Required<RouteInput>),
    principal: by.principal ?? nobody,
    request: facts,
  })
  const response = responseOf(route, reply, { id, ifNoneMatch: header('if-none-match'), isHead: raw.method === 'HEAD' })
  if (wait !== undefined && reply.kind === 'answer') response.headers.set('preference-applied', `wait=${wait}`)
  return {
    response,
    ...(by.principal === undefined ? {} : { organisation: by.principal.organisation }),
    ...codeOf(reply),
  }
}

/** Two keys that begin alike must not count as one. */
const longestIdempotencyKey = 200

/** What tells how the server is, also while it starts or stops. */
const alwaysServed: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics'])

function codeOf(reply: Reply<unknown>): { readonly code?: ProblemCode } {
  return reply.kind === 'problem' ? { code: reply.problem.code } : {}
}

function factsOf(
  { id, address, raw }: Incoming,
  header: (name: string) => string | undefined,
  rest: Pick<RequestFacts, 'accepts' | 'cookie' | 'isStillAllowed'> & {
    readonly upload: ReadableStream<Uint8Array> | undefined
  },
): RequestFacts {
  const [userAgent, idempotencyKey] = [header('user-agent'), header('idempotency-key')]
  const [ifMatch, lastEventId, authorization] = [header('if-match'), header('last-event-id'), header('authorization')]
  return {
    id,
    address,
    accepts: rest.accepts,
    cookie: rest.cookie,
    signal: raw.signal,
    isStillAllowed: rest.isStillAllowed,
    ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, 300) }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(ifMatch === undefined ? {} : { ifMatch: ifMatch.replace(/^W\//, '').replace(/^"(.*)"$/, '$1') }),
    ...(lastEventId === undefined ? {} : { lastEventId }),
    ...(authorization === undefined ? {} : { authorization }),
    ...(rest.upload === undefined ? {} : { upload: rest.upload }),
  }
}

/** On public routes nobody asks; no handler of one looks at the principal. */
const nobody: Principal = {
  organisation: '',
  organisationName: '',
  name: '',
  roles: [],
  scopes: new Set(),
  via: { kind: 'session', session: '' },
}

function senderOf({ via }: Principal): string {
  return via.kind === 'key' ? via.key : via.session
}

/** The formats a route answers in. */
export function mediaOf({ answer }: AnyRoute): readonly string[] {
  return [...(answer.shape === undefined ? [] : ['application/json']), ...(answer.media ?? [])]
}

function cookiesOf(header: string | undefined): (name: string) => string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='))
  const cookies = new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]))
  return (name) => cookies.get(name)
}

/** Who sent a request: the nearest address that is not one of our own proxies. */
export function addressOf(
  env: ConnectionEnv | undefined,
  headers: Headers,
  { trustedProxies }: Pick<AppOptions, 'trustedProxies'>,
): string {
  const direct = env?.incoming?.socket?.remoteAddress ?? 'local'
  if (trustedProxies === 0) return direct
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
  // What stands further left than our own proxies wrote is whatever the client liked.
  return hops.at(-trustedProxies) || direct
}
