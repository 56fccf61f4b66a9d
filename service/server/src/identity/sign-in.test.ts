import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { changePassword } from './change-password.ts'
import { changeUser } from './change-user.ts'
import { confirmTotp } from './confirm-totp.ts'
import { createOrganisation } from './create-organisation.ts'
import { endSession } from './end-session.ts'
import {
  actorOf,
  dayMs,
  hour,
  minute,
  openTestServer,
  second,
  signedInAdministrator,
  standing,
  strong,
  type TestServer,
  value,
  whence,
  why,
} from './identity.suite.ts'
import { listSessions } from './list-sessions.ts'
import { listSignIns } from './list-sign-ins.ts'
import { insertUser } from './new-user.ts'
import { hashPassword, isOutdated } from './password-hash.ts'
import { listUsers } from './read-users.ts'
import { defaultIdentitySettings } from './settings.ts'
import { signIn } from './sign-in.ts'
import { startTotp } from './start-totp.ts'
import { sweepIdentity } from './sweep.ts'

const email = 'admin@acme.example'
const any = (): true => true

test('whoever cannot sign in is told one and the same thing', async (t) => {
  const server = await openTestServer(t)
  await signedInAdministrator(server)
  const disabled = await addDisabledUser(server)
  const rows: readonly [string, Parameters<typeof signIn>[1]][] = [
    ['a wrong password', { email, password: 'not the password' }],
    ['an unknown address', { email: 'nobody@acme.example', password: strong }],
    ['a disabled account', { email: disabled, password: strong }],
    ['another organisation', { email, password: strong, organisation: 'Globex' }],
  ]
  const answers = new Set<string>()
  for (const [, body] of rows) {
    const outcome = await signIn(server.identity, body, whence)
    assert.ok(!outcome.ok)
    answers.add(JSON.stringify(outcome.problem))
  }
  assert.equal(answers.size, 1)
  assert.equal(why(await signIn(server.identity, { email, password: 'x' }, whence)), 'SIGN_IN_FAILED')
})

test('an address that two organisations know signs in where it says', async (t) => {
  const server = await openTestServer(t)
  await signedInAdministrator(server)
  const { identity, world } = server
  const other = { name: 'Globex  Inc', administrator: { email, password: `${strong}!` } }
  await createOrganisation(world, other, identity.settings)
  assert.equal(why(await signIn(identity, { email, password: strong }, whence)), 'SIGN_IN_FAILED')
  const opened = value(
    await signIn(identity, { email: 'Admin@Acme.Example', password: strong, organisation: 'ACME' }, whence),
  )
  const actor = await actorOf(identity, { sessionCookie: opened.token })
  assert.equal(actor.principal.organisationName, 'Acme')
  assert.ok(actor.principal.scopes.has('server:admin'))
  const inOther = await signIn(identity, { email, password: `${strong}!`, organisation: 'globex inc' }, whence)
  const otherActor = await actorOf(identity, { sessionCookie: value(inOther).token })
  assert.ok(!otherActor.principal.scopes.has('server:admin'))
})

test('guessing gets slower, for one account and for one address, and ends when the right password comes', async (t) => {
  const server = await openTestServer(t)
  await signedInAdministrator(server)
  const { identity, pass } = server
  const wrong = { email, password: 'wrong' }
  const tried = async (body: Parameters<typeof signIn>[1], address: string): Promise<string> =>
    why(await signIn(identity, body, { address }))
  for (let n = 0; n < 5; n++) assert.equal(await tried(wrong, `192.0.2.${n}`), 'SIGN_IN_FAILED')
  const delayed = await signIn(identity, { email, password: strong }, { address: '198.51.100.1' })
  assert.equal(why(delayed), 'TOO_MANY_REQUESTS SIGN_IN_DELAYED')
  assert.ok(!delayed.ok && delayed.retryAfter === 1)
  // Others are not slowed down by it.
  assert.equal(await tried({ email: 'b@acme.example', password: 'wrong' }, '198.51.100.1'), 'SIGN_IN_FAILED')
  let guesses = 0
  for (let seconds = 0; seconds < 3600; seconds += 10) {
    pass(10 * second)
    if ((await tried(wrong, `203.0.113.${seconds % 250}`)) === 'SIGN_IN_FAILED') guesses++
  }
  assert.ok(guesses > 20 && guesses < 100, `${guesses} guesses in an hour`)
  pass(61 * second)
  assert.equal(await tried({ email, password: strong }, '198.51.100.1'), 'done')
  assert.equal(await tried(wrong, '198.51.100.1'), 'SIGN_IN_FAILED')
})

test('one address that tries many accounts is slowed down; an IPv6 network is one address', async (t) => {
  const { identity } = await openTestServer(t)
  const outcomes: string[] = []
  for (let n = 0; n < 25; n++) {
    const from = { address: `2001:db8:1:2::${n.toString(16)}` }
    outcomes.push(why(await signIn(identity, { email: `u${n}@x.example`, password: 'wrong' }, from)))
  }
  assert.ok(outcomes.slice(0, 20).every((outcome) => outcome === 'SIGN_IN_FAILED'))
  assert.ok(outcomes.slice(20).every((outcome) => outcome === 'TOO_MANY_REQUESTS SIGN_IN_DELAYED'))
  const elsewhere = { address: '2001:db8:1:3::1' }
  assert.equal(why(await signIn(identity, { email: 'u@x.example', password: 'wrong' }, elsewhere)), 'SIGN_IN_FAILED')
})

test('guesses that come at once are counted each', async (t) => {
  const server = await openTestServer(t)
  await signedInAdministrator(server)
  const guess = async (n: number): Promise<string> =>
    why(await signIn(server.identity, { email, password: `wrong ${n}` }, { address: `192.0.2.${n}` }))
  const outcomes = await Promise.all(Array.from({ length: 30 }, (_, n) => guess(n)))
  assert.equal(outcomes.filter((outcome) => outcome === 'SIGN_IN_FAILED').length, 5)
})

test('sessions end: idle, old, signed out, password changed, account disabled, signed in again', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const { identity, pass } = server
  const open = async (before?: string): Promise<string> =>
    value(await signIn(identity, { email, password: strong }, { ...whence, before })).token
  const cookie = (sessionCookie: string): Promise<string> => standing(identity, { sessionCookie })

  const idle = await open()
  for (let n = 0; n < 5; n++) {
    pass(25 * minute)
    assert.equal(await cookie(idle), email)
  }
  pass(30 * minute)
  assert.equal(await cookie(idle), 'nobody')

  const old = await open()
  for (let n = 0; n < 35; n++) {
    pass(20 * minute)
    assert.equal(await cookie(old), email)
  }
  pass(20 * minute)
  assert.equal(await cookie(old), 'nobody')

  const first = await open()
  const replaced = await open(first)
  assert.equal(await cookie(first), 'nobody')
  const actor = await actorOf(identity, { sessionCookie: replaced })
  assert.equal(why(await endSession(identity, actor, 'current')), 'done')
  assert.equal(await cookie(replaced), 'nobody')

  const [here, there] = [await open(), await open()]
  assert.equal(await cookie(there), email)
  const self = await actorOf(identity, { sessionCookie: here })
  assert.equal(value(await listSessions(identity, self)).items.length, 2)
  const another = 'copper lantern 84 meadow'
  const change = { currentPassword: strong, newPassword: another }
  assert.equal(why(await changePassword(identity, self, { ...change, currentPassword: 'wrong' })), 'SIGN_IN_FAILED')
  assert.equal(why(await changePassword(identity, self, change)), 'done')
  assert.equal(await cookie(here), email)
  assert.equal(await cookie(there), 'nobody')
  assert.equal(why(await signIn(identity, { email, password: strong }, whence)), 'SIGN_IN_FAILED')
  assert.equal(await cookie('never-a-token'), 'nobody')
  assert.equal(admin.principal.name, email)
})

test('an authenticator app is asked for, its codes work once, and recovery codes stand in for it once', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const { identity, pass, world } = server
  const { secret, uri } = value(await startTotp(identity, admin))
  assert.match(uri, /^otpauth:\/\/totp\/Test%20Rooms:admin%40acme\.example\?/)
  const code = (offset = 0): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.clock().getTime() + offset })
  const notYet = code() === '000000' ? '000001' : '000000'
  assert.equal(why(await confirmTotp(identity, admin, notYet)), 'REFUSED CODE_WRONG')
  const { codes } = value(await confirmTotp(identity, admin, code()))
  assert.equal(codes.length, 10)
  const enter = async (more: { readonly code?: string; readonly recoveryCode?: string }): Promise<string> =>
    why(await signIn(identity, { email, password: strong, ...more }, whence))
  assert.equal(await enter({}), 'SECOND_FACTOR_REQUIRED')
  // The code that confirmed it is used up.
  assert.equal(await enter({ code: code() }), 'SIGN_IN_FAILED SECOND_FACTOR_WRONG')
  pass(30 * second)
  const now = code()
  assert.equal(await enter({ code: now }), 'done')
  assert.equal(await enter({ code: now }), 'SIGN_IN_FAILED SECOND_FACTOR_WRONG')
  assert.equal(await enter({ code: code(-30 * second) }), 'SIGN_IN_FAILED SECOND_FACTOR_WRONG')
  pass(5 * minute)
  assert.equal(await enter({ code: code(-5 * minute) }), 'SIGN_IN_FAILED SECOND_FACTOR_WRONG')
  pass(hour)
  const [first = ''] = codes
  assert.equal(await enter({ recoveryCode: first }), 'done')
  assert.equal(await enter({ recoveryCode: first }), 'SIGN_IN_FAILED SECOND_FACTOR_WRONG')
  assert.equal(why(await signIn(identity, { email, password: 'wrong', code: code() }, whence)), 'SIGN_IN_FAILED')
})

test('what an account signs in with changes only soon after a sign-in', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  server.pass(16 * minute)
  assert.equal(why(await startTotp(server.identity, admin)), 'SIGN_IN_REQUIRED SIGN_IN_AGAIN')
})

test('what signs in, fails and changes is kept for the organisation, and for so long', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const other = await signedInAdministrator(server, 'Globex')
  const { identity, pass } = server
  await signIn(identity, { email, password: 'wrong' }, { address: '198.51.100.9' })
  await signIn(identity, { email: 'nobody@x.example', password: 'wrong' }, { address: '198.51.100.9' })
  const events = async (actor: typeof admin): Promise<readonly string[]> =>
    value(await listSignIns(identity, actor, {})).items.map(
      ({ event, detail, address }) => `${event} ${detail} ${address}`,
    )
  const seen = await events(admin)
  assert.deepEqual(seen.slice(0, 2), ['sign-in-failed account 198.51.100.9', 'sign-in-failed password 198.51.100.9'])
  assert.ok(seen.includes('signed-in password 192.0.2.7'))
  assert.ok(!(await events(other)).some((event) => event.includes('198.51.100.9')))
  const paged = value(await listSignIns(identity, admin, { limit: 1 }))
  assert.equal(paged.items.length, 1)
  const next = value(await listSignIns(identity, admin, { limit: 1, cursor: paged.next ?? '' }))
  assert.equal(next.items[0]?.detail, 'password')
  for (const cursor of ['eHl6', '', 'AA', '%'])
    assert.equal(why(await listSignIns(identity, admin, { cursor })), 'BODY_INVALID')
  const nul = Buffer.from('00').toString('base64url')
  assert.equal(why(await listUsers(identity, admin, { cursor: nul })), 'BODY_INVALID')
  pass(401 * dayMs)
  await sweepIdentity(identity)
  assert.deepEqual(await events(admin), [])
})

test('an unknown address takes as long as a wrong password', async (t) => {
  const server = await openTestServer(t, { passwordCost: defaultIdentitySettings.passwordCost })
  await signedInAdministrator(server)
  const took = async (address: string): Promise<number> => {
    const times: number[] = []
    for (let n = 0; n < 4; n++) {
      const begun = performance.now()
      await signIn(server.identity, { email: address, password: 'wrong' }, { address: `192.0.2.${n}` })
      times.push(performance.now() - begun)
    }
    return Math.min(...times)
  }
  const [known, unknown] = [await took(email), await took('nobody@acme.example')]
  assert.ok(unknown > known / 2 && unknown < known * 2, `${known} ms and ${unknown} ms`)
})

test('a password that was hashed at another cost is hashed anew when it is seen', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const { identity, world } = server
  const dearer = {
    ...identity,
    settings: { ...identity.settings, passwordCost: { memoryKib: 128, passes: 1, lanes: 1 } },
  }
  const stored = async (): Promise<string> => {
    const row = await world.store.db
      .selectFrom('users')
      .select('password')
      .where('id', '=', admin.user)
      .executeTakeFirst()
    return row?.password ?? ''
  }
  assert.ok(isOutdated(dearer, await stored()))
  assert.equal(why(await signIn(dearer, { email, password: strong }, whence)), 'done')
  assert.ok(!isOutdated(dearer, await stored()))
  assert.equal(why(await signIn(dearer, { email, password: strong }, whence)), 'done')
})

async function addDisabledUser(server: TestServer): Promise<string> {
  const { identity, world } = server
  const admin = await actorOf(identity, {
    sessionCookie: value(await signIn(identity, { email, password: strong }, whence)).token,
  })
  const address = 'ben@acme.example'
  const password = await hashPassword(identity, strong)
  const row = await world.store.transaction('test', (tx) =>
    insertUser(tx, identity, {
      organisation: admin.principal.organisation,
      email: address,
      name: 'Ben',
      roles: ['analyst'],
      password,
    }),
  )
  const opened = value(await signIn(identity, { email: address, password: strong }, whence))
  assert.equal(await standing(identity, { sessionCookie: opened.token }), address)
  assert.equal(why(await changeUser(identity, admin, row.id, { isDisabled: true }, any)), 'done')
  assert.equal(await standing(identity, { sessionCookie: opened.token }), 'nobody')
  return address
}
