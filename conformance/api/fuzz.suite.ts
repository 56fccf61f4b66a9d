import assert from 'node:assert/strict'
import { type AnyRoute, allRoutes, listKeys, proposeTemplate, type Scope, saveAnalysis } from '@glovebox/api'
import fc from 'fast-check'
import { request } from './request.suite.ts'
import { ask, makeRoom } from './room.suite.ts'
import type { TestOrganisation, TestServer } from './server.suite.ts'
import { hostileValues, nasty, valuesOf } from './values.suite.ts'

/** A room in which every kind of thing is there, and everyone who may send requests about it. */
export type FuzzedRoom = {
  readonly place: TestServer
  readonly senders: readonly (string | undefined)[]
  /** Ids and names that are there. */
  readonly known: readonly string[]
  /** Texts that nobody but their owner may be told, and whose. */
  readonly secrets: readonly { readonly text: string; readonly of: string }[]
}

/** Prepares it. */
export async function prepareRoom(place: TestServer): Promise<FuzzedRoom> {
  const marked = Array.from({ length: 100 }, (_, n) => `private-row-${n},${n % 2 === 0 ? 'a' : 'b'},${n % 7}`)
  const room = await makeRoom(place, {
    csv: ['user_id,campaign,cost', ...marked, ''].join('\n'),
    hasBystander: true,
  })
  const { collaboration, publisher, advertiser, bystander } = room
  assert.ok(bystander !== undefined)
  const sql = 'SELECT campaign, COUNT(DISTINCT user_id) AS n FROM impressions GROUP BY campaign'
  const run = await ask(room, sql)
  const params = { collaboration }
  const saved = await advertiser.client.call(saveAnalysis, { params, body: { name: 'kept', ask: { sql } } })
  const template = await advertiser.client.call(proposeTemplate, { params, body: { name: 'reach', sql } })
  const keys = await advertiser.client.call(listKeys, {})
  const known = [
    collaboration,
    room.table,
    run.id,
    run.receipt ?? '',
    saved.id,
    template.id,
    ...keys.items.map(({ id }) => id),
    ...[publisher, advertiser, bystander].flatMap(({ id, me }) => [id, me.user?.id ?? '']),
    ...['impressions', 'impressions.csv', 'reach', 'publisher', 'advertiser', 'bystander', sql],
  ].filter((text) => text !== '')
  return {
    place,
    senders: [publisher.token, advertiser.token, bystander.token, await fewScopes(advertiser), undefined, 'gbx_none'],
    known,
    secrets: [
      { text: 'private-row-', of: publisher.token },
      ...[publisher, advertiser, bystander].map(({ token }) => ({ text: token, of: token })),
    ],
  }
}

const fewScopes = (who: TestOrganisation): Promise<string> => who.keyWith(['collaborations:read'] as readonly Scope[])

/** Requests that end a session or take what they find away would leave nothing to fuzz: they go to what is not there. */
const ending: ReadonlySet<string> = new Set([
  'endSession',
  'revokeKey',
  'rotateKey',
  'closeCollaboration',
  'leaveCollaboration',
  'removeMember',
  'removeUser',
  'changeUser',
  'deleteTable',
  'revokeAssociation',
])

/** An organisation that asks second factors of its people closes itself to keys of people who have none. */
const closing: ReadonlySet<string> = new Set(['changeOrganisation'])
const firstWithoutScopes = 3

/** One request: where to, from whom, and with what. */
export type FuzzedRequest = {
  readonly route: AnyRoute
  readonly path: string
  readonly sender: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** Requests of which many fit what a route takes, and the others nearly do. */
export function fuzzedRequests({ known, senders }: FuzzedRoom): fc.Arbitrary<FuzzedRequest> {
  const members = fc.nat(firstWithoutScopes - 1)
  const others = fc.integer({ min: firstWithoutScopes, max: senders.length - 1 })
  return fc.constantFrom(...allRoutes).chain((route) => {
    const things = ending.has(route.id) ? [] : known
    return fc
      .record({
        params: fieldsOf(route.params.schema, things),
        query: fieldsOf(route.query.schema, [...things, '1', '2', 'true']),
        sender: closing.has(route.id) ? others : fc.oneof({ weight: 4, arbitrary: members }, others),
        body: bodyOf(route, things),
        headers,
      })
      .map(({ params, query, ...rest }) => {
        const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(params[name] ?? 'x'))
        const asked = Object.entries(query).map(([key, value]) => `${encoded(key)}=${encoded(value)}`)
        return { route, path: asked.length === 0 ? path : `${path}?${asked.join('&')}`, ...rest }
      })
  })
}

const headers: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  fc.constantFrom<Readonly<Record<string, string>>>(
    { accept: 'text/csv' },
    { accept: 'application/x-nothing' },
    { accept: '*/*;q=0, application/json;q=0.1' },
    { accept: ';;;,,,q=q' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'if-match': '"1"' },
    { 'if-match': '*' },
    { 'if-match': 'W/"' },
    { 'if-none-match': '*' },
    { 'idempotency-key': 'same' },
    { 'idempotency-key': 'k'.repeat(2000) },
    { 'last-event-id': '-1' },
    { cookie: 'glovebox=x; glovebox=y; ;=; __proto__=1' },
    { origin: 'https://elsewhere.example' },
    { 'x-forwarded-for': '1.2.3.4, not an address' },
    { 'x-http-method-override': 'DELETE' },
  ),
)

function fieldsOf(schema: object, known: readonly string[]): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const fitting = valuesOf(schema as never, known) as fc.Arbitrary<Readonly<Record<string, unknown>>>
  return fc.oneof(
    { weight: 5, arbitrary: fitting },
    fc.tuple(fitting, nasty, fc.nat()).map(([value, bad, at]) => {
      const keys = Object.keys(value)
      return { ...value, [keys[at % Math.max(1, keys.length)] ?? 'more']: bad }
    }),
  )
}

function bodyOf(route: AnyRoute, known: readonly string[]): fc.Arbitrary<unknown> {
  if (route.upload !== undefined)
    return fc.oneof(fc.constant('user_id,campaign,cost\nprivate-row-x,a,1\n'), fc.string({ maxLength: 200 }))
  if (route.body === undefined) return fc.constant(undefined)
  const { schema } = route.body
  return fc.oneof(
    { weight: 5, arbitrary: valuesOf(schema, known) },
    { weight: 3, arbitrary: hostileValues(schema, known) },
    fc.constantFrom(
      '',
      '{',
      '{"a":',
      '\u0000',
      '[1,]',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      '1e999',
      '"\\ud800"',
    ),
  )
}

function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  // Clients take dots out of paths before they send them.
  return encodeURIComponent(/^\.{1,2}$/.test(text) ? 'dots' : text.slice(0, 3000).toWellFormed())
}

/** Sends one and fails where the answer is not as the document says, or tells what it must not. */
export async function sendFuzzed(room: FuzzedRoom, fuzzed: FuzzedRequest): Promise<number> {
  const { route, path, body } = fuzzed
  const token = room.senders[fuzzed.sender]
  const answered = await request(room.place.url, route, {
    path,
    headers: fuzzed.headers,
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  })
  assert.ok(answered.status < 500, `${route.id}: ${answered.status}`)
  for (const { text, of } of room.secrets)
    if (of !== token) assert.ok(!answered.text.includes(text), `${route.id} tells what is not for its sender: ${path}`)
  return answered.status
}

/** Sends so many, a few at a time, and counts how they were answered. */
export async function fuzz(room: FuzzedRoom, count: number, round = 0): Promise<ReadonlyMap<number, number>> {
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(fc.array(fuzzedRequests(room), { minLength: 10, maxLength: 10 }), async (requests) => {
      for (const status of await Promise.all(requests.map((one) => sendFuzzed(room, one))))
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }),
    {
      numRuns: Math.ceil(count / 10),
      endOnFailure: true,
      seed: (fc.readConfigureGlobal().seed ?? 0) + round,
      // Routes are long; what failed says which one it was.
      asyncReporter: async ({ failed, seed, errorInstance }) => {
        if (failed) throw new Error(`seed ${seed}`, { cause: errorInstance })
      },
    },
  )
  return statuses
}
