import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileWith, type MarkedRow, markedRows } from './marked.suite.ts'
import { readCollaboration } from './read-collaboration.ts'

const row = (name: string, budget: string, ...codes: readonly string[]): MarkedRow => ({
  name,
  yaml: fileWith({ more: `budgets:\n  - { ${budget} }\n` }),
  codes,
})

markedRows([
  row('a budget has an owner who is a member', 'owner: «nobody», epsilon: 1', 'COLLABORATION_MEMBER_UNKNOWN'),
  ...['0', '-1', '20.5', '.inf', '.nan'].map((epsilon) =>
    row(`an epsilon of ${epsilon} is none`, `owner: owner, epsilon: «${epsilon}»`, 'COLLABORATION_NUMBER'),
  ),
  ...['0', '1', '-1e-6', '2'].map((delta) =>
    row(`a delta of ${delta} is none`, `owner: owner, epsilon: 1, delta: «${delta}»`, 'COLLABORATION_NUMBER'),
  ),
  row('a budget is refilled monthly or not', 'owner: owner, epsilon: 1, refresh: «daily»', 'COLLABORATION_WORD'),
  row('warnings are shares', 'owner: owner, epsilon: 1, warnAt: [0.5, «80»]', 'COLLABORATION_NUMBER'),
  row('losses add up in one of two ways', 'owner: owner, epsilon: 1, accounting: «rdp»', 'COLLABORATION_WORD'),
  row(
    'a query costs no more than there is',
    'owner: owner, epsilon: 1, perQuery: { epsilon: «2» }',
    'COLLABORATION_BUDGET_PART',
  ),
  row(
    'nor more than one may cost',
    'owner: owner, epsilon: 4, maxEpsilonPerQuery: 1, perQuery: { epsilon: «2» }',
    'COLLABORATION_BUDGET_PART',
  ),
  row('one costs no more than all', 'owner: owner, epsilon: 1, maxEpsilonPerQuery: «2»', 'COLLABORATION_BUDGET_PART'),
  row(
    'a member has no more than all',
    'owner: owner, epsilon: 1, members: { analyst: { epsilon: «2» } }',
    'COLLABORATION_BUDGET_PART',
  ),
  row('and is one', 'owner: owner, epsilon: 1, members: { «nobody»: { epsilon: 1 } }', 'COLLABORATION_MEMBER_UNKNOWN'),
  row(
    'a price is said once',
    'owner: owner, epsilon: 1, «perQuery»: { epsilon: 0.1, noise: { users: 30 } }',
    'COLLABORATION_BUDGET_PER_QUERY',
  ),
  row('and is said', 'owner: owner, epsilon: 1, «perQuery»: {}', 'COLLABORATION_BUDGET_PER_QUERY'),
  row(
    'also not in two dialects',
    'owner: owner, epsilon: 1, perQuery: { epsilon: 0.1 }, usersNoisePerQuery: «30»',
    'COLLABORATION_BUDGET_PER_QUERY',
  ),
  row(
    'noise is in whole people',
    'owner: owner, epsilon: 1, perQuery: { noise: { users: «0.5» } }',
    'COLLABORATION_NUMBER',
  ),
  {
    name: 'an owner has one budget',
    yaml: fileWith({ more: 'budgets:\n  - { owner: owner, epsilon: 1 }\n  - { owner: «owner», epsilon: 2 }\n' }),
    codes: ['COLLABORATION_DUPLICATE'],
  },
])

const prices = [
  { budget: 'perQuery: { noise: { users: 30 } }', perQuery: { noiseUsers: 30 }, delta: 1e-6 },
  { budget: 'usersNoisePerQuery: 30', perQuery: { noiseUsers: 30 }, delta: 1e-6 },
  { budget: 'perQuery: { epsilon: 0.5 }, accounting: pure', perQuery: { epsilon: 0.5 }, delta: 0 },
  { budget: 'delta: 1e-9', perQuery: undefined, delta: 1e-9 },
]

for (const { budget, perQuery, delta } of prices) {
  test(`a budget with \`${budget}\` is read`, () => {
    const { collaboration } = readCollaboration(
      fileWith({ more: `budgets: [{ owner: owner, epsilon: 3, ${budget} }]\n` }),
    )
    assert.deepEqual(collaboration?.budgets[0]?.perQuery, perQuery)
    assert.equal(collaboration?.budgets[0]?.delta, delta)
  })
}
