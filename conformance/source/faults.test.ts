import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { anyAddress, type RangedFile, type SourceWorld, type Storage, s3Storage, systemWorld } from '@glovebox/source'
import { type Arrived, type Fault, openS3Double, type S3Double } from './s3-double.ts'
import { value } from './table-source.suite.ts'

// Right bytes or a clear failure, never wrong bytes: whatever goes wrong while an object is read.

const account = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret/key+0123456789', region: 'us-east-1' }
const content = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 251))
let now = Date.parse('2026-03-01T12:00:00Z')
const slept: number[] = []
const world: SourceWorld = {
  ...systemWorld(anyAddress),
  clock: () => now,
  random: () => 0.5,
  sleep: async (milliseconds) => {
    slept.push(milliseconds)
  },
}
let double: S3Double
let storage: Storage

before(async () => {
  double = await openS3Double(account, { bucket: 'bucket', clock: () => now })
  storage = s3Storage(world, { bucket: 'bucket', region: account.region, endpoint: double.url }, async () => ({
    ok: true,
    value: account,
  }))
})
beforeEach(() => {
  double.put('k', content)
  double.fault = () => undefined
  double.arrived.length = 0
  slept.length = 0
})
after(async () => {
  world.http.close()
  await double.close()
})

const opened = async (): Promise<RangedFile> => value(await storage.open('k', {}))
/** Does what it says to so many of the reads that come. */
const times = (count: number, fault: Fault): void => {
  let left = count
  double.fault = () => (left-- > 0 ? fault : undefined)
}

const healing: readonly (readonly [title: string, fault: Fault])[] = [
  ['the connection is reset before a byte', { kind: 'reset', after: 0 }],
  ['the answer breaks off', { kind: 'reset', after: 700 }],
  ['the server is busy', { kind: 'status', status: 503, code: 'SlowDown' }],
  ['the server has an error', { kind: 'status', status: 500, code: 'InternalError' }],
  ['there are too many requests', { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: '7' }],
  ['the answer is slow', { kind: 'slow', milliseconds: 50 }],
]
for (const [title, fault] of healing)
  test(`the bytes are read although ${title}, twice`, async () => {
    const file = await opened()
    times(2, fault)
    assert.deepEqual(value(await file.read(100, 2100, {})), content.subarray(100, 2100))
    if (fault.kind === 'status' && fault.retryAfter !== undefined) assert.deepEqual(slept, [7000, 7000])
  })

const replaced = Buffer.from(content).reverse()
const failing: readonly (readonly [title: string, fault: Fault, kind: string, requests: number])[] = [
  ['is always reset', { kind: 'reset', after: 10 }, 'unavailable', 6],
  ['is always busy', { kind: 'status', status: 503, code: 'SlowDown' }, 'unavailable', 6],
  ['wants a long wait', { kind: 'status', status: 503, code: 'SlowDown', retryAfter: '3600' }, 'unavailable', 1],
  ['answers with fewer bytes', { kind: 'short', bytes: 1999 }, 'malformed', 1],
  ['answers with more bytes', { kind: 'long', bytes: 1 }, 'malformed', 1],
  ['answers with another part, and says so', { kind: 'shifted', isSaid: true }, 'malformed', 1],
  ['answers with the whole object', { kind: 'ignores-range' }, 'unsupported', 1],
  ['says no entity tag', { kind: 'no-tag' }, 'changed', 1],
  ['answers encoded', { kind: 'encoded' }, 'malformed', 1],
  ['has another object by now', { kind: 'replaced', by: replaced, knowsIfMatch: true }, 'changed', 1],
  ['has another object, and knows no If-Match', { kind: 'replaced', by: replaced, knowsIfMatch: false }, 'changed', 1],
  ['has a longer object', { kind: 'replaced', by: Buffer.alloc(9000), knowsIfMatch: false }, 'changed', 1],
  ['sends to another place', { kind: 'redirect', to: 'http://127.0.0.1:1/' }, 'unsupported', 1],
  ['refuses, also with a fresh URL', { kind: 'status', status: 403, code: 'AccessDenied' }, 'forbidden', 2],
  ['does not know it', { kind: 'status', status: 404, code: 'NoSuchKey' }, 'not-found', 1],
  ['does not like the request', { kind: 'status', status: 400, code: 'InvalidRequest' }, 'malformed', 1],
]
for (const [title, fault, kind, requests] of failing)
  test(`no byte is given where the server ${title}`, async () => {
    const file = await opened()
    double.arrived.length = 0
    double.fault = () => fault
    const read = await file.read(100, 2100, {})
    assert.ok(!read.ok)
    assert.equal(read.failure.kind, kind, read.failure.reason)
    assert.equal(double.arrived.length, requests)
    assert.match(read.failure.reason, /^`s3:\/\/bucket\/k`: /)
    assert.doesNotMatch(read.failure.reason, /X-Amz|secret|127\.0\.0\.1/)
  })

test('a shift that is not said cannot be told by any header, and is left to the checks of the format', async () => {
  const file = await opened()
  double.fault = () => ({ kind: 'shifted', isSaid: false })
  assert.deepEqual(value(await file.read(0, 10, {})), content.subarray(1, 11))
})

test('URLs are signed for one object and five minutes, and signed anew before they end', async () => {
  const file = await opened()
  value(await file.read(0, 10, {}))
  value(await file.read(10, 20, {}))
  now += 280_000
  value(await file.read(20, 30, {}))
  const reads = double.arrived.filter(({ range }) => range !== 'bytes=0-0')
  assert.deepEqual(
    reads.map(({ isPresigned, query }) => [isPresigned, query.get('X-Amz-Expires')]),
    Array.from({ length: 3 }, () => [true, '300']),
  )
  const dates = reads.map(({ query }) => query.get('X-Amz-Date'))
  assert.equal(dates[0], dates[1])
  assert.notEqual(dates[1], dates[2])
})

test('a URL that ended while it was read is replaced by a fresh one', async () => {
  const file = await opened()
  value(await file.read(0, 10, {}))
  let refusals = 0
  double.fault = ({ isPresigned }: Arrived) =>
    isPresigned && refusals++ === 0 ? { kind: 'status', status: 403, code: 'AccessDenied' } : undefined
  assert.deepEqual(value(await file.read(10, 20, {})), content.subarray(10, 20))
  assert.equal(refusals, 2)
})

test('reading is stopped between attempts and during them', async () => {
  const file = await opened()
  const stop = new AbortController()
  double.fault = () => {
    setTimeout(() => stop.abort(), 20)
    return { kind: 'slow', milliseconds: 5000 }
  }
  const begun = performance.now()
  const read = await file.read(0, 10, { signal: stop.signal })
  assert.ok(!read.ok && read.failure.kind === 'cancelled')
  assert.ok(performance.now() - begun < 2000)
})

test('nothing is asked for where no byte is, and nothing outside of the file', async () => {
  const file = await opened()
  double.arrived.length = 0
  assert.deepEqual(value(await file.read(3, 3, {})), new Uint8Array())
  for (const [from, to] of [
    [-1, 3],
    [4, 3],
    [0, 5001],
    [0.5, 2],
    [Number.NaN, 2],
  ] as const)
    assert.equal((await file.read(from, to, {})).ok, false)
  assert.equal(double.arrived.length, 0)
})

test('an object without a byte is a file without one', async () => {
  double.put('empty', new Uint8Array())
  assert.equal(value(await storage.open('empty', {})).bytes, 0)
})

const oddKeys = ['a b+c', 'ü/é', "q'u(o)te*!", 'p%20q', 'x&y=z?', 'a//b', '<>"', '#', 'emoji 🧤', 'co:lon;@,$']
test('objects with odd names are listed, over pages, and read', async () => {
  const paged = await openS3Double(account, { bucket: 'bucket', clock: () => now, pageSize: 3 })
  for (const key of oddKeys) paged.put(`odd/${key}`, Buffer.from(key))
  const own = s3Storage(world, { bucket: 'bucket', region: account.region, endpoint: paged.url }, async () => ({
    ok: true,
    value: account,
  }))
  const listed = value(await own.list('odd/', {}))
  assert.deepEqual(new Set(listed.map(({ key }) => key)), new Set(oddKeys.map((key) => `odd/${key}`)))
  for (const stored of listed) {
    const file = value(await own.open(stored.key, {}))
    assert.equal(file.version, stored.version)
    assert.equal(Buffer.from(value(await file.read(0, file.bytes, {}))).toString(), stored.key.slice(4))
  }
  assert.equal(paged.arrived.filter(({ query }) => query.has('continuation-token')).length, 3)
  await paged.close()
})

test('names that a URL would make another of are refused', async () => {
  for (const key of ['a/../b', './a', '..']) {
    const found = await storage.open(key, {})
    assert.ok(!found.ok && found.failure.kind === 'unsupported')
  }
})

const wrong: readonly (readonly [title: string, wrong: Partial<typeof account>, code: string])[] = [
  ['secret', { secretAccessKey: 'other' }, 'SignatureDoesNotMatch'],
  ['name', { accessKeyId: 'AKIAOTHER' }, 'InvalidAccessKeyId'],
  ['region', { region: 'eu-north-1' }, 'AuthorizationHeaderMalformed'],
]
for (const [title, part, code] of wrong)
  test(`credentials with another ${title} are refused, and the reason says how`, async () => {
    const other = { ...account, ...part }
    const place = { bucket: 'bucket', region: other.region, endpoint: double.url }
    const own = s3Storage(world, place, async () => ({ ok: true, value: other }))
    for (const found of [await own.open('k', {}), await own.list('', {})]) {
      assert.ok(!found.ok && found.failure.kind === 'forbidden')
      assert.match(found.failure.reason, new RegExp(`\\(${code}\\)$`))
    }
  })
