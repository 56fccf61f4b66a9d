import type { ProblemCode } from './problem.ts'
import type { Scope } from './scope.ts'
import type { Shape } from './shape.ts'

/** What a route takes. */
export type RouteInput = { readonly params: object; readonly query: object; readonly body?: unknown }

/** Who may call a route: anyone, or whoever is signed in and holds the scope. */
export type Access = 'public' | 'signed-in' | Scope

/** One operation of the API: everything that server, client, reference and OpenAPI need to know of it. */
export type Route<Input extends RouteInput, Output> = {
  /** The operation's id, and its name in the client. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/v1/collaborations/{collaboration}/runs`. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly access: Access
  readonly params: Shape<Input['params']>
  readonly query: Shape<Input['query']>
  /** Absent: the route takes no body. */
  readonly body?: Shape<NonNullable<Input['body']>>
  readonly answer: {
    readonly status: 200 | 201 | 202 | 204
    /** Absent: no body (204), or a body of `media`. */
    readonly shape?: Shape<Output>
    /** Other formats than JSON that the route can answer in, chosen by `Accept`; the first is the default where there is no shape. */
    readonly media?: readonly string[]
  }
  /** Beyond those every route of its kind can meet. */
  readonly problems: readonly ProblemCode[]
  /** Whether `Idempotency-Key` is understood; `If-Match` and `ETag` likewise. */
  readonly isIdempotent?: boolean
  readonly hasEtag?: boolean
  /** Takes a body that is not JSON, of at most so many bytes. */
  readonly upload?: { readonly media: readonly string[]; readonly maxBytes: number }
}

/** The input and output of a route, for handlers and clients. */
export type InputOf<R> = R extends Route<infer Input, unknown> ? Input : never
export type OutputOf<R> = R extends Route<RouteInput, infer Output> ? Output : never

export type AnyRoute = Route<RouteInput, unknown>
