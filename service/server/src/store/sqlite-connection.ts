import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'

/** More than the product has different statements. */
const keptStatements = 500

type Prepared = { readonly statement: StatementSync; readonly hasRows: boolean }

/** A connection whose statements are kept prepared and whose integers are exact. */
export function sqliteConnection(database: DatabaseSync): DatabaseConnection {
  const kept = new Map<string, Prepared>()
  const prepare = (sql: string): Prepared => {
    const statement = database.prepare(sql)
    statement.setReadBigInts(true)
    return { statement, hasRows: statement.columns().length > 0 }
  }
  const keep = (sql: string): Prepared => {
    const found = kept.get(sql)
    if (found !== undefined) return found
    const oldest = kept.keys().next()
    if (kept.size >= keptStatements && oldest.done !== true) kept.delete(oldest.value)
    const prepared = prepare(sql)
    kept.set(sql, prepared)
    return prepared
  }
  return {
    executeQuery: async <R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> => {
      const { statement, hasRows } = keep(sql)
      const values = parameters as readonly SQLInputValue[]
      if (!hasRows) {
        const { changes, lastInsertRowid } = statement.run(...values)
        return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
      }
      const rows = statement.all(...values).map(plainRow) as R[]
      return query.kind === 'SelectQueryNode' ? { rows } : { rows, numAffectedRows: BigInt(rows.length) }
    },
    async *streamQuery<R>({ sql, parameters }: CompiledQuery, size: number): AsyncIterableIterator<QueryResult<R>> {
      // A statement of its own: a kept one starts again when somebody else runs it.
      const { statement } = prepare(sql)
      let rows: R[] = []
      for (const row of statement.iterate(...(parameters as readonly SQLInputValue[]))) {
        rows.push(plainRow(row) as R)
        if (rows.length < size) continue
        yield { rows }
        rows = []
      }
      if (rows.length > 0) yield { rows }
    },
  }
}

function plainRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain: Record<string, unknown> = { ...row }
  for (const name in plain) {
    const value = plain[name]
    if (typeof value === 'bigint') plain[name] = exactInteger(value)
  }
  return plain
}

/** A number where numbers are exact, else a bigint. */
export function exactInteger(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
