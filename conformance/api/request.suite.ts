import assert from 'node:assert/strict'
import { type AnyRoute, type Problem, problemShape, problems, problemsOfRoute } from '@glovebox/api'

/** Longer than any answer takes, also on a machine that is busy with other things. */
const patienceMs = 60_000

/** What a route answered, held against what it says it may answer. */
export type Answered = {
  readonly status: number
  readonly problem: Problem | undefined
  readonly value: unknown
  /** What was answered, to the letter. */
  readonly text: string
  readonly headers: Headers
}

/** A request as a client of no good will makes it. */
export type RawRequest = {
  readonly path: string
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Whether an event stream is read to its end. */
  readonly readsEvents?: boolean
}

/** Sends a request to a route and fails where the answer is not one that the route documents. */
export async function request(url: string, route: AnyRoute, raw: RawRequest): Promise<Answered> {
  const body = bodyOf(route, raw.body)
  const response = await fetch(`${url}${raw.path}`, {
    method: route.method,
    redirect: 'manual',
    headers: {
      ...(raw.token === undefined ? {} : { authorization: `Bearer ${raw.token}` }),
      ...(route.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(route.upload === undefined ? {} : { 'content-type': route.upload.media[0] ?? '' }),
      ...raw.headers,
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(patienceMs),
  })
  const said = `${route.id} ${raw.path.slice(0, 200)} ${JSON.stringify(raw.body)?.slice(0, 300)}`
  const media = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const isLeft = media === 'text/event-stream' && raw.readsEvents !== true
  const text = isLeft ? '' : await response.text()
  if (isLeft) await response.body?.cancel()
  if (media === 'application/problem+json') return problemOf(route, response, text, said)
  assert.ok(response.status < 400, `${said}: ${response.status} is no problem: ${text.slice(0, 300)}`)
  const isRedirect = response.status >= 300 && response.status < 400
  if (!isRedirect) assert.equal(response.status, route.answer.status, said)
  const { shape } = route.answer
  if (shape === undefined || media !== 'application/json')
    return { status: response.status, problem: undefined, value: undefined, text, headers: response.headers }
  const value: unknown = JSON.parse(text)
  const decoded = shape.decode(value, '')
  assert.ok(decoded.ok, `${said}: ${decoded.ok ? '' : JSON.stringify(decoded.mismatches)} ${text.slice(0, 500)}`)
  return { status: response.status, problem: undefined, value, text, headers: response.headers }
}

function problemOf(route: AnyRoute, response: Response, text: string, said: string): Answered {
  const decoded = problemShape.decode(JSON.parse(text), '')
  assert.ok(decoded.ok, `${said}: ${text}`)
  const { value } = decoded
  const documented = problemsOfRoute(route)
  assert.ok(documented.includes(value.code), `${said}: does not document ${value.code}: ${text.slice(0, 300)}`)
  assert.equal(value.status, problems[value.code].status)
  assert.notEqual(value.code, 'INTERNAL', said)
  return { status: response.status, problem: value, value: undefined, text, headers: response.headers }
}

function bodyOf(route: AnyRoute, body: unknown): string | undefined {
  if (route.upload !== undefined) return typeof body === 'string' ? body : 'id\n1\n'
  if (route.body === undefined) return undefined
  return typeof body === 'string' ? body : JSON.stringify(body ?? {})
}

/** The path of a route, with its names filled in. */
export function pathOf({ path }: AnyRoute, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? 'x'))
}

/** For every name of a path: an id of the right form that nothing has, or the example. */
export function strangeParams({ params }: AnyRoute): Readonly<Record<string, string>> {
  const properties = (params.schema.properties ?? {}) as Readonly<
    Record<string, { readonly type?: string; readonly pattern?: string; readonly examples?: readonly string[] }>
  >
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type, pattern = '', examples = [] }]) => {
      const [, prefix] = /\^\(?(?:\?:)?([a-z]+)_/.exec(pattern) ?? []
      const [example = type === 'integer' ? '1' : 'x'] = examples
      return [name, prefix === undefined ? example : `${prefix}_${'a'.repeat(26)}`]
    }),
  )
}
