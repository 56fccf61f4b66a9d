import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { duckdb, emit, evaluate, type Value } from '../../core/sql/src/index.ts'
import { openRoom, planOf } from './rooms.ts'

// Where a person's rows lie among others' is a matter of who else is there. On an engine with several threads sums of
// doubles depend on it: 1e300, 1 and −1e300 make 0 or 1. What one person contributes must not.

const room = openRoom('ordered', { maxGroups: 2, maxRows: 2, budget: 'epsilon: 4' })
const others = 200_000
let instance: DuckDBInstance
before(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '2' })
})
after(() => instance.closeSync())

/** What all people have together; the one between has the most that counts. */
async function exact(sql: string, between: number): Promise<string> {
  const [part] = planOf(sql, room).steps[0]?.parts ?? []
  if (part === undefined) throw new Error('a question has a part')
  const connection = await instance.connect()
  const rows = (...free: readonly string[]): string => `VALUES ${free.map((value) => `(1, ${value})`).join(', ')}`
  await connection.run(`CREATE OR REPLACE TABLE visits AS
    SELECT person, free FROM (${rows('1e300', '1.0')}) t(person, free)
    UNION ALL SELECT 2, 100.0 FROM range(${between})
    UNION ALL SELECT person, free FROM (${rows('1.0', '-1e300', '1.0')}) t(person, free)`)
  const result = await connection.runAndReadAll(emit(part.query, duckdb, { boundingKey: 'a secret' }).sql)
  connection.closeSync()
  return result.getRows().map(String).join(' ')
}

for (const aggregate of ['SUM(free)', 'AVG(free)']) {
  test(`others' rows do not change what one person has: ${aggregate}`, async () => {
    const sql = `SELECT SUM(s, contribution_bounds_per_group => (-9, 9)) FROM (SELECT person, ${aggregate} AS s FROM visits GROUP BY person) t`
    const results = new Set<string>()
    for (let round = 0; round < 40; round++) results.add(await exact(sql, others))
    assert.equal(results.size, 1, [...results].join(', '))
  })
}

test('which of two rows that sort alike is chosen does not depend on where they lie', async () => {
  for (const call of ['ROW_NUMBER()', 'LAG(page)', 'LEAD(seconds)', 'FIRST_VALUE(page)']) {
    const over = `${call} OVER (PARTITION BY person ORDER BY member)`
    const sql = `SELECT COUNT(*) FROM (SELECT person, page, cost, ${over} AS x FROM visits) t WHERE cost > 10 AND (x IS NULL OR x = ${call.includes('page') ? "'a'" : '1'})`
    const [part] = planOf(sql, room).steps[0]?.parts ?? []
    if (part === undefined) throw new Error('a question has a part')
    const visit = (page: string, cost: number, seconds: bigint): readonly Value[] => [
      1n,
      page,
      'FR',
      seconds,
      cost,
      100n,
      0,
      true,
    ]
    const visits = [visit('a', 5, 1n), visit('b', 20, 1n), visit('c', 30, 2n), visit('a', 40, 3n)]
    const empty = { people: [], orders: [], items: [], clicks: [], pages: [], own: [] }
    const turned = [visits, visits.toReversed(), [...visits.slice(2), ...visits.slice(0, 2)]]
    const results = turned.map((rows) => evaluate(part.query, { ...empty, visits: rows }).rows)
    assert.deepEqual(results[1], results[0], sql)
    assert.deepEqual(results[2], results[0], sql)
  }
})
