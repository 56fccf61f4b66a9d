import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { duckdb, emit, type Tables, type Value } from '../../core/sql/src/index.ts'
import { type Duckdb, openDuckdb } from '../differential/duckdb.ts'
import { exactOf, violations } from './enumerate.ts'
import { ask, openRoom, planOf } from './rooms.ts'

// A row that would make a query fail tells by the failure that it is there. None may fail, on the engine either.

const room = openRoom('probed', {
  maxGroups: 2,
  maxRows: 3,
  budget: 'epsilon: 20, delta: 1e-3, perQuery: { epsilon: 8 }',
})

const hostile: readonly (readonly Value[])[] = [
  [1n, '', 'FR', 0n, 0, 100n, Number.NaN, null],
  [1n, '%', 'DE', -4n, 50, 950n, Number.POSITIVE_INFINITY, true],
  [2n, 'x'.repeat(300), 'FR', 10n, Number.NaN, 100n, Number.NEGATIVE_INFINITY, false],
  [2n, '9'.repeat(60), null, null, null, null, 1.7976931348623157e308, true],
  [3n, '1e400', 'IT', 1n, 25, 500n, 5e-324, true],
  [3n, '\\', 'FR', 10n, 0, 100n, -0, null],
  [4n, null, 'DE', 0n, 50, 950n, 2 ** 63, false],
]
const tables: Tables = {
  visits: hostile,
  people: [
    [1n, 'Rome', 0n],
    [2n, 'Oslo', null],
    [3n, null, 3n],
  ],
  orders: [],
  items: [],
  clicks: [
    [1n, '', -2n],
    [2n, '%', 2n],
  ],
  pages: [
    ['%', 'news'],
    ['', null],
  ],
  own: [],
}

const probes: readonly string[] = [
  '10 / seconds > 1',
  'seconds % seconds = 0',
  'CAST(page AS INTEGER) > 0',
  "CAST(page AS DATE) > DATE '2020-01-01'",
  'CAST(free AS INTEGER) > 0',
  'seconds * 9000000000000000 > 0',
  'SQRT(seconds) > 1',
  'LN(seconds) > 1',
  'EXP(free) > 1',
  'POWER(free, free) > 1',
  "SUBSTRING(page, -5, 2) = ''",
  "page LIKE '%\\%'",
  'free / cost > 1',
  'ABS(free) > 1',
  'CASE WHEN seconds <> 0 THEN 10 / seconds ELSE 1 / seconds END > 0',
]

const shapes: readonly ((probe: string) => string)[] = [
  (probe) => `SELECT COUNT(*) FROM visits WHERE ${probe}`,
  (probe) => `SELECT COUNT(*) FILTER (WHERE ${probe}) FROM visits`,
  (probe) => `SELECT ${probe} AS k, COUNT(*) FROM visits GROUP BY ${probe}`,
  (probe) => `SELECT SUM(CASE WHEN ${probe} THEN seconds ELSE 0 END) FROM visits`,
  (probe) => `SELECT COUNT(*) FROM visits JOIN people p ON visits.person = p.person AND ${probe}`,
  (probe) => `SELECT COUNT(*) FROM (SELECT person, ${probe} AS x FROM visits) t WHERE x`,
]

let engine: Duckdb
before(async () => {
  engine = await openDuckdb()
  await engine.load(room.schema.tables, tables)
})
after(() => engine.close())

for (const probe of probes) {
  test(`no row makes it fail: ${probe}`, async () => {
    let asked = 0
    for (const shape of shapes) {
      const sql = shape(probe)
      const { plan, diagnostics } = ask(sql, room)
      // What is refused is refused for its text: nothing was looked at.
      if (plan === undefined) {
        assert.ok(diagnostics.length > 0, sql)
        continue
      }
      asked++
      assert.deepEqual(violations(plan, tables), [], sql)
      for (const { query } of plan.steps.flatMap(({ parts }) => parts)) {
        const { rows } = await engine.run(emit(query, duckdb, { boundingKey: 'a secret' }).sql)
        assert.ok(
          rows.flat().every((cell) => typeof cell !== 'number' || Number.isFinite(cell)),
          sql,
        )
      }
    }
    assert.ok(asked > 0 || ask(shapes[0]?.(probe) ?? '', room).diagnostics.length > 0)
  })
}

test('most probes may be asked, so that it is not the refusal that keeps them from failing', () => {
  const accepted = probes.filter((probe) => ask(`SELECT COUNT(*) FROM visits WHERE ${probe}`, room).plan !== undefined)
  assert.ok(accepted.length >= 10, `${accepted.length}`)
})

test('poison: NaN and infinities count as nothing, or as an end of the range, and never spread', () => {
  const poisons = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const others: readonly (readonly Value[])[] = [
    [8n, 'a', 'FR', 1n, 20, 100n, 1, true],
    [9n, 'a', 'FR', 1n, 30, 100n, 2, true],
  ]
  for (const aggregate of [
    'SUM(cost)',
    'AVG(cost)',
    'VAR_POP(cost)',
    'MEDIAN(cost)',
    'SUM(free, contribution_bounds_per_group => (-3, 3))',
    'AVG(free, contribution_bounds_per_row => (-3, 3))',
    'COUNT(DISTINCT free)',
    'SUM(cost / free, contribution_bounds_per_group => (-3, 3))',
  ]) {
    const plan = planOf(`SELECT ${aggregate} FROM visits`, room)
    const [step] = plan.steps
    if (step === undefined) throw new Error('an aggregate has a step')
    for (const poison of poisons) {
      const visits = [...others, [1n, 'a', 'FR', 1n, poison, 100n, poison, true]]
      assert.deepEqual(violations(plan, { ...tables, visits }), [], aggregate)
      for (const cell of exactOf(step, { ...tables, visits }).parts.flat(2))
        assert.equal(typeof cell, 'bigint', aggregate)
    }
  }
})
