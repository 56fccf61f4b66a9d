import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CollaborationWorld } from '../collaboration-world.ts'
import { bring, type Ground, openGround, value } from '../contribution.fixture.ts'
import { noHooks } from '../hooks.ts'
import { leaveCollaboration } from '../lifecycle/leave.ts'
import { proposeTemplate } from '../template/propose-template.ts'
import { waitingReviews } from '../template/waiting-reviews.ts'
import { contributionLifecycle } from './delete-contributions.ts'

let ground: Ground
before(async () => {
  ground = await openGround()
})
after(() => ground.close())

test('what a member brought goes with it and is named in the statement; what others brought stays', async () => {
  const { collaboration, advertiser, agency, publisher } = ground
  const world: CollaborationWorld = {
    ...ground.world,
    hooks: { ...noHooks, ...contributionLifecycle },
    waiting: [],
    tombstones: { append: async () => {}, read: async () => [] },
  }
  const rule = { rule: { custom: { allowedAnalyses: [] } } }
  await bring(ground, publisher, 'impressions', rule)
  await bring(ground, advertiser, 'purchases', rule)
  const sql = 'SELECT city, COUNT(DISTINCT user_id) AS reach FROM purchases GROUP BY city'
  value(await proposeTemplate(ground.world, advertiser, collaboration, { name: 'own', sql }))
  value(await proposeTemplate(ground.world, agency, collaboration, { name: 'of-another', sql }))
  const { db } = world.store
  assert.deepEqual(
    (await waitingReviews(db, advertiser.organisation)).map(({ kind, subject }) => [kind, subject]),
    [['template-review', 'of-another']],
  )
  assert.deepEqual(await waitingReviews(db, publisher.organisation), [])
  const { statement } = value(await leaveCollaboration(world, advertiser, collaboration))
  assert.deepEqual(statement.deleted, [
    { kind: 'table', count: 1, names: ['purchases'] },
    { kind: 'template', count: 1, names: ['own'] },
  ])
  const rest = async (table: 'table_associations' | 'templates'): Promise<readonly string[]> =>
    (await db.selectFrom(table).select('name').execute()).map(({ name }) => name)
  assert.deepEqual(await rest('table_associations'), ['impressions'])
  assert.deepEqual(await rest('templates'), ['of-another'])
  assert.equal((await db.selectFrom('template_versions').select('sql').execute()).length, 1)
  assert.equal((await db.selectFrom('configured_tables').select('id').execute()).length, 2)
  assert.deepEqual(await waitingReviews(db, advertiser.organisation), [])
})
