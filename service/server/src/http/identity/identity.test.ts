import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { identityRoutes } from '@glovebox/api'
import { Secret, TOTP } from 'otpauth'
import { firstAdministrator } from '../../identity/first-administrator.ts'
import { dayMs, openTestServer, signedInAdministrator, strong, type TestServer } from '../../identity/identity.suite.ts'
import type { IdentitySettings } from '../../identity/settings.ts'
import { identityBindings } from './bindings.ts'
import { type Caller, caller, identityApp, type Returned } from './identity-app.suite.ts'

type World = TestServer & { readonly person: (more?: Record<string, string>) => Caller }

async function open(t: TestContext, settings: Partial<IdentitySettings> = {}): Promise<World> {
  const server = await openTestServer(t, settings)
  const app = identityApp(server)
  return { ...server, person: (more) => caller(app, server.world.publicUrl, more) }
}

/** A field of an answer, by its path. */
function at({ body }: Returned, path: string): unknown {
  let found: unknown = body
  for (const key of path.split('.'))
    found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined
  return found
}

function text(returned: Returned, path: string): string {
  const found = at(returned, path)
  if (typeof found !== 'string') throw new Error(`${path} of ${JSON.stringify(returned.body)} is not a text`)
  return found
}

/** The status, and of problems the code and the reason. */
function said(returned: Returned): string {
  return [returned.status, at(returned, 'code'), at(returned, 'reason')].filter((part) => part !== undefined).join(' ')
}

async function signedIn(world: World, email: string, more: object = {}): Promise<Caller> {
  const person = world.person()
  const entered = await person.call('POST', '/v1/sessions', { email, password: strong, ...more })
  assert.equal(said(entered), '201')
  return person
}

/** Invites someone and uses the link. */
async function joined(world: World, admin: Caller, email: string, ...roles: readonly string[]): Promise<Caller> {
  const link = await admin.call('POST', '/v1/user-invitations', { email, roles })
  assert.equal(said(link), '201')
  const body = { token: text(link, 'token'), name: 'Someone', password: strong }
  assert.equal(said(await world.person().call('POST', '/v1/user-invitations/accept', body)), '201')
  return await signedIn(world, email)
}

test('an empty server is set up by a link that works once, and every start gives another one', async (t) => {
  const world = await open(t)
  const anyone = world.person()
  assert.equal(at(await anyone.call('GET', '/v1/server'), 'isSetUp'), false)
  const old = await firstAdministrator(world.world)
  const link = await firstAdministrator(world.world)
  assert.match(link?.url ?? '', /^https:\/\/rooms\.example\.org\/join#/)
  const accept = async (token: string | undefined, more: object = {}): Promise<string> =>
    said(await anyone.call('POST', '/v1/user-invitations/accept', { token, password: strong, ...more }))
  const email = 'ana@example.org'
  assert.equal(await accept(old?.token, { email }), '404 NOT_FOUND LINK_NOT_GOOD')
  assert.equal(await accept(link?.token), '422 REFUSED EMAIL_NEEDED')
  assert.equal(await accept(link?.token, { email, password: 'password1234' }), '422 REFUSED PASSWORD_REFUSED')
  assert.equal(await accept(link?.token, { email, password: 'short' }), '400 BODY_INVALID')
  assert.equal(await accept(link?.token, { email }), '201')
  assert.equal(await accept(link?.token, { email }), '404 NOT_FOUND LINK_NOT_GOOD')
  assert.equal(await firstAdministrator(world.world), undefined)
  assert.equal(at(await anyone.call('GET', '/v1/server'), 'isSetUp'), true)
  const ana = await signedIn(world, email)
  const me = await ana.call('GET', '/v1/me')
  assert.equal(at(me, 'organisation.name'), 'Test Rooms')
  assert.ok((at(me, 'scopes') as readonly string[]).includes('server:admin'))
})

test('the session cookie is one that only this site may use, and signing out ends it', async (t) => {
  const world = await open(t)
  await signedInAdministrator(world)
  const person = world.person()
  const entered = await person.call('POST', '/v1/sessions', { email: 'admin@acme.example', password: strong })
  const cookie = /^__Host-glovebox=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/
  assert.match(entered.headers.get('set-cookie') ?? '', cookie)
  assert.equal(entered.headers.get('cache-control'), 'no-store')
  const foreign: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://rooms.example.org:8443' },
    { origin: 'http://rooms.example.org' },
  ]
  const end = (headers: Record<string, string>): Promise<Returned> =>
    person.call('DELETE', '/v1/sessions/current', undefined, headers)
  for (const headers of foreign) assert.equal(said(await end(headers)), '403 CSRF_REFUSED')
  assert.equal(said(await person.call('GET', '/v1/me', undefined, { origin: 'https://evil.example' })), '200')
  const kept = new Map(person.cookies)
  const out = await person.call('DELETE', '/v1/sessions/current')
  assert.equal(out.status, 204)
  assert.equal(person.cookies.size, 0)
  const replay = world.person({ cookie: [...kept].map((pair) => pair.join('=')).join() })
  assert.equal(said(await replay.call('GET', '/v1/me')), '401 SIGN_IN_REQUIRED')
})

test('roles say what people may do, and an organisation keeps an administrator', async (t) => {
  const world = await open(t)
  const { user } = await signedInAdministrator(world)
  const admin = await signedIn(world, 'admin@acme.example')
  const ben = await joined(world, admin, 'ben@acme.example', 'analyst')
  const ida = await joined(world, admin, 'ida@acme.example', 'auditor')
  const rows: readonly [string, Caller, string, string, unknown, string][] = [
    ['an analyst reads the organisation', ben, 'GET', '/v1/organisation', undefined, '200'],
    ['and does not change it', ben, 'PATCH', '/v1/organisation', { name: 'Mine' }, '403 SCOPE_MISSING'],
    [
      'nor invites',
      ben,
      'POST',
      '/v1/user-invitations',
      { email: 'x@y.example', roles: ['analyst'] },
      '403 SCOPE_MISSING',
    ],
    ['nor reads the audit', ben, 'GET', '/v1/sign-ins', undefined, '403 SCOPE_MISSING'],
    ['which an auditor does', ida, 'GET', '/v1/sign-ins', undefined, '200'],
    ['an auditor removes nobody', ida, 'DELETE', `/v1/users/${user}`, undefined, '403 SCOPE_MISSING'],
    ['no analyst makes a service key', ben, 'POST', '/v1/keys', key('service'), '403 SCOPE_MISSING'],
    [
      'the last administrator stays one',
      admin,
      'PATCH',
      `/v1/users/${user}`,
      { roles: ['analyst'] },
      '409 CONFLICT LAST_ADMINISTRATOR',
    ],
    ['and enabled', admin, 'PATCH', `/v1/users/${user}`, { isDisabled: true }, '409 CONFLICT LAST_ADMINISTRATOR'],
    ['and here', admin, 'DELETE', `/v1/users/${user}`, undefined, '409 CONFLICT LAST_ADMINISTRATOR'],
    [
      'nobody is invited twice',
      admin,
      'POST',
      '/v1/user-invitations',
      { email: 'Ben@acme.example', roles: ['analyst'] },
      '409 CONFLICT USER_EXISTS',
    ],
    ['without a session', world.person(), 'GET', '/v1/users', undefined, '401 SIGN_IN_REQUIRED'],
    ['no such user', admin, 'GET', `/v1/users/usr_${'a'.repeat(26)}`, undefined, '404 NOT_FOUND'],
    ['no such id', admin, 'GET', '/v1/users/1', undefined, '400 BODY_INVALID'],
  ]
  for (const [name, person, method, path, body, expected] of rows)
    assert.equal(said(await person.call(method, path, body)), expected, name)
  const listed = await admin.call('GET', '/v1/users?limit=2')
  assert.equal((at(listed, 'items') as readonly unknown[]).length, 2)
  const rest = await admin.call('GET', `/v1/users?limit=2&cursor=${text(listed, 'next')}`)
  assert.deepEqual(
    (at(rest, 'items') as { email: string }[]).map(({ email }) => email),
    ['ida@acme.example'],
  )
})

test('a change of a version that is not the last one is refused', async (t) => {
  const world = await open(t)
  await signedInAdministrator(world)
  const admin = await signedIn(world, 'admin@acme.example')
  const read = await admin.call('GET', '/v1/organisation')
  const etag = read.headers.get('etag') ?? ''
  const change = (name: string): Promise<Returned> =>
    admin.call('PATCH', '/v1/organisation', { name }, { 'if-match': etag })
  assert.equal(said(await change('Acme Research')), '200')
  assert.equal(said(await change('Acme Labs')), '412 VERSION_CONFLICT')
})

test('organisations come by invitation, and do not see each other', async (t) => {
  const world = await open(t)
  const acme = await signedInAdministrator(world)
  const admin = await signedIn(world, 'admin@acme.example')
  const link = await admin.call('POST', '/v1/organisation-invitations', { organisationName: 'Globex' })
  const join = (organisationName: string): Promise<Returned> =>
    world.person().call('POST', '/v1/organisation-invitations/accept', {
      token: text(link, 'token'),
      organisationName,
      email: 'gus@globex.example',
      password: strong,
    })
  assert.equal(said(await join(' ACME ')), '409 CONFLICT ORGANISATION_NAME_TAKEN')
  assert.equal(said(await join('Globex')), '201')
  assert.equal(said(await join('Globex 2')), '404 NOT_FOUND LINK_NOT_GOOD')
  const gus = await signedIn(world, 'gus@globex.example')
  const made = await admin.call('POST', '/v1/keys', key('service'))
  const rows: readonly [string, string, unknown, string][] = [
    ['GET', `/v1/users/${acme.user}`, undefined, '404 NOT_FOUND'],
    ['PATCH', `/v1/users/${acme.user}`, { name: 'x' }, '404 NOT_FOUND'],
    ['DELETE', `/v1/users/${acme.user}`, undefined, '404 NOT_FOUND'],
    ['POST', `/v1/users/${acme.user}/reset`, undefined, '404 NOT_FOUND'],
    ['DELETE', `/v1/keys/${text(made, 'id')}`, undefined, '404 NOT_FOUND'],
    ['POST', `/v1/keys/${text(made, 'id')}/rotate`, {}, '404 NOT_FOUND'],
    ['GET', '/v1/organisations', undefined, '403 SCOPE_MISSING'],
    ['POST', '/v1/organisations', { name: 'Initech', administratorEmail: 'a@b.example' }, '403 SCOPE_MISSING'],
  ]
  for (const [method, path, body, expected] of rows)
    assert.equal(said(await gus.call(method, path, body)), expected, path)
  assert.equal(
    said(await admin.call('POST', '/v1/organisations', { name: 'Initech', administratorEmail: 'a@b.example' })),
    '201',
  )
  assert.equal((at(await admin.call('GET', '/v1/organisations'), 'items') as readonly unknown[]).length, 3)
})

test('where the operator invites organisations nobody else does', async (t) => {
  const world = await open(t, { registration: 'operator' })
  await signedInAdministrator(world)
  await signedInAdministrator(world, 'Globex')
  const invite = async (email: string): Promise<string> =>
    said(await (await signedIn(world, email)).call('POST', '/v1/organisation-invitations', {}))
  assert.equal(await invite('admin@acme.example'), '201')
  assert.equal(await invite('admin@globex.example'), '403 SCOPE_MISSING')
})

test('where a second factor is asked for, an account without one may only enrol one', async (t) => {
  const world = await open(t)
  await signedInAdministrator(world)
  const admin = await signedIn(world, 'admin@acme.example')
  const made = await admin.call('POST', '/v1/keys', key('personal'))
  const program = world.person({ authorization: `Bearer ${text(made, 'secret')}` })
  assert.equal(said(await program.call('GET', '/v1/organisation')), '200')
  const settings = { settings: { secondFactorRequired: true } }
  assert.equal(said(await admin.call('PATCH', '/v1/organisation', settings)), '200')
  for (const person of [admin, program])
    assert.equal(said(await person.call('GET', '/v1/organisation')), '403 SCOPE_MISSING')
  assert.equal(at(await admin.call('GET', '/v1/me'), 'secondFactors.mustEnrol'), true)
  const secret = text(await admin.call('POST', '/v1/me/totp'), 'secret')
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.world.clock().getTime() })
  assert.equal(said(await admin.call('POST', '/v1/me/totp/confirm', { code })), '201')
  for (const person of [admin, program]) assert.equal(said(await person.call('GET', '/v1/organisation')), '200')
  assert.equal(at(await admin.call('GET', '/v1/me'), 'secondFactors.recoveryCodesLeft'), 10)
  assert.equal(said(await program.call('DELETE', '/v1/me/totp')), '403 SCOPE_MISSING SESSION_ONLY')
  // Taking it away again leaves the session without its second factor.
  assert.equal(said(await admin.call('DELETE', '/v1/me/totp')), '204')
  assert.equal(said(await program.call('GET', '/v1/organisation')), '403 SCOPE_MISSING')
})

test('a reset link sets another password, takes the second factor away and ends all sessions', async (t) => {
  const world = await open(t)
  await signedInAdministrator(world)
  const admin = await signedIn(world, 'admin@acme.example')
  const ben = await joined(world, admin, 'ben@acme.example', 'analyst')
  const id = text(await ben.call('GET', '/v1/me'), 'user.id')
  const withdrawn = await admin.call('POST', `/v1/users/${id}/reset`)
  assert.equal(said(await admin.call('DELETE', `/v1/user-invitations/${text(withdrawn, 'id')}`)), '204')
  const link = await admin.call('POST', `/v1/users/${id}/reset`)
  const password = 'amber canoe 57 thistle'
  const accept = async (returned: Returned): Promise<string> =>
    said(await world.person().call('POST', '/v1/user-invitations/accept', { token: text(returned, 'token'), password }))
  assert.equal(await accept(withdrawn), '404 NOT_FOUND LINK_NOT_GOOD')
  assert.equal(await accept(link), '201')
  assert.equal(said(await ben.call('GET', '/v1/me')), '401 SIGN_IN_REQUIRED')
  const email = 'ben@acme.example'
  const entered = await world.person().call('POST', '/v1/sessions', { email, password })
  assert.equal(said(entered), '201')
})

function key(kind: 'personal' | 'service'): object {
  return { kind, name: 'a key', scopes: ['organisation:read'] }
}

test('every route about identity is served, by one handler', async (t) => {
  const { identity } = await openTestServer(t)
  const bound = identityBindings(identity, { version: '0', verifierKey: 'k' }).map(({ route }) => route.id)
  assert.deepEqual(bound.toSorted(), identityRoutes.map(({ id }) => id).toSorted())
})

test('nothing of an account is looked after with a key', async (t) => {
  const world = await open(t)
  await signedInAdministrator(world)
  const admin = await signedIn(world, 'admin@acme.example')
  const made = await admin.call('POST', '/v1/keys', { ...key('personal'), scopes: ['organisation:write'] })
  const program = world.person({ authorization: `Bearer ${text(made, 'secret')}` })
  const rows: readonly [string, string, unknown][] = [
    ['GET', '/v1/sessions', undefined],
    ['DELETE', '/v1/sessions/current', undefined],
    ['PUT', '/v1/me/password', { currentPassword: strong, newPassword: `${strong}!` }],
    ['POST', '/v1/me/totp', undefined],
    ['POST', '/v1/me/totp/confirm', { code: '123456' }],
    ['DELETE', '/v1/me/totp', undefined],
    ['POST', '/v1/me/recovery-codes', undefined],
    ['POST', '/v1/me/passkeys/options', undefined],
    ['POST', '/v1/me/passkeys', { name: 'x', response: {} }],
    ['GET', '/v1/me/passkeys', undefined],
    ['DELETE', '/v1/me/passkeys/x', undefined],
    ['POST', '/v1/keys', { ...key('personal'), scopes: ['organisation:write'] }],
  ]
  for (const [method, path, body] of rows)
    assert.equal(said(await program.call(method, path, body)), '403 SCOPE_MISSING SESSION_ONLY', path)
})

test('a link is good for seven days', async (t) => {
  const world = await open(t)
  await signedInAdministrator(world)
  const admin = await signedIn(world, 'admin@acme.example')
  const invite = { email: 'ben@acme.example', roles: ['analyst'] }
  const link = await admin.call('POST', '/v1/user-invitations', invite)
  const accept = async (): Promise<string> => {
    const body = { token: text(link, 'token'), password: strong }
    return said(await world.person().call('POST', '/v1/user-invitations/accept', body))
  }
  world.pass(7 * dayMs)
  assert.equal(await accept(), '404 NOT_FOUND LINK_NOT_GOOD')
  world.pass(-1000)
  assert.equal(await accept(), '201')
})

test('nobody ends the sessions of others, and a disabled account comes back without its sessions', async (t) => {
  const world = await open(t)
  await signedInAdministrator(world)
  const admin = await signedIn(world, 'admin@acme.example')
  const ben = await joined(world, admin, 'ben@acme.example', 'analyst')
  const session = text(await ben.call('GET', '/v1/me'), 'via.id')
  const user = text(await ben.call('GET', '/v1/me'), 'user.id')
  assert.equal(said(await admin.call('DELETE', `/v1/sessions/${session}`)), '404 NOT_FOUND')
  assert.equal(said(await ben.call('GET', '/v1/me')), '200')
  for (const isDisabled of [true, false]) {
    assert.equal(said(await admin.call('PATCH', `/v1/users/${user}`, { isDisabled })), '200')
    assert.equal(said(await ben.call('GET', '/v1/me')), '401 SIGN_IN_REQUIRED')
  }
  await signedIn(world, 'ben@acme.example')
})
