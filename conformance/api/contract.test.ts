import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allRoutes, createCollaboration, type Scope } from '@glovebox/api'
import { pathOf, request, strangeParams } from './request.suite.ts'
import { joinServer, openTestServer, setUpOperator, type TestOrganisation, type TestServer } from './server.suite.ts'

// Every route, as everybody whom it should not serve, and with what it should not take.

let place: TestServer
let member: TestOrganisation
let outsider: TestOrganisation
let collaboration = ''
let revoked = ''
/** A key of the member that holds every scope but one. */
const lacking = new Map<Scope, string>()

before(async () => {
  place = await openTestServer()
  const operator = await setUpOperator(place)
  member = await joinServer(place, operator, 'member')
  outsider = await joinServer(place, operator, 'outsider')
  const made = await member.client.call(createCollaboration, {
    body: { name: 'measurement', creator: { name: 'member', abilities: ['query', 'receive'] }, members: [] },
  })
  collaboration = made.id
  revoked = await member.revokedKey()
  for (const scope of member.me.scopes)
    lacking.set(scope, await member.keyWith(member.me.scopes.filter((other) => other !== scope)))
})
after(() => place.close())

const signedIn = allRoutes.filter(({ access }) => access !== 'public')

for (const route of signedIn) {
  test(`${route.id}: nobody is asked to sign in, and an old key does not do`, async () => {
    const path = pathOf(route, { ...strangeParams(route), collaboration })
    assert.equal((await request(place.url, route, { path })).problem?.code, 'SIGN_IN_REQUIRED')
    const { problem } = await request(place.url, route, { path, token: revoked })
    assert.equal(problem?.status, 401)
    const { problem: nonsense } = await request(place.url, route, { path, token: `gbx_${'a'.repeat(60)}` })
    assert.equal(nonsense?.status, 401)
  })
}

for (const route of signedIn) {
  const { access } = route
  if (access === 'signed-in' || access === 'public') continue
  test(`${route.id}: a key without ${access} does not do`, async () => {
    const path = pathOf(route, { ...strangeParams(route), collaboration })
    const token = lacking.get(access) ?? member.token
    const { problem } = await request(place.url, route, { path, token })
    assert.equal(problem?.code, 'SCOPE_MISSING')
  })
}

for (const route of signedIn.filter(({ path }) => path.includes('{collaboration}'))) {
  test(`${route.id}: to an outsider a collaboration is not there, whether it is or not`, async () => {
    const params = strangeParams(route)
    const { token } = outsider
    const real = await request(place.url, route, { path: pathOf(route, { ...params, collaboration }), token })
    const none = await request(place.url, route, { path: pathOf(route, params), token })
    const { instance: _, ...here } = real.problem ?? {}
    const { instance: __, ...there } = none.problem ?? {}
    assert.deepEqual(here, there)
    assert.ok(real.status === 404 || real.status === 400, `${real.status}`)
  })
}

for (const route of allRoutes.filter(({ body }) => body !== undefined)) {
  test(`${route.id}: a body that is not what it takes is refused`, async () => {
    const path = pathOf(route, { ...strangeParams(route), collaboration })
    const { token } = member
    const send = async (body: string, headers = {}): Promise<number> =>
      (await request(place.url, route, { path, token, body, headers })).status
    const isMissing = route.access === 'server:admin'
    assert.equal(await send('{'), isMissing ? 403 : 400)
    assert.equal(await send('[]'), isMissing ? 403 : 400)
    assert.equal(await send('{"__proto__":{"a":1},"no such key":1}'), isMissing ? 403 : 400)
    assert.equal(await send('{}', { 'content-type': 'text/plain' }), isMissing ? 403 : 415)
    assert.equal(await send(`"${'x'.repeat(1_100_000)}"`), isMissing ? 403 : 413)
  })
}

test('an id that is none is refused like an id that nothing has', async () => {
  for (const route of signedIn.filter(({ path, access }) => path.includes('{') && access !== 'server:admin')) {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    for (const bad of ['../..', '%', 'col_', 'x'.repeat(3000), "'", '\u0000', '💥']) {
      const path = pathOf(route, Object.fromEntries(names.map((name) => [name, bad])))
      const { status } = await request(place.url, route, { path, token: member.token })
      assert.ok([400, 403, 404, 415, 422].includes(status), `${route.id} ${bad}: ${status}`)
    }
  }
})
