import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate, type Value } from '@glovebox/sql'
import { stepOf } from './bound.fixture.ts'

type Expected = readonly (readonly Value[])[] | 'private' | 'one' | 'public-table'

const cases: readonly { readonly sql: string; readonly groups: Expected }[] = [
  { sql: 'SELECT COUNT(*) FROM visits', groups: 'one' },
  { sql: 'SELECT country, COUNT(*) FROM visits GROUP BY country', groups: [['FR'], ['DE'], ['IT']] },
  { sql: 'SELECT page, COUNT(*) FROM visits GROUP BY page', groups: 'private' },
  { sql: 'SELECT country, page, COUNT(*) FROM visits GROUP BY country, page', groups: 'private' },
  { sql: 'SELECT member, COUNT(*) FROM visits GROUP BY member', groups: [[false], [true], [null]] },
  { sql: 'SELECT page IS NULL AS x, COUNT(*) FROM visits GROUP BY page IS NULL', groups: [[false], [true]] },
  { sql: "SELECT country, COUNT(*) FROM visits WHERE country = 'FR' GROUP BY country", groups: [['FR']] },
  {
    sql: "SELECT country, COUNT(*) FROM visits WHERE country IN ('FR', 'US') AND page = 'a' GROUP BY country",
    groups: [['FR']],
  },
  { sql: "SELECT page, COUNT(*) FROM visits WHERE page IN ('a', 'b') GROUP BY page", groups: [['a'], ['b']] },
  { sql: "SELECT page, COUNT(*) FROM visits WHERE page IN ('a', 'b') OR member GROUP BY page", groups: 'private' },
  {
    sql: "SELECT p, COUNT(*) FROM (SELECT page AS p, person AS who FROM visits WHERE 'a' = page) AS t GROUP BY p",
    groups: [['a']],
  },
  {
    sql: 'WITH v AS (SELECT country AS c, person FROM visits) SELECT c, COUNT(*) FROM v GROUP BY c',
    groups: [['FR'], ['DE'], ['IT']],
  },
  {
    sql: 'SELECT LOWER(country) AS c, COUNT(*) FROM visits GROUP BY LOWER(country)',
    groups: [['fr'], ['de'], ['it'], [null]],
  },
  {
    sql: "SELECT COALESCE(country, 'none') AS c, COUNT(*) FROM visits GROUP BY COALESCE(country, 'none')",
    groups: [['FR'], ['DE'], ['IT'], ['none']],
  },
  {
    sql: "SELECT country, country = 'FR' AS is_fr, COUNT(*) FROM visits GROUP BY country, country = 'FR'",
    groups: [
      ['FR', true],
      ['DE', false],
      ['IT', false],
    ],
  },
  { sql: 'SELECT seconds, COUNT(*) FROM visits WHERE seconds IN (1, 2, 99) GROUP BY seconds', groups: [[1n], [2n]] },
  { sql: 'SELECT seconds / 5 AS five, COUNT(*) FROM visits GROUP BY seconds / 5', groups: [[0n], [1n], [2n], [null]] },
  {
    sql: "SELECT CASE WHEN cost > 20 THEN 'dear' ELSE 'fair' END AS size, COUNT(*) FROM visits GROUP BY CASE WHEN cost > 20 THEN 'dear' ELSE 'fair' END",
    groups: [['dear'], ['fair']],
  },
  { sql: 'SELECT COUNT(*) FROM visits GROUP BY person + 0', groups: 'private' },
  {
    sql: 'SELECT p.topic, COUNT(*) FROM visits v JOIN pages p ON v.page = p.page GROUP BY p.topic',
    groups: 'public-table',
  },
  {
    sql: 'SELECT p.topic, v.country, COUNT(*) FROM visits v JOIN pages p ON v.page = p.page GROUP BY p.topic, v.country',
    groups: 'private',
  },
]

for (const { sql, groups } of cases) {
  test(`groups of ${sql}`, () => {
    const found = stepOf(sql).groups
    if (typeof groups === 'string') assert.equal(found.kind, groups)
    else assert.deepEqual(found.kind === 'public' && sorted(found.tuples), sorted(groups))
  })
}

test('the tuples of public tables are their different rows, under the conditions that speak of them', () => {
  const pages: readonly (readonly Value[])[] = [
    ['a', 'news'],
    ['b', 'news'],
    ['c', 'sport'],
    ['d', null],
  ]
  const tuples = (sql: string): readonly (readonly Value[])[] => {
    const { groups } = stepOf(sql)
    if (groups.kind !== 'public-table') throw new Error('the groups should be of a public table')
    return sorted(evaluate(groups.query, { pages, visits: [] }).rows)
  }
  const from = 'FROM visits v JOIN pages p ON v.page = p.page'
  assert.deepEqual(tuples(`SELECT topic, COUNT(*) ${from} GROUP BY topic`), sorted([['news'], ['sport'], [null]]))
  assert.deepEqual(tuples(`SELECT topic, COUNT(*) ${from} WHERE topic <> 'sport' AND v.member GROUP BY topic`), [
    ['news'],
  ])
  assert.deepEqual(tuples(`SELECT topic, p.page, COUNT(*) ${from} GROUP BY topic, p.page`).length, 4)
  const twice = `${from} JOIN pages q ON q.topic = p.topic`
  assert.deepEqual(tuples(`SELECT q.page, p.topic, COUNT(*) ${twice} GROUP BY q.page, p.topic`).length, 12)
})

test('rows of groups that are not published take no place among the groups of a unit', () => {
  const step = stepOf('SELECT country, COUNT(*) FROM visits GROUP BY country')
  const row = (country: Value): readonly Value[] => [1n, 'a', country, 1n, 1, 1n, 1, true]
  const [part] = step.parts
  if (part === undefined) throw new Error('a step without parts')
  const visits = ['US', 'UK', 'ES', null, 'FR', 'DE'].map(row)
  assert.deepEqual(
    sorted(evaluate(part.query, { visits }).rows),
    sorted([
      ['DE', 1n],
      ['FR', 1n],
    ]),
  )
})

test('a limit of groups that cannot bind is not looked after', () => {
  const { maxGroups, parts } = stepOf(
    "SELECT country, COUNT(*) FROM visits WHERE country IN ('FR', 'IT') GROUP BY country",
  )
  assert.equal(maxGroups, 2)
  assert.ok(
    !JSON.stringify(parts, (_, value) => (typeof value === 'bigint' ? String(value) : value)).includes('keyed-hash'),
  )
})

test('without a declared limit a unit counts in every public group', () => {
  assert.equal(stepOf('SELECT country, COUNT(DISTINCT person) FROM loose GROUP BY country').maxGroups, 2)
})

function sorted(tuples: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return [...tuples].sort((a, b) => (a.map(String).join() < b.map(String).join() ? -1 : 1))
}
