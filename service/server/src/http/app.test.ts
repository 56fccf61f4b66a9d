import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integer, nothing, object, optional, problem, type Route, text } from '@glovebox/api'
import type { Principal } from '../principal.ts'
import { type AppOptions, makeApp, type Served } from './app.ts'
import { answer, bind, refuse } from './binding.ts'

type Greeting = { readonly text: string }
type Greet = {
  readonly params: { readonly name: string }
  readonly query: { readonly times?: number }
  readonly body: { readonly greeting: string }
}

const greet: Route<Greet, Greeting> = {
  id: 'greet',
  method: 'POST',
  path: '/v1/people/{name}/greetings',
  tag: 'people',
  summary: 'greet somebody',
  access: 'runs:write',
  params: object<Greet['params']>({ name: text({ min: 1, max: 20 }) }),
  query: object<Greet['query']>({ times: optional(integer({ min: 1, max: 3 })) }),
  body: object<Greet['body']>({ greeting: text({ max: 100 }) }),
  answer: { status: 201, shape: object<Greeting>({ text: text() }) },
  problems: [],
}

const look: Route<{ params: Greet['params']; query: Record<never, never> }, Greeting> = {
  ...greet,
  id: 'look',
  method: 'GET',
  path: '/v1/people/{name}',
  access: 'public',
  query: nothing,
  body: undefined as never,
  answer: { status: 200, shape: object<Greeting>({ text: text() }) },
}

const { body: _, ...lookWithoutBody } = look

const principal: Principal = {
  organisation: 'org_1',
  organisationName: 'one',
  name: 'ada',
  roles: ['analyst'],
  scopes: new Set(['runs:write']),
  via: { kind: 'key', key: 'key_1' },
}

const bySession: Principal = { ...principal, via: { kind: 'session', session: 'ses_1' } }
const reader: Principal = { ...principal, scopes: new Set(['runs:read']), via: { kind: 'key', key: 'key_2' } }

function appWith(more: Partial<AppOptions> = {}): { readonly app: ReturnType<typeof makeApp>; readonly log: Served[] } {
  const log: Served[] = []
  const people: Readonly<Record<string, Principal>> = { 'Bearer ada': principal, 'Bearer reader': reader }
  const app = makeApp({
    bindings: [
      bind(greet, async ({ params, query, body, principal: who }) => {
        if (body.greeting === 'lose') throw Object.assign(new Error('gone'), { code: '57P01', severity: 'FATAL' })
        if (body.greeting === 'break') throw new Error(`secret of ${params.name}`)
        return answer({ text: `${who.name}: ${body.greeting} ${params.name} ${query.times ?? 1}` })
      }),
      bind(lookWithoutBody as typeof look, async ({ params }) =>
        params.name === 'nobody' ? refuse(problem('NOT_FOUND')) : answer({ text: params.name }, { etag: 'v1' }),
      ),
    ],
    authenticate: async ({ authorization, cookie }) => {
      if (cookie('s') === '1') return { kind: 'principal', principal: bySession }
      if (authorization === undefined) return { kind: 'anonymous' }
      const found = people[authorization]
      return found === undefined
        ? { kind: 'invalid', problem: problem('SIGN_IN_REQUIRED') }
        : { kind: 'principal', principal: found }
    },
    isSameSite: (header) => header('sec-fetch-site') === 'same-origin',
    limits: { signedIn: { perMinute: 60, burst: 100 }, anonymous: { perMinute: 60, burst: 100 }, bodyBytes: 200 },
    isSecure: false,
    trustedProxies: 0,
    requestId: () => 'req_1',
    now: () => 0,
    onServed: (served) => log.push(served),
    isReady: () => true,
    ...more,
  })
  return { app, log }
}

type Row = {
  readonly name: string
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly status: number
  readonly contains?: string
}

const post = { authorization: 'Bearer ada', 'content-type': 'application/json' }
const ok = '{"greeting":"hello"}'

const rows: readonly Row[] = [
  { name: 'a request that fits is served', headers: post, body: ok, status: 201, contains: 'ada: hello eve 1' },
  {
    name: 'numbers in the query are numbers',
    path: '/v1/people/eve/greetings?times=3',
    headers: post,
    body: ok,
    status: 201,
    contains: 'eve 3',
  },
  {
    name: 'a number out of range is refused at its place',
    path: '/v1/people/eve/greetings?times=4',
    headers: post,
    body: ok,
    status: 400,
    contains: '/query/times',
  },
  {
    name: 'so is an unknown parameter',
    path: '/v1/people/eve/greetings?time=3',
    headers: post,
    body: ok,
    status: 400,
    contains: 'accepted are times',
  },
  {
    name: 'so is a parameter given twice',
    path: '/v1/people/eve/greetings?times=1&times=2',
    headers: post,
    body: ok,
    status: 400,
  },
  {
    name: 'an unknown key is refused',
    headers: post,
    body: '{"greeting":"x","more":1}',
    status: 400,
    contains: 'accepted are greeting',
  },
  { name: 'a prototype is an unknown key', headers: post, body: '{"greeting":"x","__proto__":{}}', status: 400 },
  { name: 'a missing key is named', headers: post, body: '{}', status: 400, contains: '/greeting' },
  { name: 'what is not JSON is refused', headers: post, body: '{', status: 400, contains: 'BODY_UNREADABLE' },
  { name: 'a body that is too long is refused', headers: post, body: `{"greeting":"${'x'.repeat(300)}"}`, status: 413 },
  {
    name: 'a body of another type is refused',
    headers: { ...post, 'content-type': 'text/plain' },
    body: ok,
    status: 415,
  },
  { name: 'nobody is asked to sign in', headers: { 'content-type': 'application/json' }, body: ok, status: 401 },
  {
    name: 'credentials that are wrong are refused',
    headers: { ...post, authorization: 'Bearer eve' },
    body: ok,
    status: 401,
  },
  {
    name: 'a scope that is missing is named',
    headers: { ...post, authorization: 'Bearer reader' },
    body: ok,
    status: 403,
    contains: 'runs:write',
  },
  {
    name: 'a session of another site is refused',
    headers: { cookie: 's=1', 'content-type': 'application/json' },
    body: ok,
    status: 403,
    contains: 'CSRF_REFUSED',
  },
  {
    name: 'a session of this site is served',
    headers: { cookie: 's=1', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: ok,
    status: 201,
  },
  { name: 'a format that there is not is refused', headers: { ...post, accept: 'image/png' }, body: ok, status: 406 },
  {
    name: 'what breaks says nothing of why',
    headers: post,
    body: '{"greeting":"break"}',
    status: 500,
    contains: 'INTERNAL',
  },
  { name: 'another method is refused', method: 'DELETE', headers: post, status: 405 },
  { name: 'another path is not found', method: 'GET', path: '/v1/elsewhere', status: 404 },
  { name: 'a public route is open', method: 'GET', path: '/v1/people/eve', status: 200, contains: 'eve' },
  {
    name: 'what is known is not sent again',
    method: 'GET',
    path: '/v1/people/eve',
    headers: { 'if-none-match': '"v1"' },
    status: 304,
  },
  {
    name: 'a handler may refuse',
    method: 'GET',
    path: '/v1/people/nobody',
    status: 404,
    contains: 'urn:glovebox:problem:not-found',
  },
  { name: 'a path that is no text is refused', method: 'GET', path: '/v1/people/%00', status: 400 },
]

for (const { name, method = 'POST', path = '/v1/people/eve/greetings', headers = {}, body, status, contains } of rows) {
  test(name, async () => {
    const { app, log } = appWith()
    const response = await app.request(path, { method, headers, ...(body === undefined ? {} : { body }) })
    const said = await response.text()
    assert.equal(response.status, status, said)
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(response.headers.get('x-request-id'), 'req_1')
    if (contains !== undefined) assert.ok(said.includes(contains), said)
    assert.doesNotMatch(said, /secret/)
    if (status >= 400) assert.equal(response.headers.get('content-type'), 'application/problem+json')
    assert.equal(log.length, 1)
    assert.doesNotMatch(JSON.stringify(log), /eve|hello/)
  })
}

test('whoever sends too many requests waits', async () => {
  const { app } = appWith({
    limits: { signedIn: { perMinute: 60, burst: 2 }, anonymous: { perMinute: 60, burst: 2 }, bodyBytes: 200 },
  })
  const send = (): Response | Promise<Response> =>
    app.request('/v1/people/eve/greetings', { method: 'POST', headers: post, body: ok })
  assert.deepEqual([(await send()).status, (await send()).status], [201, 201])
  const third = await send()
  assert.equal(third.status, 429)
  assert.equal(third.headers.get('retry-after'), '1')
})

test('who may take any address of an IPv6 network is one sender', async () => {
  const limit = { perMinute: 60, burst: 2 }
  const { app } = appWith({ limits: { signedIn: limit, anonymous: limit, bodyBytes: 200 } })
  const from = async (remoteAddress: string): Promise<number> =>
    (await app.request('/v1/people/eve', {}, { incoming: { socket: { remoteAddress } } })).status
  const first = [await from('2001:db8:1:2::1'), await from('2001:db8:1:2::2')]
  assert.ok(!first.includes(429))
  assert.equal(await from('2001:db8:1:2:ffff::3'), 429)
  assert.notEqual(await from('2001:db8:1:3::1'), 429)
})

test('while it starts or stops it says so', async () => {
  const { app } = appWith({ isReady: () => false })
  assert.equal((await app.request('/v1/people/eve')).status, 503)
})

test('a database that cannot be reached is trouble that passes, and says when to ask again', async () => {
  const { app } = appWith()
  const response = await app.request('/v1/people/bob/greetings', {
    method: 'POST',
    headers: { authorization: 'Bearer ada', 'content-type': 'application/json' },
    body: JSON.stringify({ greeting: 'lose' }),
  })
  assert.equal(response.status, 503)
  assert.equal(response.headers.get('retry-after'), '1')
  assert.equal(((await response.json()) as { code: string }).code, 'UNAVAILABLE')
})
