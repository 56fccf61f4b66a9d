import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sharedPostgres } from '../store/postgres.suite.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { voteOnChange } from './change/decide.ts'
import { openChangeRequest } from './change/open.ts'
import { listChangeRequests } from './change/read.ts'
import { checkLife } from './life.suite.ts'
import { closeCollaboration } from './lifecycle/close.ts'
import { leaveCollaboration } from './lifecycle/leave.ts'
import { pauseMembership, resumeMembership } from './lifecycle/own-membership.ts'
import { listCollaborations, listMembers, readCollaboration } from './lifecycle/read.ts'
import { updateCollaboration } from './lifecycle/update.ts'
import { membershipOf } from './membership.ts'
import { payerFor } from './payer.ts'
import { by, openMeasurement, openRooms, reasonOf, roomsOn, value } from './rooms.fixture.ts'
import { listWaiting } from './waiting.ts'

const server = await sharedPostgres()
const store = await openPostgresStore({ connectionString: await server.newDatabase() })
const { world } = await roomsOn(store)
after(async () => {
  await store.close()
  await server.remove()
})

test('a collaboration lives on PostgreSQL as on SQLite', async () => {
  const id = await openMeasurement(world)
  const grant = { changes: [{ type: 'grant-ability', member: 'agency', ability: 'query' }] } as const
  const { id: change } = value(await openChangeRequest(world, by('agency'), id, grant))
  assert.deepEqual(
    (await listWaiting(world, by('publisher'))).items.map(({ subject }) => subject),
    [change],
  )
  const votes = await Promise.all(
    (['publisher', 'advertiser'] as const).map((name) =>
      voteOnChange(world, by(name), id, change, { vote: 'approved' }),
    ),
  )
  assert.deepEqual(votes.map((vote) => value(vote).status).sort(), ['committed', 'pending'])
  assert.deepEqual((await membershipOf(store.db, id, 'org_agency'))?.abilities, ['query', 'receive'])
  assert.equal(value(await payerFor(store.db, id, undefined, 'agency')).member, 'advertiser')
  value(await pauseMembership(world, by('advertiser'), id))
  assert.equal(reasonOf(await payerFor(store.db, id, undefined, 'agency')), 'PAYER_PAUSED')
  value(await resumeMembership(world, by('advertiser'), id))
  value(await leaveCollaboration(world, by('agency'), id))
  assert.equal(value(await listMembers(store.db, by('publisher'), id)).items.length, 3)
  assert.equal(value(await listChangeRequests(store.db, by('publisher'), id, { limit: 1 })).items[0]?.id, change)
  value(await closeCollaboration(world, by('publisher'), id))
  assert.equal(value(await readCollaboration(store.db, by('advertiser'), id)).status, 'closed')
})

test('many acts at once on one collaboration take turns, and each counts the revision up', async () => {
  const id = await openMeasurement(world)
  const { revision } = value(await readCollaboration(store.db, by('publisher'), id))
  const names = Array.from({ length: 30 }, (_, n) => `name ${n}`)
  await Promise.all(names.map(async (name) => value(await updateCollaboration(world, by('publisher'), id, { name }))))
  assert.equal(value(await readCollaboration(store.db, by('publisher'), id)).revision, revision + 30)
})

test('a list goes on where it ended', async () => {
  for (let n = 0; n < 3; n++) await openMeasurement(world)
  const first = value(await listCollaborations(store.db, by('agency'), { limit: 2 }))
  assert.ok(first.next !== undefined)
  const second = value(await listCollaborations(store.db, by('agency'), { limit: 2, cursor: first.next }))
  assert.equal(
    new Set([...first.items, ...second.items].map(({ id }) => id)).size,
    first.items.length + second.items.length,
  )
})

test('whatever members do, all approve of what anyone may do, and who is gone stays gone', async () => {
  await checkLife(world, 60)
})

test('on SQLite too, over many lives', async () => {
  await checkLife((await openRooms()).world, 400)
})
