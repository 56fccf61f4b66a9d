import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Value } from '../../core/sql/src/index.ts'
import { exactOf } from './enumerate.ts'
import { openRoom, planOf } from './rooms.ts'

test('what is not a public group uses up nothing of what a person may contribute', () => {
  const room = openRoom('one group', { maxGroups: 1, maxRows: 1, budget: 'epsilon: 4' })
  const people = Array.from({ length: 20 }, (_, i) => BigInt(i + 1))
  const visits = people.flatMap((person) =>
    ['FR', 'IT', 'US', 'CH', null].map((country): readonly Value[] => [person, 'a', country, 1n, 1, 100n, 0, true]),
  )
  const pages = [['a', 'news']]
  const tables = { visits, people: [], orders: [], items: [], clicks: [], pages, own: [] }
  for (const [sql, expected] of [
    ['SELECT country, COUNT(*) FROM visits GROUP BY country', [['FR', 20n]]],
    ['SELECT country, COUNT(DISTINCT cost) FROM visits GROUP BY country', [['FR', 1n]]],
    ["SELECT country, COUNT(*) FROM visits WHERE country IN ('FR', 'US') GROUP BY country", [['FR', 20n]]],
  ] as const) {
    const [step] = planOf(sql, room).steps
    if (step === undefined) throw new Error('a question has a step')
    const [rows = []] = exactOf(step, tables).parts
    assert.deepEqual(
      rows.map((row) => [row[0], row.at(-1)]),
      expected,
      sql,
    )
  }
})
