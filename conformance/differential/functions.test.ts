import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type ColumnSchema, closeEnough, duckdb, emit, type SqlType, type Value, writeValue } from '@glovebox/sql'
import { aggregateCases, aggregateQuery, type CaseQuery, scalarCases, scalarQuery } from '../functions/cases.ts'
import { type Duckdb, duckdbTypeName, openDuckdb } from './duckdb.ts'

let engine: Duckdb
before(async () => {
  engine = await openDuckdb()
})
after(() => engine.close())

async function checkCase(
  { query, tables }: CaseQuery,
  columns: readonly ColumnSchema[],
  expected: Value,
  magnitude = 0,
): Promise<void> {
  const emission = emit(query, duckdb)
  const type: SqlType = emission.columns[0]?.type ?? { kind: 'null' }
  await engine.load([{ name: 'arguments', columns }], tables)
  const { rows, types } = await engine.run(emission.sql)
  const value = rows[0]?.[0] ?? null
  const shown = `${writeValue(value, type)} from\n${emission.sql}`
  assert.deepEqual(types, [duckdbTypeName(type)], emission.sql)
  assert.ok(closeEnough(value, expected, type, magnitude), `expected ${writeValue(expected, type)}, got ${shown}`)
}

for (const form of ['columns', 'literals'] as const) {
  for (const row of scalarCases) {
    test(`on DuckDB, of ${form}: ${row.name}`, async () => {
      const columns = row.arguments.map(({ type }, i) => ({ name: `a${i + 1}`, type, nullable: true }))
      await checkCase(scalarQuery(row, form), columns, row.expected.value)
    })
  }
}

for (const row of aggregateCases) {
  test(`on DuckDB: ${row.name}`, async () => {
    const type = row.values[0]?.type ?? { kind: 'integer' }
    const sizes = row.values.map(({ value }) => Math.abs(Number(value))).filter(Number.isFinite)
    const magnitude = sizes.reduce((sum, size) => sum + size, 0)
    await checkCase(aggregateQuery(row), [{ name: 'value', type, nullable: true }], row.expected.value, magnitude)
  })
}
