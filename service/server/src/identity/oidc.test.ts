import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OidcAnswer } from '@glovebox/api'
import { caller, identityApp } from '../http/identity/identity-app.suite.ts'
import { changeUser } from './change-user.ts'
import { finishOidc } from './finish-oidc.ts'
import {
  actorOf,
  minute,
  openTestServer,
  signedInAdministrator,
  type TestServer,
  value,
  whence,
  why,
} from './identity.suite.ts'
import { listSignIns } from './list-sign-ins.ts'
import { startProvider, type TestProvider } from './oidc-provider.suite.ts'
import { listUsers } from './read-users.ts'
import type { OidcProvider } from './settings.ts'
import { startOidc } from './start-oidc.ts'

const redirectUri = 'https://rooms.example.org/v1/oidc/callback'
const any = (): true => true
const people: Record<string, { email: string; email_verified: boolean; name?: string; groups?: unknown }> = {
  ben: { email: 'ben@acme.example', email_verified: true, name: 'Ben Okri', groups: ['science'] },
  eve: { email: 'eve@evil.example', email_verified: true },
  una: { email: 'una@acme.example', email_verified: false },
  sub: { email: 'sub@acme.example.evil.example', email_verified: true },
  two: { email: 'two@evil.example@acme.example', email_verified: true },
  admin: { email: 'Admin@acme.example', email_verified: true, groups: 'chiefs' },
}

type World = TestServer & {
  readonly provider: TestProvider
  readonly admin: Awaited<ReturnType<typeof signedInAdministrator>>
}

async function open(t: TestContext, more: Partial<OidcProvider> = {}, codeSeconds?: number): Promise<World> {
  const provider = await startProvider(t, redirectUri, people, codeSeconds)
  const settings: OidcProvider = {
    id: 'acme',
    name: 'Acme',
    organisation: 'ACME',
    issuer: provider.issuer,
    clientId: 'rooms',
    clientSecret: 'a client secret of the test',
    emailDomains: ['Acme.example'],
    isProvisioning: true,
    defaultRoles: ['analyst'],
    ...more,
  }
  const server = await openTestServer(t, { oidc: [settings] })
  return { ...server, provider, admin: await signedInAdministrator(server) }
}

type Deviation = {
  /** Changes what the browser is sent to the provider with. */
  readonly start?: (url: URL) => void
  /** Changes what it comes back with. */
  readonly back?: (url: URL) => void
  readonly browser?: string
  readonly waitMs?: number
}

async function enter(world: World, login: string, more: Deviation = {}): Promise<{ said: string; token?: string }> {
  const { identity, provider } = world
  const started = value(await startOidc(identity, { provider: 'acme', returnTo: '/runs' }))
  const url = new URL(started.url)
  more.start?.(url)
  const back = await provider.visit(url.href, login)
  more.back?.(back)
  if (more.waitMs !== undefined) await sleep(more.waitMs)
  const given: OidcAnswer = Object.fromEntries(back.searchParams)
  const finished = await finishOidc(identity, given, more.browser ?? started.browser, whence)
  return finished.ok ? { said: finished.value.returnTo, token: finished.value.token } : { said: why(finished) }
}

test('people of an organisation sign in with its provider, and are made accounts at first', async (t) => {
  const world = await open(t)
  const { identity, admin } = world
  const first = await enter(world, 'ben')
  assert.equal(first.said, '/runs')
  const ben = await actorOf(identity, { sessionCookie: first.token ?? '' })
  assert.equal(ben.principal.name, 'ben@acme.example')
  assert.deepEqual(ben.principal.roles, ['analyst'])
  assert.equal((await enter(world, 'ben')).said, '/runs')
  // An account of that address is that account.
  const own = await actorOf(identity, { sessionCookie: (await enter(world, 'admin')).token ?? '' })
  assert.equal(own.principal.user, admin.user)
  const users = value(await listUsers(identity, admin, {})).items
  assert.deepEqual(
    users.map(({ email, name }) => `${email} ${name}`),
    ['admin@acme.example admin@acme.example', 'ben@acme.example Ben Okri'],
  )
  const id = ben.principal.user ?? ''
  assert.equal(why(await changeUser(identity, admin, id, { isDisabled: true }, any)), 'done')
  assert.equal((await enter(world, 'ben')).said, 'SIGN_IN_FAILED OIDC_DISABLED')
})

test('whom a provider says too little of is not let in', async (t) => {
  const world = await open(t)
  for (const login of ['eve', 'una', 'sub', 'two'])
    assert.equal((await enter(world, login)).said, 'SIGN_IN_FAILED OIDC_EMAIL', login)
  const events = value(await listSignIns(world.identity, world.admin, { limit: 4 })).items
  assert.deepEqual(
    new Set(events.map(({ event, detail }) => `${event} ${detail}`)),
    new Set(['sign-in-failed oidc-email']),
  )
})

test('where a provider makes no accounts only those who have one sign in', async (t) => {
  const world = await open(t, { isProvisioning: false })
  assert.equal((await enter(world, 'ben')).said, 'SIGN_IN_FAILED OIDC_UNKNOWN')
  assert.equal((await enter(world, 'admin')).said, '/runs')
})

test('an answer to anything but what this browser asked is refused', async (t) => {
  const world = await open(t)
  const rows: readonly [string, Deviation, string][] = [
    ['another state', { back: (url) => url.searchParams.set('state', 'x') }, 'SIGN_IN_FAILED OIDC_STATE'],
    ['no state', { back: (url) => url.searchParams.delete('state') }, 'SIGN_IN_FAILED OIDC_STATE'],
    ['another browser', { browser: 'x' }, 'SIGN_IN_FAILED OIDC_STATE'],
    ['another nonce', { start: (url) => url.searchParams.set('nonce', 'x') }, 'SIGN_IN_FAILED OIDC_REFUSED'],
    [
      'another challenge',
      { start: (url) => url.searchParams.set('code_challenge', 'a'.repeat(43)) },
      'SIGN_IN_FAILED OIDC_REFUSED',
    ],
    [
      'another issuer',
      { back: (url) => url.searchParams.set('iss', 'https://evil.example') },
      'SIGN_IN_FAILED OIDC_REFUSED',
    ],
    ['no issuer', { back: (url) => url.searchParams.delete('iss') }, 'SIGN_IN_FAILED OIDC_REFUSED'],
    ['another code', { back: (url) => url.searchParams.set('code', 'x') }, 'SIGN_IN_FAILED OIDC_REFUSED'],
    ['an error', { back: (url) => url.searchParams.set('error', 'access_denied') }, 'SIGN_IN_FAILED OIDC_REFUSED'],
  ]
  for (const [name, more, expected] of rows) assert.equal((await enter(world, 'ben', more)).said, expected, name)
  const started = value(await startOidc(world.identity, { provider: 'acme' }))
  const back = Object.fromEntries((await world.provider.visit(started.url, 'ben')).searchParams)
  assert.equal(why(await finishOidc(world.identity, back, started.browser, whence)), 'done')
  assert.equal(why(await finishOidc(world.identity, back, started.browser, whence)), 'SIGN_IN_FAILED OIDC_STATE')
  const late = value(await startOidc(world.identity, { provider: 'acme' }))
  const lateBack = Object.fromEntries((await world.provider.visit(late.url, 'ben')).searchParams)
  world.pass(10 * minute)
  assert.equal(why(await finishOidc(world.identity, lateBack, late.browser, whence)), 'SIGN_IN_FAILED OIDC_STATE')
})

test('a code that is too old is refused', async (t) => {
  const world = await open(t, {}, 1)
  assert.equal((await enter(world, 'ben', { waitMs: 1100 })).said, 'SIGN_IN_FAILED OIDC_REFUSED')
})

test('a claim says what people are, at every sign-in, but the last administrator stays one', async (t) => {
  const roles = { science: ['analyst', 'auditor'], chiefs: ['data-owner'] } as const
  const world = await open(t, { roleClaim: { name: 'groups', roles }, defaultRoles: ['auditor'] })
  const rolesOf = async (login: string): Promise<readonly string[]> =>
    (await actorOf(world.identity, { sessionCookie: (await enter(world, login)).token ?? '' })).principal.roles
  assert.deepEqual(await rolesOf('ben'), ['analyst', 'auditor'])
  const ben = people.ben
  assert.ok(ben !== undefined)
  t.after(() => {
    ben.groups = ['science']
  })
  ben.groups = ['something else', 'constructor']
  assert.deepEqual(await rolesOf('ben'), ['auditor'])
  assert.deepEqual(await rolesOf('admin'), ['administrator'])
})

test('a provider that is not there, or is another than it says, is said to be out of reach', async (t) => {
  const gone = await open(t, { issuer: 'http://127.0.0.1:9' })
  assert.equal(why(await startOidc(gone.identity, { provider: 'acme' })), 'UNAVAILABLE PROVIDER_UNREACHABLE')
  assert.equal(why(await startOidc(gone.identity, { provider: 'globex' })), 'NOT_FOUND')
  const { provider } = gone
  const other = await open(t, { issuer: provider.issuer.replace('127.0.0.1', 'localhost') })
  assert.equal(why(await startOidc(other.identity, { provider: 'acme' })), 'UNAVAILABLE PROVIDER_UNREACHABLE')
})

test('a browser is taken to the provider and back by pages, and has a session then', async (t) => {
  const world = await open(t)
  const browser = caller(identityApp(world), world.world.publicUrl, { accept: 'text/html,*/*;q=0.8' })
  const start = await browser.call('GET', '/v1/oidc/start?provider=acme&returnTo=/runs')
  const url = /content="0;url=([^"]+)"/.exec(String(start.body))?.[1]?.replaceAll('&amp;', '&') ?? ''
  const back = await world.provider.visit(url, 'ben')
  const end = await browser.call('GET', `${back.pathname}${back.search}`)
  assert.equal(end.status, 200, JSON.stringify(end.body))
  assert.match(String(end.body), /content="0;url=https:\/\/rooms\.example\.org\/runs"/)
  const me = await browser.call('GET', '/v1/me', undefined, { accept: 'application/json' })
  assert.equal((me.body as { name: string }).name, 'ben@acme.example')
  for (const returnTo of ['//evil.example', '/\\evil.example', 'https://evil.example', 'evil']) {
    const path = `/v1/oidc/start?provider=acme&returnTo=${encodeURIComponent(returnTo)}`
    assert.equal((await browser.call('GET', path)).status, 400, returnTo)
  }
})
