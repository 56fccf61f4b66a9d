import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { compile, duckdb, duckdbAllowedFunctions, emit, type Schema } from '@glovebox/sql'
import { checkTree, serializeSql } from '../../service/server/src/engine/duckdb/worker/guard.ts'
import { quoteText } from '../../service/server/src/engine/duckdb/worker/quote.ts'
import { trialOf } from '../differential/difference.ts'
import { seededSource } from '../differential/source.ts'
import { schema } from '../emit/database.ts'
import { goldenFiles } from '../emit/golden.ts'
import { aggregateCases, aggregateQuery, scalarCases, scalarQuery } from '../functions/cases.ts'

// The guard and the emitter are written apart; whatever the one writes, the other must let pass.

const database = await DuckDBInstance.create(':memory:')
const connection = await database.connect()

async function refusal(sql: string, tables: Schema['tables']): Promise<string | undefined> {
  const reader = await connection.runAndReadAll(serializeSql(quoteText(sql)))
  const source = { format: 'csv' as const, files: [] }
  const known = tables.map(({ name, columns }) => ({
    name,
    source,
    columns: columns.map((column) => ({ name: column.name, type: column.type, fromText: '' })),
  }))
  return checkTree(String(reader.getRowsJS()[0]?.[0]), { tables: known, allowedFunctions: duckdbAllowedFunctions })
}

describe('the guard lets pass', () => {
  test('every golden', async () => {
    for (const { emitted, name } of goldenFiles().flatMap(({ goldens }) => goldens))
      assert.equal(await refusal(emitted, schema.tables), undefined, name)
  })

  test('every function', async () => {
    const cases = [
      ...scalarCases.flatMap((row) => [scalarQuery(row, 'columns'), scalarQuery(row, 'literals')]),
      ...aggregateCases.map(aggregateQuery),
    ]
    assert.ok(cases.length > 0)
    for (const { query, tables } of cases) {
      const { sql } = emit(query, duckdb)
      const names = Object.keys(tables).map((name) => ({ name, columns: [] }))
      assert.equal(await refusal(sql, names), undefined, sql)
    }
  })

  test('random queries', async () => {
    let count = 0
    for (let seed = 1; seed <= 120; seed++) {
      const { sql, database: random } = trialOf(seededSource(seed))
      const compiled = compile(sql, random.schema, [])
      if (!compiled.ok) continue
      const { sql: emitted } = emit(compiled.value, duckdb)
      assert.equal(await refusal(emitted, random.schema.tables), undefined, emitted)
      count++
    }
    assert.ok(count > 20)
  })
})
