import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  type AnyRoute,
  acceptInvitation,
  allRoutes,
  createCollaboration,
  getDeletionStatement,
  getServer,
  leaveCollaboration,
} from '@glovebox/api'
import { parseVerifierKey, verifyDeletion } from '@glovebox/crypto'
import fc from 'fast-check'
import { type Answered, pathOf, request, strangeParams } from './request.suite.ts'
import { joinServer, openTestServer, setUpOperator, type TestOrganisation, type TestServer } from './server.suite.ts'
import { valuesOf } from './values.suite.ts'

// Every route of a collaboration, with input that it takes, as those who are not, not yet or no longer members of it.

let place: TestServer
let collaboration = ''
let creator: TestOrganisation
let invited: TestOrganisation
let gone: TestOrganisation
let outsider: TestOrganisation
let time = Date.now()

before(async () => {
  place = await openTestServer({}, undefined, { clock: () => new Date(time) })
  const operator = await setUpOperator(place)
  creator = await joinServer(place, operator, 'creator')
  invited = await joinServer(place, operator, 'invited')
  gone = await joinServer(place, operator, 'gone')
  outsider = await joinServer(place, operator, 'outsider')
  const made = await creator.client.call(createCollaboration, {
    body: {
      name: 'ads',
      creator: { name: 'creator', abilities: ['query', 'receive'] },
      members: [invited, gone].map(({ id, name }) => ({ organisation: id, name, abilities: [] })),
    },
  })
  collaboration = made.id
  await gone.client.call(acceptInvitation, { params: { collaboration }, body: {} })
  await gone.client.call(leaveCollaboration, { params: { collaboration } })
})
after(() => place.close())

const ofCollaboration = allRoutes.filter(({ path }) => path.includes('{collaboration}'))

/** A body that the route takes, the same every time. */
function bodyOf({ id, body }: AnyRoute): unknown {
  if (body === undefined) return undefined
  const values = valuesOf(body.schema, [])
  const some = fc.sample(values, { numRuns: 100, seed: 1 })
  const fits = (one: unknown): boolean => body.decode(one, '').ok
  const fit = some.find(fits) ?? fc.sample(values, { numRuns: 5000, seed: 2 }).find(fits)
  assert.ok(fit !== undefined, `no body was found that ${id} takes`)
  return fit
}

async function ask(who: TestOrganisation, route: AnyRoute, where: string): Promise<Answered> {
  const path = pathOf(route, { ...strangeParams(route), collaboration: where })
  const query = route.id === 'getLogConsistency' ? '?from=1&to=1' : ''
  const body = bodyOf(route)
  return await request(place.url, route, {
    path: `${path}${query}`,
    token: who.token,
    ...(body === undefined ? {} : { body }),
  })
}

function reasonOf({ status, problem }: Answered): string {
  return problem === undefined ? String(status) : `${problem.status} ${problem.reason ?? problem.code}`
}

for (const route of ofCollaboration)
  test(`${route.id}: a collaboration is not there for those who are not in it`, async () => {
    const none = await ask(outsider, route, `col_${'b'.repeat(26)}`)
    assert.equal(reasonOf(none), '404 COLLABORATION_NOT_FOUND')
    const { instance: _, ...nothing } = none.problem ?? {}
    for (const who of [outsider, gone]) {
      if (who === gone && forTheGone.has(route.id)) continue
      const { instance: __, ...told } = (await ask(who, route, collaboration)).problem ?? {}
      assert.deepEqual(told, nothing, who.name)
    }
  })

/** Whoever leaves is told what became of what it brought. */
const forTheGone: ReadonlySet<string> = new Set(['getDeletionStatement'])

for (const route of ofCollaboration.filter(({ id }) => id !== 'acceptInvitation' && id !== 'declineInvitation'))
  test(`${route.id}: who is invited sees what it would join, and no more`, async () => {
    const told = reasonOf(await ask(invited, route, collaboration))
    assert.equal(told, forTheInvited[route.id] ?? '409 INVITATION_NOT_ACCEPTED')
  })

const forTheInvited: Readonly<Record<string, string>> = {
  getCollaboration: '200',
  listMembers: '200',
  getMembership: '200',
  // Nothing of it was ever there to be deleted.
  getDeletionStatement: '404 COLLABORATION_NOT_FOUND',
}

test('who left has a statement of the server that its key is destroyed, and it is', async () => {
  const { statement, spelled, signature } = await gone.client.call(getDeletionStatement, { params: { collaboration } })
  const { verifierKey } = await gone.client.call(getServer, {})
  const key = parseVerifierKey(verifierKey)
  assert.ok(key !== undefined && verifyDeletion(spelled, signature, key))
  assert.deepEqual(JSON.parse(spelled), statement)
  assert.deepEqual(statement.backups?.unreadable, ['result', 'cached-answer', 'intermediate-table'])
  assert.ok((statement.backups?.keysDestroyedAt ?? '') >= statement.at)
  const keys = readdirSync(join(place.folder, 'keys')).filter((name) => name.startsWith(`${collaboration}.${gone.id}`))
  assert.deepEqual(keys, [`${collaboration}.${gone.id}.vault.destroyed`])
})

test('a key that has expired opens nothing', async () => {
  time += 2 * 366 * 24 * 3_600_000
  for (const route of allRoutes.filter(({ access }) => access !== 'public')) {
    const path = pathOf(route, { ...strangeParams(route), collaboration })
    const { problem } = await request(place.url, route, { path, token: creator.token })
    assert.equal(problem?.status, 401, route.id)
  }
})
