import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { putBudgetPolicy } from './budget/budget-policy.ts'
import { bring, type Ground, openGround, value } from './contribution.fixture.ts'
import { contributionLifecycle } from './delete-contributions.ts'
import { roomDocument } from './document/room-document.ts'
import { runHooks } from './hooks.ts'
import { touchCollaboration } from './membership.ts'
import { proposeTemplate } from './template/propose-template.ts'
import { waitingReviews } from './template/waiting-reviews.ts'

let ground: Ground
before(async () => {
  ground = await openGround()
})
after(() => ground.close())

const templatesOnly = { rule: { custom: { allowedAnalyses: [] } } }
const sql = 'SELECT COUNT(DISTINCT user_id) AS n FROM views'

test('what a member brought goes with it, and nothing of the others', async () => {
  const { world, publisher, advertiser, collaboration } = ground
  await bring(ground, publisher, 'views', templatesOnly)
  await bring(ground, advertiser, 'sales')
  value(await putBudgetPolicy(world, publisher, collaboration, { epsilon: 1 }))
  value(await proposeTemplate(world, publisher, collaboration, { name: 'mine', sql }))
  value(await proposeTemplate(world, advertiser, collaboration, { name: 'theirs', sql }))
  const member = { collaboration, organisation: 'org_pub', member: 'publisher', at: '2026-03-04T12:00:00.000Z' }
  const { deleted } = await world.store.transaction(collaboration, async (tx) => {
    await touchCollaboration(tx, collaboration)
    return runHooks(tx, contributionLifecycle.onLeave, member, 'left')
  })
  assert.deepEqual(deleted, [
    { kind: 'table', count: 1, names: ['views'] },
    { kind: 'template', count: 1, names: ['mine'] },
    { kind: 'budget', count: 1 },
  ])
  const room = await roomDocument(world, collaboration)
  assert.deepEqual(
    [room?.tables.map(({ name }) => name), room?.templates, room?.document.budgets],
    [['sales'], [], undefined],
  )
})

test('a template waits for the owners who have not said anything of it', async () => {
  const { world, advertiser, agency, collaboration } = ground
  await bring(ground, advertiser, 'views2', templatesOnly)
  const given = { name: 'waits', sql: 'SELECT COUNT(DISTINCT user_id) AS n FROM views2' }
  value(await proposeTemplate(world, agency, collaboration, given))
  const waiting = await waitingReviews(world.store.db, 'org_adv')
  assert.deepEqual(
    waiting.map(({ kind, subject }) => [kind, subject]),
    [['template-review', 'waits']],
  )
  assert.deepEqual(await waitingReviews(world.store.db, 'org_age'), [])
  assert.deepEqual(await waitingReviews(world.store.db, 'org_str'), [])
})
