import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AnyRoute, collaborationRoutes, problem, problemsOfRoute, type Role, scopesOfRole } from '@glovebox/api'
import { openRooms, organisations } from '../../collaboration/rooms.fixture.ts'
import type { Principal } from '../../principal.ts'
import { makeApp } from '../app.ts'
import { changeRequestBindings } from './change-requests.ts'
import { collaborationBindings } from './collaborations.ts'
import { memberBindings } from './members.ts'

const { world } = await openRooms()
const bindings = [...collaborationBindings(world), ...memberBindings(world), ...changeRequestBindings(world)]

/** `publisher/auditor` is the publisher's auditor; without a role, its administrator. */
function principalOf(token: string): Principal | undefined {
  const [name = '', role = 'administrator'] = token.replace('Bearer ', '').split('/')
  if (!organisations.some((one) => one === name)) return undefined
  const roles = [role as Role]
  return {
    organisation: `org_${name}`,
    organisationName: name,
    user: `usr_${name}`,
    name: `ada@${name}.example`,
    roles,
    scopes: new Set(roles.flatMap((one) => scopesOfRole[one])),
    via: { kind: 'key', key: 'key_1' },
  }
}

const app = makeApp({
  bindings,
  authenticate: async ({ authorization = '' }) => {
    const principal = principalOf(authorization)
    if (principal === undefined) return { kind: 'invalid', problem: problem('SIGN_IN_REQUIRED') }
    return { kind: 'principal', principal }
  },
  isSameSite: () => false,
  limits: {
    signedIn: { perMinute: 1e6, burst: 1e6 },
    anonymous: { perMinute: 1e6, burst: 1e6 },
    bodyBytes: 100_000,
  },
  isSecure: false,
  trustedProxies: 0,
  requestId: () => 'req_1',
  now: () => 0,
  onServed: ({ error }) => {
    if (error !== undefined) throw error
  },
  isReady: () => true,
})

/** What the tests look at in an answer, whichever it is. */
type Body = {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly reason: string
  readonly paymentAccepted: boolean
  readonly items: readonly Pick<Body, 'id' | 'name' | 'status'>[]
}

type Answer = { readonly status: number; readonly body: Body; readonly headers: Headers }

/** Sends a request, and holds what comes back to what the route says comes back. */
async function send(
  as: string,
  route: AnyRoute,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await app.request(path, {
    method: route.method,
    headers: {
      authorization: `Bearer ${as}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const read = text === '' ? undefined : JSON.parse(text)
  if (response.ok) {
    assert.equal(response.status, route.answer.status, route.id)
    const decoded = route.answer.shape?.decode(read, '')
    assert.deepEqual(decoded?.ok === false ? decoded.mismatches : [], [], route.id)
  } else assert.ok(problemsOfRoute(route).includes(read.code), `${route.id} does not say ${read.code}`)
  return { status: response.status, body: read, headers: response.headers }
}

const routes = new Map(collaborationRoutes.map((route) => [route.id, route]))
function route(id: string): AnyRoute {
  const found = routes.get(id)
  assert.ok(found !== undefined, id)
  return found
}

const made = {
  name: 'ad-measurement',
  creator: { name: 'publisher', abilities: ['contribute'] },
  members: [
    { organisation: 'org_advertiser', name: 'advertiser', abilities: ['query', 'receive', 'pay'] },
    { organisation: 'org_agency', name: 'agency', abilities: [] },
  ],
}

test('every route has what serves it', () => {
  assert.deepEqual(bindings.map((binding) => binding.route.id).sort(), collaborationRoutes.map(({ id }) => id).sort())
})

test('a collaboration from its making to its end, through the routes alone', async () => {
  const { body, headers } = await send('publisher', route('createCollaboration'), '/v1/collaborations', made)
  const at = `/v1/collaborations/${body.id}`
  assert.equal(headers.get('etag'), '"1"')
  const listed = await send('advertiser', route('listInvitations'), '/v1/invitations')
  assert.deepEqual(listed.body.items, [(await send('advertiser', route('getCollaboration'), at)).body])
  const refused = await send('advertiser', route('acceptInvitation'), `${at}/invitation/accept`, {})
  assert.deepEqual([refused.status, refused.body.reason], [422, 'PAYMENT_NOT_ACCEPTED'])
  await send('advertiser', route('acceptInvitation'), `${at}/invitation/accept`, { acceptsPayment: true })
  await send('agency', route('acceptInvitation'), `${at}/invitation/accept`, {})
  const change = await send('agency', route('openChangeRequest'), `${at}/change-requests`, {
    changes: [{ type: 'grant-ability', member: 'agency', ability: 'query' }],
    comment: 'we measure reach',
  })
  const one = `${at}/change-requests/${change.body.id}`
  assert.equal((await send('publisher', route('listWaiting'), '/v1/waiting')).body.items.length, 1)
  await send('publisher', route('commentOnChangeRequest'), `${one}/comments`, { comment: 'fine' })
  await send('publisher', route('voteOnChangeRequest'), `${one}/vote`, { vote: 'approved' })
  const voted = await send('advertiser', route('voteOnChangeRequest'), `${one}/vote`, { vote: 'approved' })
  assert.equal(voted.body.status, 'committed')
  assert.deepEqual((await send('agency', route('getChangeRequest'), one)).body, voted.body)
  assert.equal((await send('agency', route('cancelChangeRequest'), `${one}/cancel`)).status, 409)
  assert.equal(
    (await send('agency', route('listChangeRequests'), `${at}/change-requests?limit=1`)).body.items.length,
    1,
  )
  await send('agency', route('pauseMembership'), `${at}/membership/pause`)
  await send('agency', route('resumeMembership'), `${at}/membership/resume`)
  await send('advertiser', route('updateMembership'), `${at}/membership`, { acceptsPayment: false })
  assert.equal((await send('advertiser', route('getMembership'), `${at}/membership`)).body.paymentAccepted, false)
  const removal = await send('publisher', route('removeMember'), `${at}/members/advertiser`)
  assert.deepEqual([removal.status, removal.body.status], [202, 'pending'])
  const left = await send('agency', route('leaveCollaboration'), `${at}/leave`)
  assert.deepEqual((await send('agency', route('getDeletionStatement'), `${at}/deletion-statement`)).body, left.body)
  const members = await send('publisher', route('listMembers'), `${at}/members`)
  assert.deepEqual(
    members.body.items.map(({ name, status }) => [name, status]),
    [
      ['advertiser', 'removed'],
      ['agency', 'left'],
      ['publisher', 'active'],
    ],
  )
  const old = await send('publisher', route('updateCollaboration'), at, { name: 'x' }, { 'if-match': '"1"' })
  assert.equal(old.status, 412)
  assert.equal((await send('publisher', route('updateCollaboration'), at, { name: 'x' })).body.name, 'x')
  assert.equal((await send('publisher', route('closeCollaboration'), at)).status, 204)
  assert.equal((await send('publisher', route('getCollaboration'), at)).body.status, 'closed')
  assert.equal((await send('publisher', route('closeCollaboration'), at)).body.reason, 'COLLABORATION_CLOSED')
  assert.equal((await send('publisher', route('listCollaborations'), '/v1/collaborations')).body.items.length, 1)
})

const bodies: Readonly<Record<string, unknown>> = {
  updateCollaboration: { name: 'x' },
  acceptInvitation: {},
  updateMembership: {},
  openChangeRequest: { changes: [{ type: 'remove-member', member: 'x' }] },
  voteOnChangeRequest: { vote: 'approved' },
  commentOnChangeRequest: { comment: 'x' },
}

test('outsiders get of a collaboration, byte by byte, what they get where there is none', async () => {
  const { body } = await send('publisher', route('createCollaboration'), '/v1/collaborations', made)
  for (const one of collaborationRoutes.filter(({ path }) => path.includes('{collaboration}'))) {
    const path = (id: string): string =>
      one.path.replace('{collaboration}', id).replace('{member}', 'advertiser').replace('{change}', 'chg_x')
    const there = await send('stranger', one, path(body.id), bodies[one.id])
    const nowhere = await send('stranger', one, path('col_none'), bodies[one.id])
    assert.equal(there.status, 404, one.id)
    assert.deepEqual([there.body, [...there.headers]], [nowhere.body, [...nowhere.headers]], one.id)
  }
})

test('the invited and the members are answered as each route says', async () => {
  for (const one of collaborationRoutes.filter(({ path }) => path.includes('{collaboration}'))) {
    const { body } = await send('publisher', route('createCollaboration'), '/v1/collaborations', made)
    const at = `/v1/collaborations/${body.id}`
    const path = one.path
      .replace('/v1/collaborations/{collaboration}', at)
      .replace('{member}', 'advertiser')
      .replace('{change}', 'chg_x')
    const before = await send('agency', one, path, bodies[one.id])
    const isForAll = ['getCollaboration', 'listMembers', 'getMembership', 'acceptInvitation', 'declineInvitation']
    if (!isForAll.includes(one.id)) assert.ok(before.status === 409 || before.status === 404, one.id)
    if (before.status >= 400) await send('agency', route('acceptInvitation'), `${at}/invitation/accept`, {})
    await send('agency', one, path, bodies[one.id])
    await send('publisher', one, path, bodies[one.id])
    await send('publisher', route('closeCollaboration'), at)
    for (const name of ['publisher', 'agency', 'advertiser']) await send(name, one, path, bodies[one.id])
  }
})

test('who may only read changes nothing, and nobody is nobody', async () => {
  for (const one of collaborationRoutes) {
    const path = one.path.replaceAll(/\{\w+\}/g, 'x')
    const body = one.id === 'createCollaboration' ? made : bodies[one.id]
    assert.equal((await send('nobody', one, path, body)).status, 401, one.id)
    if (one.access === 'collaborations:write')
      assert.equal((await send('publisher/auditor', one, path, body)).status, 403, one.id)
  }
})

const hostile: readonly (readonly [string, string, unknown])[] = [
  ['an unknown key', 'createCollaboration', { ...made, admin: true }],
  ['an ability that is none', 'createCollaboration', { ...made, creator: { name: 'p', abilities: ['root'] } }],
  ['a list of nothing', 'openChangeRequest', { changes: [] }],
  ['a change of no kind', 'openChangeRequest', { changes: [{ type: 'become-creator' }] }],
  ['an edit with a key of another kind', 'openChangeRequest', { changes: [{ type: 'edit-settings', abilities: [] }] }],
  [
    'a type that is never approved by itself',
    'openChangeRequest',
    { changes: [{ type: 'edit-auto-approved-change-types', types: ['grant-query'] }] },
  ],
  ['a vote of both', 'voteOnChangeRequest', { vote: ['approved', 'denied'] }],
  ['a text where a flag is due', 'acceptInvitation', { acceptsPayment: 'yes' }],
]
for (const [name, id, body] of hostile) {
  test(`${name} is refused by the shape`, async () => {
    const { status } = await send('publisher', route(id), route(id).path.replaceAll(/\{\w+\}/g, 'x'), body)
    assert.equal(status, 400)
  })
}
