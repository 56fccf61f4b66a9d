import type { Problem } from './contract/problem.ts'
import type { AnyRoute, InputOf, OutputOf } from './contract/route.ts'

/** Where a server is and how requests prove who asks. Browsers with a session cookie leave the token out. */
export type ClientOptions = {
  readonly url: string
  /** An API key. */
  readonly token?: string
  readonly fetch?: typeof fetch
  readonly userAgent?: string
}

/** What can be uploaded. A stream cannot be sent a second time; browsers send one over HTTP/2 only. */
export type Upload = Uint8Array | ReadableStream<Uint8Array> | Blob | string

/** What a call may carry beside its input. */
export type CallOptions = {
  readonly signal?: AbortSignal
  readonly idempotencyKey?: string
  readonly ifMatch?: string
  /** One of the route's media types, for answers that are not JSON. */
  readonly accept?: string
  /** The body of an upload. */
  readonly upload?: { readonly media: string; readonly body: Upload }
  readonly lastEventId?: string
}

/** The input of a route; parts that need nothing may be left out. */
export type InputPart<R extends AnyRoute> = {
  readonly [K in keyof InputOf<R> as Record<never, never> extends InputOf<R>[K] ? never : K]: InputOf<R>[K]
} & {
  readonly [K in keyof InputOf<R> as Record<never, never> extends InputOf<R>[K] ? K : never]?: InputOf<R>[K]
}

/** A client of one server. Every method throws `ProblemError` for what the server refuses, and `fetch`'s errors as they are. */
export type Client = {
  readonly url: string
  /** Calls a route and gives its JSON answer. */
  readonly call: <R extends AnyRoute>(route: R, input: InputPart<R>, options?: CallOptions) => Promise<OutputOf<R>>
  /** The same, with what the headers say. */
  readonly answer: <R extends AnyRoute>(
    route: R,
    input: InputPart<R>,
    options?: CallOptions,
  ) => Promise<{ readonly value: OutputOf<R>; readonly etag?: string; readonly headers: Headers }>
  /** Calls a route and gives the response as it comes: files, event streams. */
  readonly open: <R extends AnyRoute>(route: R, input: InputPart<R>, options?: CallOptions) => Promise<Response>
}

/** What the server refused, as it said so. */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail === undefined ? problem.title : `${problem.title}: ${problem.detail}`)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** Makes a client; opens no connection yet. */
export function createClient(options: ClientOptions): Client {
  const url = options.url.replace(/\/+$/, '')
  const send = options.fetch ?? fetch
  const open: Client['open'] = async (route, input, call = {}) => {
    const { body, params, query } = input as { body?: unknown; params?: object; query?: object }
    const headers = headersOf(route, options, call, body !== undefined)
    const content = call.upload?.body ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await send(`${url}${pathOf(route.path, params ?? {})}${queryOf(query ?? {})}`, {
      method: route.method,
      headers,
      credentials: 'same-origin',
      ...(content === undefined ? {} : { body: content as NonNullable<RequestInit['body']> }),
      ...(content instanceof ReadableStream ? { duplex: 'half' } : {}),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    })
    if (!response.ok) throw new ProblemError(await problemOf(response))
    return response
  }
  const answer: Client['answer'] = async (route, input, call) => {
    const response = await open(route, input, call)
    const value = response.status === 204 ? undefined : await response.json()
    const etag = response.headers.get('etag')
    return { value: value as OutputOf<typeof route>, headers: response.headers, ...(etag === null ? {} : { etag }) }
  }
  return { url, open, answer, call: async (route, input, call) => (await answer(route, input, call)).value }
}

function headersOf(route: AnyRoute, { token, userAgent }: ClientOptions, call: CallOptions, hasBody: boolean): Headers {
  const headers = new Headers({ accept: call.accept ?? route.answer.media?.[0] ?? 'application/json' })
  if (route.answer.shape !== undefined && call.accept === undefined) headers.set('accept', 'application/json')
  if (hasBody) headers.set('content-type', 'application/json')
  if (call.upload !== undefined) headers.set('content-type', call.upload.media)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (userAgent !== undefined) headers.set('user-agent', userAgent)
  if (call.idempotencyKey !== undefined) headers.set('idempotency-key', call.idempotencyKey)
  if (call.ifMatch !== undefined) headers.set('if-match', call.ifMatch)
  if (call.lastEventId !== undefined) headers.set('last-event-id', call.lastEventId)
  return headers
}

function pathOf(path: string, params: object): string {
  const values = new Map(Object.entries(params))
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values.get(name) ?? '')
      .split('/')
      .map(encodeURIComponent)
      // A parameter that holds a path keeps its slashes escaped: it is one segment.
      .join('%2F'),
  )
}

function queryOf(query: object): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)] as [string, string]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}

async function problemOf(response: Response): Promise<Problem> {
  const { status } = response
  const fallback: Problem = {
    type: 'about:blank',
    title: `the server answered ${status}`,
    status,
    code: status >= 500 ? 'UNAVAILABLE' : 'NOT_FOUND',
  }
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) return fallback
  return (await response.json().catch(() => fallback)) as Problem
}
