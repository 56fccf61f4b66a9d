import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ColumnId,
  compile,
  decimalType,
  doubleType,
  evaluate,
  integerType,
  malformations,
  type Query,
  relationsOf,
  type Schema,
  textType,
} from '@glovebox/sql'
import { columnOf, countStep, publishedOf } from '../model/private-step.fixture.ts'
import { type CarriedIntervals, carryIntervals } from './carry-intervals.ts'
import { finish } from './finish.ts'
import type { PublishedRows } from './release-privately.ts'

// `reach` stands for what a step published, `campaigns` for a public table.
const column = (name: string, type: typeof textType): Schema['tables'][number]['columns'][number] => ({
  name,
  type,
  nullable: true,
})
const schema: Schema = {
  tables: [
    {
      name: 'reach',
      columns: [
        column('campaign', textType),
        column('users', integerType),
        column('cost', decimalType(38, 2)),
        column('mean', doubleType),
        column('report', textType),
      ],
    },
    { name: 'campaigns', columns: [column('id', textType), column('title', textType)] },
  ],
}
const formula = { kind: 'value', coordinate: 0 } as const
const step = countStep({
  table: 'reach',
  keys: [columnOf('campaign', textType)],
  columns: [
    publishedOf('users', formula),
    publishedOf('cost', formula, decimalType(38, 2)),
    publishedOf('mean', formula, doubleType),
    { column: columnOf('report', textType), formula, report: 'json' },
  ],
})
const published: PublishedRows = {
  rows: [
    ['a', 100n, 12345n, 1.5, '{}'],
    ['b', 7n, 600n, 2.5, '{}'],
  ],
  intervals: [
    [{ low: 90, high: 110 }, { low: 123, high: 123.9 }, { low: 1, high: 2 }, null],
    [{ low: -3, high: 17 }, { low: 5.5, high: 6.5 }, { low: 2, high: 3 }, null],
  ],
}
const publicTables = { campaigns: [['a', 'Autumn']] }

test('intervals go along with the numbers they are of', () => {
  const users = [
    [90, 110],
    [-3, 17],
  ]
  const cases: readonly (readonly [string, readonly (readonly (readonly number[] | null)[])[]])[] = [
    ['SELECT users FROM reach ORDER BY campaign', users.map((ends) => [ends])],
    ['SELECT users AS u, campaign, users FROM reach WHERE users > 10', [[[90, 110], null, [90, 110]]]],
    ["SELECT * FROM reach WHERE campaign = 'b'", [[null, [-3, 17], [5.5, 6.5], [2, 3], null]]],
    [
      'WITH r AS (SELECT users AS n FROM reach) SELECT n FROM (SELECT n FROM r) AS s ORDER BY n DESC LIMIT 1',
      [[[90, 110]]],
    ],
    [
      'SELECT users, rank() OVER (ORDER BY users DESC) AS place FROM reach ORDER BY 2',
      users.map((ends) => [ends, null]),
    ],
    ['SELECT title, users FROM campaigns JOIN reach ON id = campaign', [[null, [90, 110]]]],
    [
      'SELECT title, users FROM reach LEFT JOIN campaigns ON id = campaign ORDER BY campaign',
      users.map((ends) => [null, ends]),
    ],
    ['SELECT users FROM campaigns LEFT JOIN reach ON id = upper(campaign)', [[null]]],
    [
      'SELECT x.users, y.mean FROM reach AS x JOIN reach AS y ON x.campaign = y.campaign ORDER BY x.campaign',
      [
        [
          [90, 110],
          [1, 2],
        ],
        [
          [-3, 17],
          [2, 3],
        ],
      ],
    ],
    ['SELECT campaign FROM reach WHERE users = (SELECT max(users) FROM reach)', [[null]]],
    ['SELECT sum(users) AS all_users FROM reach', [[null]]],
    ['SELECT DISTINCT users FROM reach ORDER BY users', [[null], [null]]],
    ['SELECT users FROM reach UNION ALL SELECT users FROM reach', [[null], [null], [null], [null]]],
    ['SELECT title FROM campaigns', [[null]]],
  ]
  for (const [sql, expected] of cases) {
    const { intervals } = finish(carried(sql), { reach: published }, publicTables)
    assert.deepEqual(
      intervals.map((row) => row.map((i) => (i === null ? null : [i.low, i.high]))),
      expected,
      sql,
    )
  }
})

test('intervals go through arithmetic on published numbers', () => {
  const cases: readonly (readonly [string, readonly number[] | null])[] = [
    ['users * 10', [900, 1100]],
    ['2 + users', [92, 112]],
    ['users - 5', [85, 105]],
    ['users / 4.0', [22.5, 27.5]],
    ['cast(users AS double)', [90, 110]],
    ['round(mean * 0.5, 1)', [0.5, 1]],
    ['0.5 * cost + 1', [62.5, 62.95]],
    ['cast(cost AS bigint)', [123, 124]],
    ['users / 4', null],
    ['-users', [-110, -90]],
    ['users * -1', [-110, -90]],
    ['5 - users', [-105, -85]],
    ['users + cost', [213, 233.9]],
    ['abs(users)', null],
    ['users * users', [8100, 12100]],
    ['users / cost', [90 / 123.9, 110 / 123]],
    ['users / nullif(cost, 0)', [90 / 123.9, 110 / 123]],
    ['users / (cost - 123.5)', null],
    ['cast(users + cost AS decimal(10, 1))', null],
    ['CASE WHEN users > 1 THEN users END', null],
    ['cast(users AS varchar)', null],
  ]
  for (const [expression, expected] of cases) {
    const sql = `SELECT ${expression} AS x FROM reach WHERE campaign = 'a'`
    const [[interval] = []] = finish(carried(sql), { reach: published }, publicTables).intervals
    assert.deepEqual(interval === null || interval === undefined ? null : [interval.low, interval.high], expected, sql)
  }
})

test('what is made of several numbers says of how many', () => {
  const sources = (expression: string): number | undefined =>
    carried(`SELECT ${expression} AS x FROM reach`).intervals[0]?.sources
  assert.equal(sources('users'), 1)
  assert.equal(sources('users * users - 2'), 1)
  assert.equal(sources('users / cost'), 2)
  assert.equal(sources('users / (users + cost)'), 2)
})

test('a query with intervals gives the same rows first, and is well formed', () => {
  for (const sql of [
    'SELECT * FROM reach',
    'SELECT campaign, users, users * 2 AS twice FROM reach ORDER BY users LIMIT 1',
    'SELECT r.users, c.title FROM reach AS r FULL JOIN campaigns AS c ON r.campaign = c.id',
    'WITH r AS (SELECT * FROM reach) SELECT a.users, b.cost FROM r AS a, r AS b WHERE a.campaign < b.campaign',
    'SELECT campaign, avg(users) AS mean_users FROM reach GROUP BY campaign HAVING count(*) > 0',
    'SELECT users FROM reach WHERE campaign IN (SELECT campaign FROM reach WHERE users > 10)',
  ]) {
    const plan = carried(sql)
    assert.deepEqual(malformations(plan.query), [], sql)
    const before = evaluate(compiled(sql), { ...publicTables, reach: published.rows })
    const after = finish(plan, { reach: published }, publicTables)
    assert.deepEqual(after.rows, before.rows, sql)
    assert.ok(after.intervals.every((row) => row.length === before.columns.length))
  }
})

function compiled(sql: string): Query {
  const result = compile(sql, schema, [])
  assert.ok(result.ok, result.ok ? '' : `${sql}: ${result.diagnostics.map(({ message }) => message).join()}`)
  return result.value
}

function carried(sql: string): CarriedIntervals {
  const query = compiled(sql)
  let last = Math.max(...relationsOf(query).flatMap(({ columns }) => columns.map(({ id }) => id)))
  const nextId = (): ColumnId => ++last
  return carryIntervals(query, [step], nextId)
}
