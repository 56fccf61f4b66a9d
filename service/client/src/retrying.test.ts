import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retrying } from './retrying.ts'

const quick = { attempts: 3, firstWaitMs: 1, longestWaitMs: 2000 }

/** A network that does these things, one after the other, and then serves. */
function network(...does: readonly (Response | Error)[]): {
  readonly send: typeof fetch
  readonly calls: () => number
} {
  let calls = 0
  const send: typeof fetch = async () => {
    const done = does[calls++] ?? new Response('served')
    if (done instanceof Error) throw done
    return done
  }
  return { send, calls: () => calls }
}

const busy = (status = 503, after = '0'): Response => new Response('', { status, headers: { 'retry-after': after } })
const lost = new TypeError('fetch failed')
const keyed = { method: 'POST', headers: { 'idempotency-key': 'one' }, body: '{}' }

const cases: readonly [what: string, init: RequestInit, does: readonly (Response | Error)[], calls: number][] = [
  ['a GET that is lost', {}, [lost], 2],
  ['a GET that is turned away with 429', {}, [busy(429)], 2],
  ['a GET that is turned away with 503', {}, [busy()], 2],
  ['a POST with a key that is lost twice', keyed, [lost, lost], 3],
  ['a POST with a key that is turned away', keyed, [busy(429)], 2],
]

for (const [what, init, does, calls] of cases) {
  test(`${what} is repeated`, async () => {
    const { send, calls: made } = network(...does)
    assert.equal(await (await retrying(send, quick)('http://x', init)).text(), 'served')
    assert.equal(made(), calls)
  })
}

const once: readonly [what: string, init: RequestInit, first: Response | Error][] = [
  ['a POST without a key that is lost', { method: 'POST', body: '{}' }, lost],
  ['a POST without a key that is turned away', { method: 'POST', body: '{}' }, busy()],
  ['a stream with a key', { ...keyed, body: new ReadableStream() }, busy()],
  ['a GET that is refused', {}, busy(404)],
  ['a GET that failed there', {}, busy(500)],
  ['a GET that is to wait for too long', {}, busy(429, '3')],
  ['an error that is no lost connection', {}, new DOMException('over', 'AbortError')],
]

for (const [what, init, first] of once) {
  test(`${what} is not repeated`, async () => {
    const { send, calls } = network(first)
    const tried = retrying(send, quick)('http://x', init)
    if (first instanceof Error) await assert.rejects(tried, first)
    else assert.equal(await tried, first)
    assert.equal(calls(), 1)
  })
}

test('a server that stays lost is called so many times', async () => {
  const { send, calls } = network(lost, lost, lost, lost)
  await assert.rejects(retrying(send, quick)('http://x'), lost)
  assert.equal(calls(), 3)
})

test('what is waited for can be stopped', async () => {
  const { send } = network(busy(429, '2'))
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Error('enough')), 10)
  await assert.rejects(retrying(send, quick)('http://x', { signal: stop.signal }), /enough/)
})

test('the server’s wait is kept to, also as a date', async () => {
  const { send } = network(busy(503, new Date(Date.now() + 1500).toUTCString()), busy(503, '1'))
  const before = Date.now()
  await retrying(send, quick)('http://x')
  assert.ok(Date.now() - before >= 1000)
})
