import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BudgetPolicy } from '@glovebox/api'
import { type Ground, openGround, refusal, value } from '../contribution.fixture.ts'
import { roomDocument } from '../document/room-document.ts'
import { accessLeft, type CountedTable, debitAccess } from './access.ts'
import { countedPeriod, periodOf } from './access-periods.ts'
import { putBudgetPolicy, readBudgetPolicy, removeBudgetPolicy } from './budget-policy.ts'

let ground: Ground
before(async () => {
  ground = await openGround()
})
after(() => ground.close())

const at = (text: string): Date => new Date(text)

const periods = [
  { per: 'day', of: '2026-03-01T23:59:59.999Z', from: '2026-03-01', until: '2026-03-02' },
  { per: 'week', of: '2026-03-01T12:00:00.000Z', from: '2026-02-23', until: '2026-03-02' },
  { per: 'week', of: '2026-03-02T00:00:00.000Z', from: '2026-03-02', until: '2026-03-09' },
  { per: 'month', of: '2026-12-31T23:00:00.000Z', from: '2026-12-01', until: '2027-01-01' },
] as const

for (const { per, of, from, until } of periods) {
  test(`the ${per} of ${of} begins on ${from}`, () => {
    const period = periodOf(per, at(of))
    assert.deepEqual([period.from, period.until], [`${from}T00:00:00.000Z`, `${until}T00:00:00.000Z`])
  })
}

test('a limit that does not refresh counts all runs', () => {
  assert.equal(countedPeriod({ per: 'day', runs: 1, refresh: false }, at('2026-03-01T00:00:00.000Z')).key, 'lifetime')
})

test('runs are counted by period, and refused once a limit is reached', async () => {
  const { world, collaboration } = ground
  const table: CountedTable = {
    name: 't',
    configuredTable: 'tbl_t',
    accessBudget: [
      { per: 'day', runs: 2 },
      { per: 'lifetime', runs: 3 },
    ],
  }
  const debit = (moment: string, tables = [table]) =>
    world.store.transaction(collaboration, (tx) => debitAccess(tx, collaboration, tables, at(moment)))
  assert.equal(await debit('2026-03-01T10:00:00.000Z'), 'paid')
  assert.equal(await debit('2026-03-01T11:00:00.000Z', [table, table]), 'paid')
  assert.deepEqual(await debit('2026-03-01T12:00:00.000Z'), {
    table: 't',
    per: 'day',
    until: '2026-03-02T00:00:00.000Z',
  })
  const unlimited = { name: 'u', configuredTable: 'tbl_u' }
  assert.deepEqual((await debit('2026-03-01T12:00:00.000Z', [unlimited, table])) === 'paid', false)
  assert.equal(await debit('2026-03-02T00:00:00.000Z'), 'paid')
  const left = await accessLeft(world.store.db, collaboration, table, at('2026-03-02T01:00:00.000Z'))
  assert.deepEqual(
    left.map((one) => [one.per, one.left]),
    [
      ['day', 1],
      ['lifetime', 0],
    ],
  )
  assert.deepEqual(await debit('2026-03-03T00:00:00.000Z'), { table: 't', per: 'lifetime' })
  // What was refused counted nothing, for nobody.
  const later = { ...unlimited, accessBudget: [{ per: 'lifetime', runs: 1 }] } as const
  assert.equal((await accessLeft(world.store.db, collaboration, later, at('2026-03-03T00:00:00.000Z')))[0]?.left, 1)
})

test('runs that begin at once never take more than there is', async () => {
  const { world, collaboration } = ground
  const table: CountedTable = { name: 'v', configuredTable: 'tbl_v', accessBudget: [{ per: 'week', runs: 5 }] }
  const begun = await Promise.all(
    Array.from({ length: 20 }, () =>
      world.store.transaction(collaboration, (tx) => debitAccess(tx, collaboration, [table], world.clock())),
    ),
  )
  assert.equal(begun.filter((one) => one === 'paid').length, 5)
})

test('an owner sets its budget, and everybody reads it in the document', async () => {
  const { world, publisher, collaboration } = ground
  const policy: BudgetPolicy = { epsilon: 4, perQuery: { epsilon: 0.2 }, members: { advertiser: { epsilon: 2 } } }
  assert.equal(refusal(await readBudgetPolicy(world.store.db, 'org_pub', collaboration)), '404 BUDGET_NOT_FOUND')
  assert.equal(value(await putBudgetPolicy(world, publisher, collaboration, policy)).version, 1)
  assert.equal(refusal(await putBudgetPolicy(world, publisher, collaboration, policy, '7')), '412')
  const room = await roomDocument(world, collaboration)
  assert.deepEqual(room?.document.budgets, [{ owner: 'publisher', ...policy }])
  assert.deepEqual(value(await readBudgetPolicy(world.store.db, 'org_pub', collaboration)), { ...policy, version: 1 })
  value(await removeBudgetPolicy(world, publisher, collaboration, '1'))
  assert.equal((await roomDocument(world, collaboration))?.document.budgets, undefined)
})

const wrongPolicies: readonly (readonly [name: string, policy: BudgetPolicy])[] = [
  ['a part that is more than the whole', { epsilon: 1, maxEpsilonPerQuery: 2 }],
  ['a cap of nobody', { epsilon: 1, members: { nobody: { epsilon: 1 } } }],
  ['nothing to spend', { epsilon: 0 }],
  ['two prices', { epsilon: 1, perQuery: { epsilon: 0.1, noise: { users: 3 } } }],
]

for (const [name, policy] of wrongPolicies) {
  test(`a budget with ${name} is refused`, async () => {
    const { world, publisher, collaboration } = ground
    assert.equal(refusal(await putBudgetPolicy(world, publisher, collaboration, policy)), '422 BUDGET_REFUSED')
  })
}

test('nobody outside of a collaboration has a budget in it', async () => {
  const { world, stranger, collaboration } = ground
  const told = '404 COLLABORATION_NOT_FOUND'
  assert.equal(refusal(await putBudgetPolicy(world, stranger, collaboration, { epsilon: 1 })), told)
  assert.equal(refusal(await readBudgetPolicy(world.store.db, 'org_str', collaboration)), told)
  assert.equal(refusal(await removeBudgetPolicy(world, stranger, collaboration)), told)
})
