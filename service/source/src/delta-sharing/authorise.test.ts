import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { example, lines, openProvider, type TestProvider } from './provider.suite.ts'

// The ways in that profiles know.

const folder = mkdtempSync(join(tmpdir(), 'glovebox-ways-in-'))
after(() => rmSync(folder, { recursive: true }))

const provider = (): Promise<TestProvider> =>
  openProvider(() => ({
    headers: example.headers,
    body: lines(example.protocol, { metaData: { ...example.metaData.metaData, numFiles: 0 } }),
  }))

test('an expired profile is said to be expired', async () => {
  const own = await openProvider(() => ({ status: 401 }))
  const pinned = await own.pin({ ...own.profile, expirationTime: '2026-02-01T00:00:00.000Z' })
  assert.ok(!pinned.ok)
  assert.equal(pinned.failure.kind, 'forbidden')
  assert.match(pinned.failure.reason, /expired at 2026-02-01/)
  own.close()
})

test('a profile with a name and a password is sent as HTTP Basic', async () => {
  const own = await provider()
  const { endpoint } = own.profile
  assert.ok((await own.pin({ type: 'basic', endpoint, username: 'ann', password: 'b:c' })).ok)
  assert.equal(own.got[0]?.headers.authorization, `Basic ${btoa('ann:b:c')}`)
  own.close()
})

test('client credentials are changed for a token, which is kept until it is about to end, or is refused', async () => {
  let issued = 0
  let isRevoked = false
  const own = await openProvider((got) => {
    if (got.path === '/token')
      return { body: JSON.stringify({ access_token: `T${++issued}`, token_type: 'bearer', expires_in: '3600' }) }
    if (isRevoked && got.headers.authorization === 'Bearer T2') return { status: 401 }
    return {
      headers: example.headers,
      body: lines(
        example.protocol,
        { metaData: { ...example.metaData.metaData, numFiles: 0 } },
        ...(got.path.endsWith('/query') ? [] : []),
      ),
    }
  })
  const { endpoint } = own.profile
  const profile = {
    type: 'oauth_client_credentials',
    endpoint,
    tokenEndpoint: `${own.url}/token`,
    clientId: 'id',
    clientSecret: 'secret',
    scope: 'all',
  } as const
  const pinned = await own.pin(profile)
  assert.ok(pinned.ok)
  const [token] = own.got
  assert.deepEqual(
    [token?.headers.authorization, token?.body],
    [`Basic ${btoa('id:secret')}`, 'grant_type=client_credentials&scope=all'],
  )
  const fetch = async (): Promise<void> => assert.ok((await pinned.value.fetch({ folder }, {})).ok)
  await fetch()
  own.now += 2_999_000
  await fetch()
  assert.equal(issued, 1)
  own.now += 2_000
  await fetch()
  assert.equal(issued, 2)
  isRevoked = true
  await fetch()
  assert.equal(issued, 3)
  own.close()
})

test('a token endpoint that refuses, or answers no token, ends it without a word of the secret', async () => {
  for (const [answer, kind] of [
    [{ status: 401, body: 'SECRET' }, 'forbidden'],
    [{ status: 400, body: '{"error":"invalid_client"}' }, 'forbidden'],
    [{ body: '{"access_token":"SECRET"}' }, 'malformed'],
    [{ body: 'SECRET' }, 'malformed'],
    [{ status: 503 }, 'unavailable'],
  ] as const) {
    const own = await openProvider(() => answer)
    const pinned = await own.pin({
      type: 'oauth_client_credentials',
      endpoint: own.url,
      tokenEndpoint: `${own.url}/token`,
      clientId: 'id',
      clientSecret: 'SECRET',
    })
    assert.ok(!pinned.ok)
    assert.equal(pinned.failure.kind, kind)
    assert.equal(pinned.failure.reason.includes('SECRET'), false)
    own.close()
  }
})
