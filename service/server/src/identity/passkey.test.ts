import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addPasskey } from './add-passkey.ts'
import { type Deviation, newAuthenticator } from './authenticator.suite.ts'
import { changeOrganisation } from './change-organisation.ts'
import { describeMe } from './describe-me.ts'
import {
  actorOf,
  minute,
  openTestServer,
  signedInAdministrator,
  standing,
  strong,
  value,
  whence,
  why,
} from './identity.suite.ts'
import { listPasskeys, removePasskey } from './passkeys.ts'
import { signIn } from './sign-in.ts'
import { signInWithPasskey } from './sign-in-with-passkey.ts'
import { startPasskey, startPasskeySignIn } from './start-passkey.ts'

const origin = 'https://rooms.example.org'
const email = 'admin@acme.example'
const any = (): true => true

test('a passkey signs in, and only as it should', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const { identity, pass } = server
  const authenticator = newAuthenticator(origin)
  const { options } = value(await startPasskey(identity, admin))
  const response = authenticator.create(options)
  const added = value(await addPasskey(identity, admin, { name: 'laptop', response }))
  assert.equal(added.id, authenticator.id)
  assert.equal(why(await addPasskey(identity, admin, { name: 'again', response })), 'REFUSED PASSKEY_REFUSED')

  const enter = async (more: Deviation = {}): Promise<string> => {
    const asked = value(await startPasskeySignIn(identity))
    return why(await signInWithPasskey(identity, authenticator.get(asked.options, more), whence))
  }
  assert.equal(await enter(), 'done')
  const rows: readonly [string, Deviation][] = [
    ['another site', { origin: 'https://evil.example' }],
    ['another host', { rpId: 'evil.example' }],
    ['a challenge that was not asked', { challenge: 'AAAA' }],
    ['nobody verified', { isVerified: false }],
    ['another key', { isForged: true }],
    ['another account', { userHandle: 'dXNyX290aGVy' }],
    ['a counter that stands still', { counter: 1 }],
  ]
  for (const [name, more] of rows) assert.equal(await enter(more), 'SIGN_IN_FAILED', name)
  assert.equal(await enter({ counter: 10 }), 'done')

  const asked = value(await startPasskeySignIn(identity))
  const answer = authenticator.get(asked.options)
  const opened = value(await signInWithPasskey(identity, answer, whence))
  assert.equal(await standing(identity, { sessionCookie: opened.token }), email)
  assert.equal(why(await signInWithPasskey(identity, answer, whence)), 'SIGN_IN_FAILED')
  const late = value(await startPasskeySignIn(identity))
  pass(10 * minute)
  assert.equal(why(await signInWithPasskey(identity, authenticator.get(late.options), whence)), 'SIGN_IN_FAILED')

  for (const hostile of [
    null,
    7,
    [],
    {},
    { id: authenticator.id },
    { id: '\u0000' },
    { id: authenticator.id, response: { clientDataJSON: 'x' } },
  ])
    assert.equal(why(await signInWithPasskey(identity, hostile, whence)), 'SIGN_IN_FAILED')

  const actor = await actorOf(identity, { sessionCookie: opened.token })
  assert.equal(value(await listPasskeys(identity, actor)).items.length, 1)
  assert.equal(why(await removePasskey(identity, actor, authenticator.id)), 'done')
  assert.equal(await enter(), 'SIGN_IN_FAILED')
})

test('a passkey is added as it was asked for, by the account that asked', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const other = await signedInAdministrator(server, 'Globex')
  const { identity } = server
  const rows: readonly [string, Deviation][] = [
    ['another site', { origin: 'https://evil.example' }],
    ['another host', { rpId: 'evil.example' }],
    ['nobody verified', { isVerified: false }],
    ['an attestation that was not asked for', { format: 'android-safetynet' }],
    ['a challenge that was not asked', { challenge: 'AAAA' }],
  ]
  for (const [name, more] of rows) {
    const { options } = value(await startPasskey(identity, admin))
    const response = newAuthenticator(origin).create(options, more)
    assert.equal(why(await addPasskey(identity, admin, { name, response })), 'REFUSED PASSKEY_REFUSED', name)
  }
  const { options } = value(await startPasskey(identity, admin))
  const response = newAuthenticator(origin).create(options)
  assert.equal(why(await addPasskey(identity, other, { name: 'x', response })), 'REFUSED PASSKEY_REFUSED')
  for (const hostile of [null, 'x', {}, { response: { attestationObject: 7 } }])
    assert.equal(why(await addPasskey(identity, admin, { name: 'x', response: hostile })), 'REFUSED PASSKEY_REFUSED')
})

test('a passkey is the second factor, and whoever only knows the password adds none beside it', async (t) => {
  const server = await openTestServer(t)
  const admin = await signedInAdministrator(server)
  const { identity } = server
  const required = { settings: { secondFactorRequired: true } }
  assert.equal(why(await changeOrganisation(identity, admin, required, any)), 'done')
  const scopes = async (token: string): Promise<number> =>
    (await actorOf(identity, { sessionCookie: token })).principal.scopes.size
  assert.equal(await scopes(admin.token), 0)
  const authenticator = newAuthenticator(origin)
  const { options } = value(await startPasskey(identity, admin))
  assert.equal(why(await addPasskey(identity, admin, { name: 'k', response: authenticator.create(options) })), 'done')
  assert.ok((await scopes(admin.token)) > 0)
  const weak = value(await signIn(identity, { email, password: strong }, whence)).token
  assert.equal(await scopes(weak), 0)
  const intruder = await actorOf(identity, { sessionCookie: weak })
  assert.equal(value(await describeMe(identity, intruder)).secondFactors?.mustEnrol, false)
  assert.equal(why(await startPasskey(identity, intruder)), 'SIGN_IN_REQUIRED SIGN_IN_AGAIN')
  assert.equal(why(await removePasskey(identity, intruder, authenticator.id)), 'SIGN_IN_REQUIRED SIGN_IN_AGAIN')
})
