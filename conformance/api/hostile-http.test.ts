import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sendRaw, statusesOf } from './raw-socket.suite.ts'
import { joinServer, openTestServer, setUpOperator, type TestOrganisation, type TestServer } from './server.suite.ts'

// What no client library sends: requests that are two, that have no end, or that come by odd names.

let place: TestServer
let member: TestOrganisation
before(async () => {
  place = await openTestServer()
  member = await joinServer(place, await setUpOperator(place), 'member')
})
after(() => place.close())

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`

const refused: readonly (readonly [string, string])[] = [
  ['two lengths', 'POST /v1/sessions HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
  [
    'a length and chunks',
    `POST /v1/sessions HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/me HTTP/1.1\r\nHost: h\r\n\r\n`,
  ],
  ['an encoding that is none', 'POST /v1/sessions HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
  ['a space before the colon', 'GET /v1/me HTTP/1.1\r\nHost : h\r\n\r\n'],
  ['no host', 'GET /v1/me HTTP/1.1\r\n\r\n'],
  ['a host that is none', 'GET /v1/me HTTP/1.1\r\nHost: a b/c?d\r\n\r\n'],
  ['a length below zero', 'POST /v1/sessions HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n'],
  ['a folded header', 'GET /v1/me HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n'],
  ['a NUL in a header', 'GET /v1/me HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n'],
  ['a version that is none', 'GET /v1/me HTTP/9.9\r\nHost: h\r\n\r\n'],
]

for (const [what, bytes] of refused)
  test(`a request with ${what} is refused, and nothing behind it is read as another`, async () => {
    const answered = await sendRaw(place.url, bytes)
    assert.deepEqual(statusesOf(answered), [400], answered)
    assert.doesNotMatch(answered, /node_modules|\.ts:\d/)
  })

test('what is too long to be read is refused, and what follows it is not mistaken for a request', async () => {
  const long = chunk(' '.repeat(65_536)).repeat(40)
  const head = `POST /v1/sessions HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n`
  const answered = await sendRaw(place.url, `${head}Transfer-Encoding: chunked\r\n\r\n${long}0\r\n\r\n`, 1500)
  assert.equal(statusesOf(answered)[0], 413, answered.slice(0, 300))
  const smuggled = 'DELETE /v1/smuggled HTTP/1.1\r\nHost: h\r\n\r\n'
  const behind = await sendRaw(place.url, `${head}Content-Length: 2000000\r\n\r\n${smuggled}`, 1500)
  assert.deepEqual(statusesOf(behind), [413], behind)
})

test('headers without end are refused', async () => {
  const many = Array.from({ length: 3000 }, (_, n) => `X-${n}: ${'y'.repeat(20)}\r\n`).join('')
  assert.deepEqual(statusesOf(await sendRaw(place.url, `GET /health HTTP/1.1\r\nHost: h\r\n${many}\r\n`)), [431])
})

test('no page of another site is let in', async () => {
  for (const method of ['OPTIONS', 'GET', 'HEAD', 'TRACE']) {
    const answered = await sendRaw(
      place.url,
      `${method} /v1/me HTTP/1.1\r\nHost: h\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\nConnection: close\r\n\r\n`,
    )
    assert.doesNotMatch(answered, /access-control-/i)
    assert.doesNotMatch(answered, /evil\.example/)
    assert.deepEqual(statusesOf(answered), [method === 'GET' || method === 'HEAD' ? 401 : 405], answered)
  }
})

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${place.url}${path}`, { ...init, headers: { authorization: `Bearer ${member.token}`, ...init.headers } })

test('a path has one spelling: what is written otherwise is the same thing or nothing', async () => {
  for (const [path, status] of [
    ['/v1/me', 200],
    ['/v1/%6de', 200],
    ['/v1/me/', 404],
    ['//v1/me', 404],
    ['/v1//me', 404],
    ['/V1/me', 404],
    ['/v1/me%2f', 404],
    ['/v1%2fme', 404],
    ['/v1/%256de', 404],
    ['/v1/me;x=1', 404],
    ['/v1/me%00', 404],
    ['/v1/files/..%2f..%2fkeys', 405],
    ['/v1/tables/tbl_x%2fversions', 404],
  ] as const)
    assert.equal((await ask(path)).status, status, path)
})

test('a file keeps to its folder, however its path is written', async () => {
  const headers = { 'content-type': 'text/csv' }
  for (const path of [
    '..%2fx.csv',
    '%2e%2e%2fx.csv',
    '%2fetc%2fx.csv',
    'a%2f..%2f..%2fx.csv',
    '..%5cx.csv',
    'x%00.csv',
  ])
    assert.ok(
      [400, 404, 422].includes((await ask(`/v1/files/${path}`, { method: 'PUT', body: 'a\n1\n', headers })).status),
      path,
    )
  // Decoded once, this is a name with a per cent sign in it.
  const twice = await ask('/v1/files/%252e%252e%252fx.csv', { method: 'PUT', body: 'a\n1\n', headers })
  assert.ok([200, 201, 400, 422].includes(twice.status), `${twice.status}`)
})

test('JSON that is deep, wide, doubled or no Unicode is read as it is or refused', async () => {
  const send = async (body: string): Promise<number> =>
    (await ask('/v1/collaborations', { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status
  assert.equal(await send('['.repeat(400_000) + ']'.repeat(400_000)), 400)
  assert.equal(await send(`${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`), 400)
  assert.equal(await send(`{"name":"a","name":${'9'.repeat(100_000)},"creator":{},"members":[]}`), 400)
  assert.equal(await send(`{${Array.from({ length: 60_000 }, (_, n) => `"k${n}":1`).join(',')}}`), 400)
  const bytes = new Uint8Array([...new TextEncoder().encode('{"name":"'), 0xff, 0xfe, 0x22, 0x7d])
  const notUnicode = await ask('/v1/collaborations', {
    method: 'POST',
    body: bytes,
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(((await notUnicode.json()) as { readonly code: unknown }).code, 'BODY_UNREADABLE')
})

test('a tag is compared where something is read, and never hides what was done', async () => {
  const first = await ask('/v1/organisation')
  const etag = first.headers.get('etag')
  for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
    if (etag !== null && header !== null)
      assert.equal((await ask('/v1/organisation', { headers: { 'if-none-match': header } })).status, 304, header)
  assert.notEqual(etag, null)
  const made = await ask('/v1/collaborations', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'if-none-match': '"1", *, W/"1"' },
    body: JSON.stringify({ name: 'a', creator: { name: 'member', abilities: ['query', 'receive'] }, members: [] }),
  })
  assert.equal(made.status, 201)
  assert.notEqual(made.headers.get('etag'), null)
})

test('HEAD tells what GET tells, without what it answers', async () => {
  for (const path of ['/v1/me', '/v1/collaborations', '/health', '/openapi.json', '/v1/nothing']) {
    const [got, head] = await Promise.all([ask(path), ask(path, { method: 'HEAD' })])
    assert.equal(head.status, got.status, path)
    assert.equal(head.headers.get('content-type'), got.headers.get('content-type'), path)
    assert.equal(await head.text(), '')
  }
})

test('cookies of any form are no way in', async () => {
  for (const cookie of [
    'glovebox',
    'glovebox=',
    '=x',
    ';;;',
    '__proto__=1; constructor=2',
    `glovebox=${'x'.repeat(8000)}`,
    'glovebox=%00',
    'glovebox="x"',
  ])
    assert.equal((await fetch(`${place.url}/v1/me`, { headers: { cookie } })).status, 401, cookie)
})

test('every answer carries what protects browsers, also where nothing is there', async () => {
  for (const [path, method] of [
    ['/v1/nothing', 'GET'],
    ['/v1/me', 'DELETE'],
    ['/v1/me', 'GET'],
    ['/%', 'GET'],
    ['/v1/collaborations/%E0%A4%A/runs', 'GET'],
  ]) {
    const { headers } = await ask(path ?? '', { method: method ?? 'GET' })
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
    assert.equal(headers.get('cache-control'), 'no-store', path)
    assert.match(headers.get('x-request-id') ?? '', /^req_/)
  }
})
