import type { Plan } from '../../core/cleanroom/src/index.ts'
import type { Tables, Value } from '../../core/sql/src/index.ts'
import { planOf, type Room } from './rooms.ts'

// Tables in which one person changes as much as a person can, so that nothing that is promised may be a little less.

const pages: readonly Value[] = ['a', 'b', 'c', 'd']

function visit(person: bigint, page: Value, extreme: boolean): readonly Value[] {
  return [person, page, 'FR', extreme ? 10n : -4n, extreme ? 50 : 0, extreme ? 950n : 100n, extreme ? 3 : -3, true]
}

/** Person 1 has three rows in each of four groups, others few or none. */
function tablesWith(others: number, extreme: boolean): Tables {
  const many = pages.flatMap((page) => [1, 2, 3].map(() => visit(1n, page, extreme)))
  const few = Array.from({ length: others }, (_, i) =>
    pages.slice(0, 2).map((page) => visit(BigInt(i + 2), page, extreme)),
  ).flat()
  const both = [...many, ...few]
  return {
    visits: both.map((row, i) => row.map((cell, c) => (c === 2 ? (i % 2 === 0 ? 'FR' : 'DE') : cell))),
    people: [
      [1n, 'Rome', extreme ? 3n : 0n],
      [1n, 'Oslo', 3n],
      [2n, 'Rome', 1n],
    ],
    orders: [
      [1n, 1n, 'new'],
      [2n, 1n, 'used'],
      [1n, 2n, 'new'],
      [3n, 2n, 'used'],
    ],
    items: [1n, 1n, 2n, 2n, 3n].map((order) => [order, extreme ? 7n : 1n, 'x']),
    clicks: pages.flatMap((page) => [
      [1n, page, extreme ? 2n : -2n],
      [2n, page, 2n],
    ]),
    pages: [
      ['a', 'news'],
      ['b', 'news'],
      ['c', 'sport'],
      ['d', 'sport'],
    ],
    own: [
      [1n, 'a', 1n],
      [2n, 'b', 2n],
    ],
  }
}

/** The same with values that are all different, so that no two rows of a person count as one. */
function spreadOut({ visits = [], ...others }: Tables): Tables {
  const spread = visits.map((row, i) => {
    const [person = null, page = null, country = null, , , price = null, free = null, member = null] = row
    return [person, page, country, BigInt(i % 11), (i * 7) % 50, price, free, member]
  })
  return { ...others, visits: spread }
}

/** Alone, among a few, and at either end of every range. */
export const fullTables: readonly Tables[] = [
  tablesWith(0, true),
  tablesWith(1, true),
  tablesWith(3, true),
  tablesWith(1, false),
  spreadOut(tablesWith(1, true)),
]

/** One of every kind of aggregate, key and relation. */
export const fullQueries: readonly string[] = [
  'SELECT page, COUNT(*) FROM visits GROUP BY page',
  'SELECT page, COUNT(DISTINCT person) FROM visits GROUP BY page',
  'SELECT country, COUNT(*), SUM(seconds) FROM visits GROUP BY country',
  'SELECT SUM(cost), AVG(seconds) FROM visits',
  'SELECT page, VAR_POP(seconds) FROM visits GROUP BY page',
  'SELECT country, MEDIAN(seconds) FROM visits GROUP BY country',
  'SELECT page, COUNT(DISTINCT cost) FROM visits GROUP BY page',
  'SELECT p.topic, COUNT(*) FROM visits v JOIN pages p ON v.page = p.page GROUP BY p.topic',
  'SELECT COUNT(*), SUM(amount) FROM items',
  'SELECT v.page, SUM(c.weight) FROM visits v JOIN clicks c ON v.person = c.person GROUP BY v.page',
  'SELECT page, SUM(free, contribution_bounds_per_group => (-2, 3)) FROM visits GROUP BY page',
  'SELECT AVG(free, contribution_bounds_per_group => (-2, 3)) FROM visits',
  'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (min_privacy_units_per_group = 2) page, COUNT(*) FROM visits GROUP BY page',
  'SELECT n, m FROM (SELECT COUNT(*) AS n FROM visits) a CROSS JOIN (SELECT SUM(age) AS m FROM people) b',
  'SELECT k, SUM(n, contribution_bounds_per_group => (0, 2)) FROM (SELECT person, page AS k, COUNT(*) AS n FROM visits GROUP BY person, page) t GROUP BY k',
]

/** The plans of these queries where a room accepts them. */
export function fullPlans(room: Room, queries: readonly string[] = fullQueries): readonly Plan[] {
  return queries.map((sql) => planOf(sql, room))
}
