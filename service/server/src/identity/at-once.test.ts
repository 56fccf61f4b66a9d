import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { acceptUserInvitation } from './accept-user-invitation.ts'
import { changeUser } from './change-user.ts'
import { confirmTotp } from './confirm-totp.ts'
import { openTestServer, signedInAdministrator, strong, value, whence, why } from './identity.suite.ts'
import { inviteUser } from './invite-user.ts'
import { insertUser } from './new-user.ts'
import { removeUser } from './remove-user.ts'
import { signIn } from './sign-in.ts'
import { startTotp } from './start-totp.ts'

for (const dialect of ['sqlite', 'postgres'] as const) {
  test(`a link that many use at once makes one account (${dialect})`, async (t) => {
    const server = await openTestServer(t, {}, dialect)
    const admin = await signedInAdministrator(server)
    const { identity } = server
    const { token } = value(await inviteUser(identity, admin, { email: 'ben@acme.example', roles: ['analyst'] }))
    const use = async (n: number): Promise<string> =>
      why(await acceptUserInvitation(identity, { address: `192.0.2.${n}` }, { token, password: strong }))
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, n) => use(n)))
    assert.deepEqual(outcomes.toSorted(), [...Array(7).fill('NOT_FOUND LINK_NOT_GOOD'), 'done'])
  })

  test(`two administrators who take each other’s role at once leave one (${dialect})`, async (t) => {
    const server = await openTestServer(t, {}, dialect)
    const admin = await signedInAdministrator(server)
    const { identity, world } = server
    const person = { email: 'ben@acme.example', name: 'Ben', roles: ['administrator'], password: null } as const
    const { organisation } = admin
    const ben = await world.store.transaction('test', (tx) => insertUser(tx, identity, { organisation, ...person }))
    const outcomes = await Promise.all([
      changeUser(identity, admin, ben.id, { roles: ['analyst'] }, () => true),
      removeUser(identity, admin, admin.user),
      changeUser(identity, admin, admin.user, { isDisabled: true }, () => true),
    ])
    assert.equal(outcomes.filter(({ ok }) => ok).length, 1, outcomes.map(why).join())
  })

  test(`a code that is sent twice at once signs in once (${dialect})`, async (t) => {
    const server = await openTestServer(t, {}, dialect)
    const admin = await signedInAdministrator(server)
    const { identity, world, pass } = server
    const { secret } = value(await startTotp(identity, admin))
    const code = (): string =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.clock().getTime() })
    assert.equal(why(await confirmTotp(identity, admin, code())), 'done')
    pass(30_000)
    const body = { email: 'admin@acme.example', password: strong, code: code() }
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => signIn(identity, body, whence)))
    assert.equal(outcomes.filter(({ ok }) => ok).length, 1, outcomes.map(why).join())
  })
}
