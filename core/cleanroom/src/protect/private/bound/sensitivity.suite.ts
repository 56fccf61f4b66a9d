import assert from 'node:assert/strict'
import { malformations, type Tables, type Value } from '@glovebox/sql'
import * as fc from 'fast-check'
import { stepOf } from './bound.fixture.ts'
import { exactOf, excess } from './exact.fixture.ts'

/** Questions with every aggregate, kind of key and option. */
export const questions: readonly string[] = [
  'SELECT page, COUNT(*), COUNT(DISTINCT person), SUM(seconds), SUM(cost) FROM visits GROUP BY page',
  'SELECT country, COUNT(seconds), COUNT(free), SUM(price) FROM visits GROUP BY country',
  "SELECT COUNT(*) FILTER (WHERE member), COUNT(DISTINCT person) FILTER (WHERE cost > 10), SUM(seconds) FILTER (WHERE page = 'a') FROM visits",
  'SELECT page, country, COUNT(person) FROM visits GROUP BY page, country',
  'SELECT page, COUNT(DISTINCT country), COUNT(DISTINCT cost) FILTER (WHERE member) FROM visits GROUP BY page',
  'SELECT COUNT(DISTINCT page) FROM visits',
  'SELECT DISTINCT page, member FROM visits',
  'SELECT page, AVG(seconds), AVG(cost), AVG(price) FILTER (WHERE member) FROM visits GROUP BY page',
  'SELECT member, VAR_POP(seconds), STDDEV_SAMP(cost), VARIANCE(price) FROM visits GROUP BY member',
  'SELECT page, MEDIAN(cost), PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY cost), MIN(seconds), MAX(price) FROM visits GROUP BY page',
  'SELECT MEDIAN(seconds) FILTER (WHERE member), COUNT(*) FROM visits',
  "SELECT UPPER(country) AS c, member, COUNT(*), SUM(-cost) FROM visits WHERE page <> 'b' GROUP BY UPPER(country), member",
  "SELECT CASE WHEN cost > 20 THEN 'dear' WHEN cost > 5 THEN 'fair' END AS size, COUNT(*) FROM visits GROUP BY CASE WHEN cost > 20 THEN 'dear' WHEN cost > 5 THEN 'fair' END",
  'SELECT p.topic, COUNT(*), AVG(v.cost) FROM visits v JOIN pages p ON v.page = p.page GROUP BY p.topic',
  'SELECT p.topic, p.page, COUNT(*) FROM visits v LEFT JOIN pages p ON v.page = p.page GROUP BY p.topic, p.page',
  'SELECT page, SUM(free, contribution_bounds_per_group => (-3, 7)), COUNT(*, contribution_bounds_per_group => (1, 2)) FROM visits GROUP BY page',
  'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (max_groups_contributed = 1) page, AVG(cost), AVG(free, contribution_bounds_per_group => (0, 2)), SUM(cost, contribution_bounds_per_row => (1, 2)), VAR_POP(free, contribution_bounds_per_row => (-1, 1)) FROM visits GROUP BY page',
  'SELECT k, SUM(n, contribution_bounds_per_group => (-2, 20)), AVG(x), MAX(x) FROM (SELECT person, page AS k, SUM(seconds) * 2.5 AS n, MAX(seconds) / 3.0 AS x FROM visits GROUP BY person, page) AS t GROUP BY k',
  'SELECT seconds, COUNT(*), SUM(seconds * seconds) FROM visits GROUP BY seconds',
]

const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300, 5e-324, -0]

/** Most rows are one unit's in one group, so that limits bind. */
const visit = fc.tuple(
  fc.constantFrom<Value>(1n, 1n, 1n, 1n, 2n, 3n),
  fc.constantFrom<Value>('a', 'a', 'a', 'a', 'b', 'c', 'd', null),
  fc.constantFrom<Value>('FR', 'DE', 'IT', 'fr', 'US', null),
  fc.oneof(fc.integer({ min: -4, max: 10 }).map(BigInt), fc.constant(null)),
  fc.oneof(fc.double({ min: 0, max: 50, noNaN: true }), fc.constantFrom<Value>(0, 50, 25, null, Number.NaN)),
  fc.oneof(fc.integer({ min: 100, max: 950 }).map(BigInt), fc.constant(null)),
  fc.oneof(fc.double(), fc.constantFrom<Value>(...odd, 1, 2, 3, null)),
  fc.constantFrom<Value>(true, false, null),
)

const page = fc.tuple(fc.constantFrom<Value>('a', 'b', 'c', 'x', null), fc.constantFrom<Value>('news', 'sport', null))

/** So many rows of every kind, within what owners declare. */
export function tablesOf(least: number, most: number): fc.Arbitrary<Tables> {
  return fc.record({
    visits: fc.array(visit, { minLength: least, maxLength: most }),
    pages: fc.array(page, { minLength: Math.min(least, 4), maxLength: 5 }),
  })
}

/** Small ones, and such in which one unit has more than it may. */
const tables = fc.oneof(tablesOf(0, 12), tablesOf(20, 28))

/** Without one unit's rows nothing changes by more than a step says. */
export function checkSensitivity(sql: string, numRuns: number): { readonly changed: number } {
  const step = stepOf(sql)
  for (const { query } of step.parts) assert.deepEqual(malformations(query), [], sql)
  let changed = 0
  void fc.assert(
    fc.property(tables, (found) => {
      const all = exactOf(step, found)
      for (const person of new Set((found.visits ?? []).map(([who]) => who))) {
        const without: Tables = { ...found, visits: (found.visits ?? []).filter(([who]) => who !== person) }
        const rest = exactOf(step, without)
        if (JSON.stringify(all, text) !== JSON.stringify(rest, text)) changed++
        assert.deepEqual(excess(step, all, rest), [])
      }
    }),
    { numRuns },
  )
  return { changed }
}

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
