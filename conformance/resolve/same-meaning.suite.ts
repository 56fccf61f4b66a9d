import assert from 'node:assert/strict'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { compile, evaluate, type Query, type Tables, textType, type Value, writeValue } from '@glovebox/sql'
import { random } from '../random.ts'
import { type Plain, plainSql } from './plain-sql.ts'
import { plainRows, plainSchema } from './plain-tables.ts'

/** What an engine and the evaluator make of the same text. */
export type Meanings = { readonly compared: number; readonly refused: readonly string[] }

/**
 * Runs random plain queries as they are written on DuckDB, and what `compile` makes of them on the evaluator: whatever
 * resolve misunderstands shows as different rows.
 */
export async function compareMeanings(seed: number, count: number): Promise<Meanings> {
  const { connection, close } = await openReader()
  const choices = random(seed)
  const refused: string[] = []
  let compared = 0
  let tables: Tables = {}
  for (let i = 0; i < count; i++) {
    if (i % 50 === 0) {
      tables = plainRows(choices)
      for (const sql of createTables(tables)) await connection.run(sql)
    }
    const { sql, isSorted } = plainSql(choices)
    const compiled = compile(sql, plainSchema, [])
    // Now and then chance makes more than any query may be.
    if (!compiled.ok && compiled.diagnostics.every((d) => d.code === 'SQL_TOO_LARGE')) continue
    if (!compiled.ok) {
      refused.push(`${sql}\n  ${compiled.diagnostics.map((d) => `${d.code} ${d.message}`).join('\n  ')}`)
      continue
    }
    compared++
    await compareOne(connection, { sql, isSorted }, tables, compiled.value, `seed ${seed}, query ${i}`)
  }
  close()
  return { compared, refused }
}

/** Compares one query with its own reading by DuckDB, over tables that are the same for all. */
export async function compareFixed(rows: readonly Plain[]): Promise<void> {
  const { connection, close } = await openReader()
  const tables = plainRows(random(7), 6)
  for (const sql of createTables(tables)) await connection.run(sql)
  for (const plain of rows) {
    const compiled = compile(plain.sql, plainSchema, [])
    assert.ok(compiled.ok, `${plain.sql}\n${compiled.ok ? '' : compiled.diagnostics.map((d) => d.message).join('\n')}`)
    await compareOne(connection, plain, tables, compiled.value, 'fixed')
  }
  close()
}

type Reader = { readonly connection: DuckDBConnection; readonly close: () => void }

async function openReader(): Promise<Reader> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run("SET default_null_order = 'nulls_last_on_asc_first_on_desc'")
  return {
    connection,
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function compareOne(
  connection: DuckDBConnection,
  { sql, isSorted }: Plain,
  tables: Tables,
  query: Query,
  label: string,
): Promise<void> {
  const { columns, rows } = evaluate(query, tables)
  const ours = rows.map((row) => row.map((value, j) => writeValue(value, columns[j]?.type ?? textType)))
  const theirs = await engineRows(connection, sql)
  const data = JSON.stringify(tables, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
  const where = `${label}\n${sql}\n${data}`
  if (isSorted) assert.deepEqual(ours, theirs, where)
  else assert.deepEqual(ours.map(String).sort(), theirs.map(String).sort(), where)
}

async function engineRows(connection: DuckDBConnection, sql: string): Promise<readonly (readonly string[])[]> {
  try {
    const result = await connection.runAndReadAll(sql)
    return result.getRowsJson().map((row) => row.map((value) => (value === null ? 'NULL' : String(value))))
  } catch (error) {
    throw new Error(`DuckDB refuses ${sql}`, { cause: error })
  }
}

function createTables(tables: Tables): readonly string[] {
  return plainSchema.tables.flatMap(({ name, columns }) => {
    const defined = columns.map((column) => `${column.name} ${column.type.kind === 'text' ? 'VARCHAR' : 'BIGINT'}`)
    const cell = (value: Value): string =>
      value === null ? 'NULL' : typeof value === 'string' ? `'${value}'` : String(value)
    const lines = (tables[name] ?? []).map((row) => `(${row.map(cell).join(', ')})`)
    const insert = lines.length === 0 ? [] : [`INSERT INTO ${name} VALUES ${lines.join(', ')}`]
    return [`CREATE OR REPLACE TABLE ${name} (${defined.join(', ')})`, ...insert]
  })
}
