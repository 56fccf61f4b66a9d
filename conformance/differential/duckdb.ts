import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { duckdb, type SqlType, type TableSchema, type Tables, typeName, type Value } from '@glovebox/sql'

/** A DuckDB in this process, for tests: what the engine would give, without its sandbox. */
export type Duckdb = {
  /** Makes the tables, replacing those of before. */
  readonly load: (schema: readonly TableSchema[], tables: Tables) => Promise<void>
  readonly run: (sql: string) => Promise<DuckdbResult>
  /** Every function that the statement calls, by the name that DuckDB's own parser gives it. */
  readonly functionsOf: (sql: string) => Promise<readonly string[]>
  readonly close: () => void
}

export type DuckdbResult = { readonly types: readonly string[]; readonly rows: readonly (readonly Value[])[] }

/** Opens an empty database on one thread. */
export async function openDuckdb(): Promise<Duckdb> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  let loaded: readonly string[] = []
  return {
    load: async (schema, tables) => {
      for (const name of loaded) await connection.run(`DROP TABLE ${quoted(name)}`)
      loaded = []
      for (const table of schema) {
        await connection.run(createTable(table))
        loaded = [...loaded, table.name]
        await insert(connection, table, tables[table.name] ?? [])
      }
    },
    run: async (sql) => {
      const result = await connection.runAndReadAll(sql)
      const rows = result.getRows().map((row) => row.map(toValue))
      return { types: result.columnTypes().map(String), rows }
    },
    functionsOf: async (sql) => {
      const result = await connection.runAndReadAll(`SELECT json_serialize_sql(${textOf(sql)})`)
      return functionNames(JSON.parse(String(result.getRows()[0]?.[0])))
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function createTable({ name, columns }: TableSchema): string {
  const defined = columns.map((column) => `${quoted(column.name)} ${typeName(column.type)}`)
  return `CREATE TABLE ${quoted(name)} (${defined.join(', ')})`
}

async function insert(connection: DuckDBConnection, table: TableSchema, rows: Tables[string]): Promise<void> {
  if (rows.length === 0) return
  const lines = rows.map((row) => `(${row.map((value, i) => written(value, table.columns[i]?.type)).join(', ')})`)
  await connection.run(`INSERT INTO ${quoted(table.name)} VALUES ${lines.join(', ')}`)
}

function written(value: Value, type: SqlType | undefined): string {
  if (type === undefined) throw new Error('a row is longer than its table')
  return duckdb.literal({ kind: 'literal', value, type, nullable: true, at: { start: 0, end: 0 } }).text
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function textOf(sql: string): string {
  return `'${sql.replaceAll("'", "''")}'`
}

/** The name of a type as DuckDB prints it. */
export function duckdbTypeName(type: SqlType): string {
  return type.kind === 'null' ? 'INTEGER' : typeName(type).replace(', ', ',')
}

function toValue(value: DuckDBValue): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value === 'bigint' || typeof value === 'string') return value
  if (value instanceof DuckDBDecimalValue) return value.value
  if (value instanceof DuckDBDateValue) return BigInt(value.days)
  if (value instanceof DuckDBTimestampValue) return value.micros
  throw new Error(`a value of a type that is never emitted: ${value}`)
}

function functionNames(node: unknown): readonly string[] {
  const found = new Set<string>()
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) for (const element of part) visit(element)
    else if (typeof part === 'object' && part !== null) {
      for (const [key, value] of Object.entries(part)) {
        if (key === 'function_name' && typeof value === 'string') found.add(value)
        else visit(value)
      }
    }
  }
  visit(node)
  return [...found].sort()
}
