import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { httpsStorage } from '../storage/https-storage.ts'
import { anyAddress, openHttpTransport } from './open-http-transport.ts'
import { systemWorld } from './system-world.ts'

const world = systemWorld(anyAddress)
const closing: (() => void)[] = [() => world.http.close()]
after(() => {
  for (const close of closing) close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('what the guard does not let through is never connected to, by address or by name', async () => {
  let asked = 0
  const url = await serve((_, response) => {
    asked++
    response.end()
  })
  const http = openHttpTransport({
    guard: { whyNot: () => undefined, allows: (address) => !/^127|^::1/.test(address) },
  })
  for (const target of [url, url.replace('127.0.0.1', 'localhost'), 'file:///etc/passwd', 'nothing'])
    assert.deepEqual(await http.send({ method: 'GET', url: target, maxBytes: 9 }), { kind: 'none', why: 'address' })
  const byUrl = openHttpTransport({ guard: { whyNot: () => 'no', allows: () => true } })
  assert.deepEqual(await byUrl.send({ method: 'GET', url, maxBytes: 9 }), { kind: 'none', why: 'address' })
  assert.equal(asked, 0)
  http.close()
  byUrl.close()
})

const bodies: readonly (readonly [title: string, listener: RequestListener, why: string])[] = [
  [
    'says that it is too long',
    (_, response) => response.writeHead(200, { 'content-length': 100 }).end('x'.repeat(100)),
    'long',
  ],
  [
    'turns out too long',
    (_, response) => void response.write('x'.repeat(60), () => response.end('y'.repeat(60))),
    'long',
  ],
  [
    'breaks off',
    (_, response) => void response.writeHead(200, { 'content-length': 40 }).write('x', () => response.destroy()),
    'connection',
  ],
  ['breaks off without a length', (_, response) => void response.write('x', () => response.destroy()), 'connection'],
  ['never comes', () => undefined, 'slow'],
]
for (const [title, listener, why] of bodies)
  test(`an answer that ${title} is none`, async () => {
    const url = await serve(listener)
    const answer = await world.http.send({ method: 'GET', url, maxBytes: 50, timeoutMs: 300 })
    assert.deepEqual(answer, { kind: 'none', why })
  })

/** A site of one file, that knows ranges and asks for a token. */
function site(headers: Readonly<Record<string, string>>): RequestListener {
  const content = 'id\n1\n2\n'
  return (request, response) => {
    if (request.headers.authorization !== 'Bearer let-me-in') return response.writeHead(401).end()
    const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    const body = content.slice(Number(from), Number(to) + 1)
    const range = `bytes ${from}-${Number(from) + body.length - 1}/${content.length}`
    return response.writeHead(206, { 'content-range': range, ...headers }).end(body)
  }
}

const versions: readonly (readonly [title: string, headers: Record<string, string>, version: string | undefined])[] = [
  ['its entity tag', { etag: '"abc"', 'last-modified': 'yesterday' }, 'abc'],
  ['its time, where the tag is weak', { etag: 'W/"abc"', 'last-modified': 'yesterday' }, 'modified yesterday'],
  ['nothing, where it says neither', {}, undefined],
]
for (const [title, headers, version] of versions)
  test(`the version of a file at an address is ${title}`, async () => {
    const url = `${await serve(site(headers))}/t.csv`
    const storage = httpsStorage(world, { urls: [`${url}?token=hidden`], bearer: 'let-me-in' })
    const file = await storage.open(url, {})
    if (version === undefined) return assert.ok(!file.ok && file.failure.kind === 'unsupported')
    assert.ok(file.ok)
    assert.equal(file.value.version, version)
    const read = await file.value.read(3, 6, {})
    assert.ok(read.ok && Buffer.from(read.value).toString() === '1\n2')
    const listed = await storage.list('', {})
    assert.ok(listed.ok && listed.value.length === 1 && listed.value[0]?.key === url)
  })

test('who has no token is not let in, and no reason shows what follows the question mark', async () => {
  const url = `${await serve(site({ etag: '"a"' }))}/t.csv`
  const storage = httpsStorage(world, { urls: [`${url}?token=hidden`], bearer: 'wrong' })
  const file = await storage.open(url, {})
  assert.ok(!file.ok && file.failure.kind === 'forbidden')
  assert.doesNotMatch(file.failure.reason, /hidden|wrong/)
})
