import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sharedPostgres } from '../store/postgres.suite.ts'
import { openPostgresStore } from '../store/postgres.ts'
import type { Store } from '../store/store.ts'
import { accessLeft, debitAccess } from './budget/access.ts'
import { putBudgetPolicy } from './budget/budget-policy.ts'
import { bring, type Ground, openGround, refusal, someone, value } from './contribution.fixture.ts'
import { readDocument } from './document/read-document.ts'
import { roomDocument } from './document/room-document.ts'
import { changeAssociation, revokeAssociation } from './table/associate-table.ts'
import { changeTable } from './table/change-table.ts'
import { listAssociations } from './table/read-associations.ts'
import { listTables } from './table/read-tables.ts'
import { proposeTemplate } from './template/propose-template.ts'
import { listTemplates } from './template/read-templates.ts'
import { reviewTemplate } from './template/review-template.ts'
import { waitingReviews } from './template/waiting-reviews.ts'

let store: Store
let ground: Ground
before(async () => {
  const server = await sharedPostgres()
  store = await openPostgresStore({ connectionString: await server.newDatabase() })
  ground = await openGround({ store })
})
after(async () => {
  await ground.close()
  await store.close()
})

const templatesOnly = { rule: { custom: { allowedAnalyses: [] } } }
const sql = 'SELECT city, COUNT(DISTINCT user_id) AS reach FROM views GROUP BY city'

test('tables, templates, reviews and budgets live on PostgreSQL as they do on SQLite', async () => {
  const { world, publisher, advertiser, collaboration } = ground
  const table = await bring(ground, publisher, 'views', templatesOnly)
  value(await putBudgetPolicy(world, publisher, collaboration, { epsilon: 2 }))
  value(await proposeTemplate(world, advertiser, collaboration, { name: 'reach', sql, reviewers: 2 }))
  assert.equal((await waitingReviews(store.db, 'org_pub')).length, 1)
  const approve = (user: string) =>
    reviewTemplate(world, someone('org_pub', user), collaboration, 'reach', 1, { decision: 'approved' })
  await Promise.all([approve('usr_one'), approve('usr_two')])
  assert.equal(value(await listTemplates(world, 'org_adv', collaboration)).items[0]?.latest.status, 'approved')
  const room = await roomDocument(world, collaboration)
  assert.deepEqual(
    [room?.templates.map(({ name }) => name), room?.document.budgets],
    [['reach'], [{ owner: 'publisher', epsilon: 2 }]],
  )
  value(await changeTable(world, publisher, table.id, { description: 'what was seen' }, '1'))
  assert.equal(value(await listTables(store.db, 'org_pub', { limit: 1 })).items.length, 1)
  value(await changeAssociation(world, publisher, collaboration, 'views', { status: 'paused' }))
  assert.equal(value(await listAssociations(world, 'org_adv', collaboration)).items[0]?.status, 'paused')
  value(await revokeAssociation(world, publisher, collaboration, 'views'))
  assert.ok(!value(await readDocument(world, 'org_adv', collaboration)).text.includes('views'))
})

test('two changes of what was read once: one of them is told', async () => {
  const { world, publisher } = ground
  const table = await bring(ground, publisher, 'clicks')
  const outcomes = await Promise.all(
    ['a', 'b', 'c', 'd'].map((description) => changeTable(world, publisher, table.id, { description }, '1')),
  )
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  assert.ok(outcomes.filter(({ ok }) => !ok).every((outcome) => refusal(outcome) === '412'))
})

test('runs that begin at once, in several lanes, never take more than there is', async () => {
  const { world, collaboration } = ground
  const table = { name: 'v', configuredTable: 'tbl_v', accessBudget: [{ per: 'week', runs: 5 }] } as const
  const begun = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      store.transaction(`${collaboration} ${i % 4}`, (tx) => debitAccess(tx, collaboration, [table], world.clock())),
    ),
  )
  assert.equal(begun.filter((one) => one === 'paid').length, 5)
  assert.equal((await accessLeft(store.db, collaboration, table, world.clock()))[0]?.left, 0)
})
