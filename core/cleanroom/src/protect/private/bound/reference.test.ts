import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Tables, Value } from '@glovebox/sql'
import { fileWith, stepOf } from './bound.fixture.ts'
import { noiseless } from './noiseless.fixture.ts'

// What BigQuery's reference implementation, and Tumult Analytics, give where no noise is added.

const file = fileWith(`
  - name: unbounded
    owner: publisher
    source: { file: a.csv }
    columns: { id: INTEGER, uid: INTEGER, int64_val: BIGINT, double_val: DOUBLE }
    rule: any
    privacy: { unit: uid, maxRowsPerGroup: 10 }
  - name: ranged
    owner: publisher
    source: { file: a.csv }
    columns: { id: INTEGER, uid: INTEGER, int64_val: BIGINT, double_val: DOUBLE }
    rule: any
    privacy:
      unit: uid
      maxGroupsContributed: 5
      maxRowsPerGroup: 10
      columns: { int64_val: { range: [1, 4] }, double_val: { range: [-1.5, 3.5] } }
  - name: professors
    owner: publisher
    source: { file: a.csv }
    columns: { id: INTEGER, item: VARCHAR, quantity: INTEGER }
    rule: any
    privacy: { unit: id, maxGroupsContributed: 2, maxRowsPerGroup: 5 }
  - name: listed
    owner: publisher
    source: { file: a.csv }
    columns: { id: INTEGER, item: VARCHAR, quantity: INTEGER }
    rule: any
    privacy: { unit: id, maxGroupsContributed: 2, columns: { item: { values: [pen, pencil, book] } } }
  - name: checkouts
    owner: publisher
    source: { file: a.csv }
    columns: { name: VARCHAR, genre: VARCHAR, checked_out: DOUBLE }
    rule: any
    privacy: { unit: name, maxGroupsContributed: 2, maxRowsPerGroup: 1 }
`)

type Rows = readonly (readonly (number | string | null)[])[]

/** One row for each of ten people. */
const once: Rows = [
  [1, null, null],
  [2, 2, 1.5],
  [3, 1, 1.5],
  [4, null, 2.5],
  [5, 1, 3.5],
  [6, 2, null],
  [7, 1, -0.5],
  [8, 4, -1.5],
  [9, 2, 1.5],
  [10, 3, 2.5],
]
const people: readonly number[] = [1, 2, 3, 1, 2, 2, 1, 2, 3, 2]

/** The same rows of three people. */
const often: Rows = once.map((row, i) => [row[0] ?? 0, people[i] ?? 0, row[1] ?? null, row[2] ?? null])
const alone: Rows = once.map(([id = null, whole = null, broken = null]) => [id, id, whole, broken])

const professors: Rows = [
  [101, 'pencil', 24],
  [123, 'pen', 16],
  [123, 'pencil', 10],
  [123, 'pencil', 38],
  [101, 'pen', 19],
  [101, 'pen', 23],
  [130, 'scissors', 8],
  [150, 'pencil', 72],
]

const checkouts: Rows = [
  ['Ambar', 'Unknown', null],
  ['Tessa', 'Unknown', 3],
  ['Ambar', 'Science fiction', 5],
  ['Tessa', 'Science fiction', Number.NEGATIVE_INFINITY],
  ['Alfredo', 'Science fiction', Number.POSITIVE_INFINITY],
]

function tablesOf(rows: Rows): Tables {
  const typed = (values: Rows, wholes: readonly number[]): readonly (readonly Value[])[] =>
    values.map((row) =>
      row.map((value, i) => (typeof value === 'number' && wholes.includes(i) ? BigInt(value) : value)),
    )
  return {
    unbounded: typed(rows, [0, 1, 2]),
    ranged: typed(rows, [0, 1, 2]),
    professors: typed(professors, [0, 2]),
    listed: typed(professors, [0, 2]),
    checkouts: typed(checkouts, []),
  }
}

const clause = 'WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1)'
const grouped = 'WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1, max_groups_contributed = 2)'

const cases: readonly { readonly sql: string; readonly rows: Rows; readonly expected: readonly number[] }[] = [
  {
    sql: `SELECT ${clause} SUM(int64_val, contribution_bounds_per_group => (2, 3)) FROM unbounded`,
    rows: alone,
    expected: [18],
  },
  {
    sql: `SELECT ${clause} SUM(double_val, contribution_bounds_per_group => (0, 10)) FROM unbounded`,
    rows: alone,
    expected: [13],
  },
  {
    sql: `SELECT ${clause} AVG(int64_val, contribution_bounds_per_group => (2, 3)) FROM unbounded`,
    rows: often,
    expected: [2.1333333333333333],
  },
  {
    sql: `SELECT ${clause} AVG(double_val, contribution_bounds_per_group => (0, 10)) FROM unbounded`,
    rows: alone,
    expected: [1.625],
  },
  { sql: `SELECT ${clause} SUM(double_val) FROM ranged`, rows: alone, expected: [11] },
  { sql: `SELECT ${clause} SUM(int64_val) FROM ranged`, rows: alone, expected: [16] },
  { sql: `SELECT ${clause} AVG(double_val) FROM ranged`, rows: alone, expected: [1.375] },
  { sql: `SELECT ${clause} AVG(double_val) FROM ranged`, rows: often, expected: [1.3333333333333333] },
  {
    sql: `SELECT ${clause} SUM(int64_val, contribution_bounds_per_group => (2, 3)), COUNT(double_val, contribution_bounds_per_group => (0, 10)) FROM unbounded`,
    rows: alone,
    expected: [18, 8],
  },
  {
    sql: `SELECT ${clause} COUNT(*) FROM ranged CROSS JOIN (VALUES (1), (2), (3)) AS v (x)`,
    rows: alone,
    expected: [30],
  },
  { sql: `SELECT ${clause} VAR_POP(int64_val) FROM ranged`, rows: often, expected: [1] },
  {
    sql: `SELECT ${clause} VAR_POP(int64_val, contribution_bounds_per_row => (2, 3)) FROM ranged`,
    rows: often,
    expected: [0.1875],
  },
  {
    sql: `SELECT ${clause} STDDEV_POP(int64_val, contribution_bounds_per_row => (2, 3)) FROM ranged`,
    rows: often,
    expected: [0.4330127018922193],
  },
]

for (const { sql, rows, expected } of cases) {
  test(`${sql} is ${expected.join(', ')} without noise`, () => {
    const [found = []] = noiseless(stepOf(sql, file), tablesOf(rows)).values()
    assert.equal(found.length, expected.length)
    for (const [i, value] of expected.entries()) near(found[i], value)
  })
}

for (const { fraction, expected } of [
  { fraction: 0.4, expected: 1.5 },
  { fraction: 0.1, expected: -1.5 },
]) {
  test(`the quantile ${fraction} is near the value ${expected}`, () => {
    const sql = `SELECT PERCENTILE_CONT(${fraction}) WITHIN GROUP (ORDER BY double_val) FROM ranged`
    const [found = []] = noiseless(stepOf(sql, file), tablesOf(often)).values()
    near(found[0], expected, 0.01)
  })
}

test('a limit of groups has no effect without GROUP BY, and with it leaves so many of each unit', () => {
  const step = stepOf(
    `SELECT ${grouped} x, COUNT(*) FROM ranged CROSS JOIN (VALUES (1), (2), (3)) AS v (x) GROUP BY x`,
    file,
  )
  const counts = [...noiseless(step, tablesOf(alone)).values()].map(([count]) => count ?? 0)
  assert.equal(
    counts.reduce((a, b) => a + b, 0),
    20,
  )
})

test('the mean of each group is that of its units’ means', () => {
  const sql = `SELECT ${grouped} item, AVG(quantity, contribution_bounds_per_group => (0, 100)) FROM professors GROUP BY item`
  const found = noiseless(stepOf(sql, file), tablesOf(alone))
  for (const [item, mean] of [
    ['pencil', 40],
    ['pen', 18.5],
    ['scissors', 8],
  ] as const)
    near(found.get(item)?.[0], mean)
})

test('groups that are listed appear, and no other', () => {
  const sql = `SELECT ${grouped} item, AVG(quantity, contribution_bounds_per_group => (0, 100)) FROM listed GROUP BY item`
  const found = noiseless(stepOf(sql, file), tablesOf(alone))
  assert.deepEqual([...found.keys()].sort(), ['book', 'pen', 'pencil'])
  near(found.get('pencil')?.[0], 40)
  near(found.get('pen')?.[0], 18.5)
  assert.equal(found.get('book')?.[0], null)
})

test('NULL may be made 0, and infinities are clamped', () => {
  const coalesced = `SELECT ${clause} genre, AVG(COALESCE(checked_out, 0), contribution_bounds_per_row => (0, 30)) FROM checkouts GROUP BY genre`
  near(noiseless(stepOf(coalesced, file), tablesOf(alone)).get('Unknown')?.[0], 1.5)
  const infinite = `SELECT ${clause} genre, AVG(checked_out, contribution_bounds_per_row => (-15, 10)) FROM checkouts WHERE genre = 'Science fiction' GROUP BY genre`
  near(noiseless(stepOf(infinite, file), tablesOf(alone)).get('Science fiction')?.[0], 0)
})

function near(actual: number | null | undefined, expected: number, tolerance = 1e-9): void {
  assert.ok(typeof actual === 'number' && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`)
}
