import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scope } from '@glovebox/api'
import { changeUser } from './change-user.ts'
import {
  actorOf,
  bearer,
  dayMs,
  minute,
  openTestServer,
  signedInAdministrator,
  standing,
  value,
  why,
} from './identity.suite.ts'
import { inviteUser } from './invite-user.ts'
import { findKey, listKeys, revokeKey } from './keys.ts'
import { listSignIns } from './list-sign-ins.ts'
import { makeKey, rotateKey } from './make-key.ts'
import { insertUser } from './new-user.ts'
import { removeUser } from './remove-user.ts'

const email = 'admin@acme.example'
const any = (): true => true

for (const dialect of ['sqlite', 'postgres'] as const)
  test(`a key works until it is rotated, revoked or expired (${dialect})`, async (t) => {
    const server = await openTestServer(t, {}, dialect)
    const admin = await signedInAdministrator(server)
    const { identity, pass } = server
    const scopes: readonly Scope[] = ['runs:read', 'runs:write']
    const made = value(await makeKey(identity, admin, { kind: 'personal', name: 'laptop', scopes }))
    assert.match(made.secret, /^gbx_[a-z2-7]{26}_[A-Za-z0-9_-]{43}$/)
    assert.equal(made.expiresAt, '2026-05-30T09:00:00.000Z')
    const actor = await actorOf(identity, bearer(made.secret))
    assert.deepEqual([...actor.principal.scopes], scopes)
    assert.deepEqual(actor.principal.via, { kind: 'key', key: made.id })
    assert.equal(value(await listKeys(identity, admin, {})).items[0]?.lastUsedOn, '2026-03-01')
    assert.ok(!JSON.stringify(value(await listKeys(identity, admin, {}))).includes(made.secret))

    const rotated = value(await rotateKey(identity, actor, made.id, { overlapMinutes: 10 }))
    assert.equal(rotated.expiresAt, made.expiresAt)
    assert.equal(await standing(identity, bearer(made.secret)), email)
    assert.equal(await standing(identity, bearer(rotated.secret)), email)
    pass(10 * minute)
    assert.equal(await standing(identity, bearer(made.secret)), 'SIGN_IN_FAILED KEY_ROTATED')
    assert.equal(await standing(identity, bearer(rotated.secret)), email)
    const again = value(await rotateKey(identity, admin, made.id, {}))
    assert.equal(await standing(identity, bearer(rotated.secret)), 'SIGN_IN_FAILED KEY_ROTATED')
    assert.equal(await standing(identity, bearer(again.secret)), email)
    assert.equal(why(await revokeKey(identity, admin, made.id)), 'done')
    assert.equal(await standing(identity, bearer(again.secret)), 'SIGN_IN_FAILED KEY_REVOKED')
    assert.equal(why(await rotateKey(identity, admin, made.id, {})), 'CONFLICT KEY_OVER')

    const short = { kind: 'service', name: 'nightly', scopes, expiresAt: '2026-03-02T00:00:00.000Z' } as const
    const service = value(await makeKey(identity, admin, short))
    assert.equal(await standing(identity, bearer(service.secret)), 'nightly')
    pass(dayMs)
    assert.equal(await standing(identity, bearer(service.secret)), 'SIGN_IN_FAILED KEY_EXPIRED')
    assert.equal(await standing(identity, bearer(service.secret)), 'SIGN_IN_FAILED KEY_EXPIRED')
    const events = value(await listSignIns(identity, admin, {})).items.map(({ event, detail }) => `${event} ${detail}`)
    assert.deepEqual(events.slice(0, 3), ['key-refused key-expired', 'key-made service', 'key-refused key-revoked'])
  })

test('what is not a key stands for nobody and tells nothing', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const { identity } = server
  const scopes: readonly Scope[] = ['runs:read']
  const { secret } = value(await makeKey(identity, admin, { kind: 'personal', name: 'k', scopes }))
  const other = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`
  const rows = [
    'Basic abc',
    'Bearer',
    'Bearer gbx_',
    `Bearer ${other}`,
    `bearer ${'a'.repeat(5000)}`,
    `Bearer ${admin.token}`,
  ]
  for (const authorization of rows) assert.equal(await standing(identity, { authorization }), 'SIGN_IN_FAILED')
  // A key that is not good is not made up for by a cookie.
  assert.equal(await standing(identity, { authorization: 'Bearer x', sessionCookie: admin.token }), 'SIGN_IN_FAILED')
  assert.equal(await standing(identity, {}), 'nobody')
})

test('a key holds no more than its maker, makes no keys, and loses what its maker loses', async (t) => {
  const server = await openTestServer(t)
  await signedInAdministrator(server)
  const globex = await signedInAdministrator(server, 'Globex')
  const { identity, world } = server
  const key = { kind: 'personal', name: 'k', scopes: ['server:admin'] } as const
  assert.equal(why(await makeKey(identity, globex, key)), 'SCOPE_MISSING BEYOND_OWN_SCOPES')
  const scopes: readonly Scope[] = ['organisation:write', 'runs:write', 'results:read']
  const made = value(await makeKey(identity, globex, { ...key, scopes }))
  const itself = await actorOf(identity, bearer(made.secret))
  assert.equal(why(await makeKey(identity, itself, { ...key, scopes: ['runs:write'] })), 'SCOPE_MISSING SESSION_ONLY')
  // It may not raise others beyond itself either.
  const analyst = { email: 'eve@globex.example', roles: ['administrator'] } as const
  assert.equal(why(await inviteUser(identity, itself, analyst)), 'SCOPE_MISSING BEYOND_OWN_SCOPES')

  await addUser(server, globex.organisation, 'second@globex.example')
  assert.equal(why(await changeUser(identity, globex, globex.user, { roles: ['auditor'] }, any)), 'done')
  assert.deepEqual([...(await actorOf(identity, bearer(made.secret))).principal.scopes], [])
  const second = await world.store.db
    .selectFrom('users')
    .select('id')
    .where('email', '=', 'second@globex.example')
    .executeTakeFirst()
  const opened = { principal: { ...globex.principal, user: second?.id ?? '' }, whence: globex.whence }
  assert.equal(why(await removeUser(identity, opened, globex.user)), 'done')
  assert.equal(await standing(identity, bearer(made.secret)), 'SIGN_IN_FAILED')
})

test('keys of a disabled account stop at once', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const { identity } = server
  const made = value(await makeKey(identity, admin, { kind: 'personal', name: 'k', scopes: ['runs:read'] }))
  await addUser(server, admin.organisation, 'second@acme.example')
  assert.equal(await standing(identity, bearer(made.secret)), email)
  assert.equal(why(await changeUser(identity, admin, admin.user, { isDisabled: true }, any)), 'done')
  assert.equal(await standing(identity, bearer(made.secret)), 'SIGN_IN_FAILED ACCOUNT_DISABLED')
})

test('a service key works while an administrator stands for it: who made it, or who rotated it', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const { identity, world } = server
  const made = value(await makeKey(identity, admin, { kind: 'service', name: 'nightly', scopes: ['runs:read'] }))
  await addUser(server, admin.organisation, 'second@acme.example')
  const found = await world.store.db
    .selectFrom('users')
    .select('id')
    .where('email', '=', 'second@acme.example')
    .execute()
  const second = { principal: { ...admin.principal, user: found[0]?.id ?? '' }, whence: admin.whence }
  const stopped = async () => value(await listKeys(identity, second, {})).items[0]?.stopped
  assert.deepEqual([await standing(identity, bearer(made.secret)), await stopped()], ['nightly', undefined])
  const rows = [
    [{ isDisabled: true }, 'user-disabled'],
    [{ isDisabled: false, roles: ['analyst'] }, 'role-removed'],
  ] as const
  for (const [change, reason] of rows) {
    assert.equal(why(await changeUser(identity, second, admin.user, change, any)), 'done')
    assert.deepEqual(
      [await standing(identity, bearer(made.secret)), await stopped()],
      ['SIGN_IN_FAILED MAKER_GONE', reason],
    )
  }
  assert.equal(why(await removeUser(identity, second, admin.user)), 'done')
  assert.deepEqual(
    [await standing(identity, bearer(made.secret)), await stopped()],
    ['SIGN_IN_FAILED MAKER_GONE', 'user-removed'],
  )
  const rotated = value(await rotateKey(identity, second, made.id, { overlapMinutes: 10 }))
  for (const secret of [made.secret, rotated.secret]) assert.equal(await standing(identity, bearer(secret)), 'nightly')
  assert.equal(await stopped(), undefined)
})

test('a key expires within a year, and an agent asks before it may not spend', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const base = { kind: 'personal', name: 'k', scopes: ['runs:write'] } as const
  const rows: readonly [string, string][] = [
    ['2027-03-01T09:00:00.000Z', 'done'],
    ['2027-03-01T09:00:00.001Z', 'REFUSED KEY_EXPIRY'],
    ['2026-03-01T09:00:00.000Z', 'REFUSED KEY_EXPIRY'],
    ['yesterday', 'REFUSED KEY_EXPIRY'],
  ]
  for (const [expiresAt, expected] of rows)
    assert.equal(why(await makeKey(server.identity, admin, { ...base, expiresAt })), expected, expiresAt)
  const agent = { maxShare: 0.1, approvalAboveShare: 0.2 }
  assert.equal(why(await makeKey(server.identity, admin, { ...base, agent })), 'REFUSED AGENT_LIMITS')
  for (const scope of ['organisation:write', 'tables:write', 'templates:review'] as const) {
    const powerful = { ...base, scopes: ['runs:write', scope], agent: { maxShare: 0.1 } } as const
    assert.equal(why(await makeKey(server.identity, admin, powerful)), 'REFUSED AGENT_LIMITS', scope)
  }
  const made = value(
    await makeKey(server.identity, admin, { ...base, agent: { maxShare: 0.1, approvalAboveShare: 0.05 } }),
  )
  const { principal } = await actorOf(server.identity, bearer(made.secret))
  assert.deepEqual(principal.agent, { maxShare: 0.1, approvalAboveShare: 0.05 })
})

test('keys of another organisation do not exist, and those of colleagues are an administrator’s to revoke, not to take', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const globex = await signedInAdministrator(server, 'Globex')
  const { identity, world } = server
  const made = value(await makeKey(identity, admin, { kind: 'personal', name: 'k', scopes: ['runs:read'] }))
  assert.equal(why(await revokeKey(identity, globex, made.id)), 'NOT_FOUND')
  assert.equal(why(await rotateKey(identity, globex, made.id, {})), 'NOT_FOUND')
  assert.equal(value(await listKeys(identity, globex, {})).items.length, 0)
  const colleague = { principal: { ...admin.principal, user: 'usr_other' }, whence: admin.whence }
  assert.equal(why(await rotateKey(identity, colleague, made.id, {})), 'SCOPE_MISSING')
  assert.equal(why(await revokeKey(identity, colleague, made.id)), 'done')
  const analyst = { ...colleague.principal, scopes: new Set<Scope>(['runs:read']) }
  assert.equal(await findKey(world.store.db, { principal: analyst, whence: admin.whence }, made.id), undefined)
})

async function addUser(
  server: Awaited<ReturnType<typeof openTestServer>>,
  organisation: string,
  address: string,
): Promise<void> {
  const person = { organisation, email: address, name: address, roles: ['administrator'], password: null } as const
  await server.world.store.transaction('test', (tx) => insertUser(tx, server.identity, person))
}
