import {
  type AnyRoute,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type InputPart,
  type OutputOf,
} from '@glovebox/api'
import { operations, streams } from './operations.ts'
import { type Patience, retrying } from './retrying.ts'

/** Where a server is, who asks, and how long to try. */
export type ConnectOptions = ClientOptions & {
  /** How often and how long calls that may be repeated are; `false` for never. */
  readonly retry?: Patience | false
}

/** What a method takes: nothing needs to be given to a route that needs nothing. */
type Arguments<R extends AnyRoute> =
  Record<never, never> extends InputPart<R>
    ? readonly [input?: InputPart<R>, options?: CallOptions]
    : readonly [input: InputPart<R>, options?: CallOptions]

/** An operation that answers in JSON, or with nothing. Throws `ProblemError` for what the server refuses. */
export type Method<R extends AnyRoute> = (
  ...given: Arguments<R>
) => Promise<[OutputOf<R>] extends [never] ? undefined : OutputOf<R>>

/** An operation that answers with a file or events, as they come. */
export type StreamMethod<R extends AnyRoute> = (...given: Arguments<R>) => Promise<Response>

type Operations = typeof operations
type Streams = typeof streams

/** A server, with one method for each of its operations. What takes a `Client` takes this, too. */
export type Glovebox = Client & { readonly [Id in keyof Operations]: Method<Operations[Id]> } & {
  readonly [Id in keyof Streams]: StreamMethod<Streams[Id]>
}

/** Makes the object that speaks to a server; opens no connection yet. */
export function connect({ retry, ...options }: ConnectOptions): Glovebox {
  const send = options.fetch ?? fetch
  const client = createClient({ ...options, fetch: retry === false ? send : retrying(send, retry) })
  const called = methods(operations, (route, input, call) => client.call(route, input, call))
  const opened = methods(streams, (route, input, call) => client.open(route, input, call))
  return { ...called, ...opened, ...client } as Glovebox
}

function methods(
  routes: Readonly<Record<string, AnyRoute>>,
  act: (route: AnyRoute, input: InputPart<AnyRoute>, call?: CallOptions) => Promise<unknown>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(routes).map(([id, route]) => [
      id,
      (input: InputPart<AnyRoute> = {} as InputPart<AnyRoute>, call?: CallOptions) => act(route, input, call),
    ]),
  )
}
