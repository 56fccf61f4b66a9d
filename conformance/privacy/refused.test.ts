import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, openRoom } from './rooms.ts'

// Whatever an analyst writes, it never weakens what owners say.

const room = openRoom('strict', { maxGroups: 2, maxRows: 2, budget: 'epsilon: 4, delta: 1e-6, maxEpsilonPerQuery: 1' })
const silent = openRoom('silent', { budget: 'epsilon: 4' })
const options = (list: string): string =>
  `SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (${list}) page, COUNT(*) FROM visits GROUP BY page`

const cases: readonly (readonly [sql: string, code: string, where?: typeof room])[] = [
  [options('max_groups_contributed = 3'), 'PRIVACY_CLAUSE_GROUPS'],
  [options('epsilon = 1.5'), 'PRIVACY_PRICE_EPSILON'],
  [options('epsilon = 1e9'), 'PRIVACY_PRICE_EPSILON'],
  [options('delta = 1e-5'), 'PRIVACY_PRICE_DELTA'],
  [options('delta = 0.99'), 'PRIVACY_PRICE_DELTA'],
  [options('privacy_unit_column = page'), 'PRIVACY_CLAUSE_UNIT'],
  [options('group_selection_strategy = PUBLIC_GROUPS'), 'PRIVACY_GROUPS_NOT_PUBLIC'],
  ['SELECT COUNT(*, contribution_bounds_per_group => (0, 7)) FROM visits', 'PRIVACY_BOUNDS_WIDE'],
  ['SELECT SUM(seconds, contribution_bounds_per_group => (-9, 50)) FROM visits', 'PRIVACY_BOUNDS_WIDE'],
  ['SELECT SUM(seconds, contribution_bounds_per_row => (-4, 11)) FROM visits', 'PRIVACY_BOUNDS_WIDE'],
  ['SELECT MEDIAN(cost, contribution_bounds_per_row => (0, 51)) FROM visits', 'PRIVACY_BOUNDS_WIDE'],
  ['SELECT SUM(free) FROM visits', 'PRIVACY_RANGE_MISSING'],
  ['SELECT AVG(free) FROM visits', 'PRIVACY_RANGE_MISSING'],
  ['SELECT COUNT(*) FROM visits', 'PRIVACY_ROWS_MISSING', silent],
  ['SELECT SUM(seconds) FROM visits', 'PRIVACY_ROWS_MISSING', silent],
  ['SELECT page, COUNT(DISTINCT person) FROM visits GROUP BY page', 'PRIVACY_GROUPS_MISSING', silent],
  ['SELECT person, COUNT(*) FROM visits GROUP BY person', 'PRIVACY_ROWS'],
  ['SELECT * FROM visits', 'PRIVACY_ROWS'],
]

for (const [sql, code, where = room] of cases) {
  test(`is refused: ${sql}`, () => {
    const { plan, diagnostics } = ask(sql, where)
    assert.equal(plan, undefined)
    assert.ok(
      diagnostics.some((d) => d.code === code),
      diagnostics.map((d) => d.code).join(', '),
    )
  })
}
