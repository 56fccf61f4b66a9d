import { invoke, type Sql } from '../sql.ts'

/**
 * The same value, not seen through by DuckDB, which rewrites some comparisons with constants into others that are true or
 * false where the value is NULL: `greatest` of one value is that value, and is left alone.
 */
export function opaque(sql: Sql): Sql {
  return invoke('greatest', sql)
}
