import type { AnyRoute, InputOf, OutputOf, Problem, RouteInput } from '@glovebox/api'
import type { Principal } from '../principal.ts'

/** One request to one route: its input has the route's shape, and its principal the route's scope. */
export type Call<Input extends RouteInput> = {
  readonly params: Input['params']
  readonly query: Input['query']
  readonly body: Input['body']
  /** Who asks. On public routes: nobody. */
  readonly principal: Principal
  readonly request: RequestFacts
}

/** What of a request is not in its input. */
export type RequestFacts = {
  readonly id: string
  readonly address: string
  readonly userAgent?: string
  /** As it was sent; handlers of public routes that have their own credentials look at it. */
  readonly authorization?: string
  readonly idempotencyKey?: string
  readonly ifMatch?: string
  /** The first media type of the route that `Accept` asks for. */
  readonly accepts: string
  readonly lastEventId?: string
  readonly cookie: (name: string) => string | undefined
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
  /** Whether who asks may still do so: for answers that go on for long. */
  readonly isStillAllowed: () => Promise<boolean>
  /** The body of an upload. */
  readonly upload?: ReadableStream<Uint8Array>
}

/** What a handler answers. */
export type Reply<Output> =
  | {
      readonly kind: 'answer'
      readonly value: Output
      readonly etag?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'empty'; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly kind: 'bytes'
      readonly media: string
      readonly body: ReadableStream<Uint8Array> | Uint8Array | string
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly headers?: Readonly<Record<string, string>> }

/** A route and what serves it. */
export type Binding = {
  readonly route: AnyRoute
  readonly handle: (call: Call<RouteInput>) => Promise<Reply<unknown>>
}

/** Binds a handler to a route; the types of the one are those of the other. */
export function bind<R extends AnyRoute>(
  route: R,
  handle: (call: Call<InputOf<R>>) => Promise<Reply<OutputOf<R>>>,
): Binding {
  // The app decodes the input by the route's own shapes before it calls this.
  return { route, handle: handle as Binding['handle'] }
}

/** An answer with a body. */
export function answer<T>(
  value: T,
  more: { readonly etag?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Reply<T> {
  return { kind: 'answer', value, ...more }
}

/** An answer without one. */
export const empty: { readonly kind: 'empty' } = { kind: 'empty' }

/** A request that is not served. */
export function refuse(problem: Problem): { readonly kind: 'problem'; readonly problem: Problem } {
  return { kind: 'problem', problem }
}
