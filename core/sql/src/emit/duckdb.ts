import type { SqlType } from '../type/sql-type.ts'
import type { Dialect } from './dialect.ts'
import { aggregates } from './duckdb/aggregate.ts'
import { arithmetic } from './duckdb/arithmetic.ts'
import { cast } from './duckdb/cast.ts'
import { dates } from './duckdb/date.ts'
import { internal } from './duckdb/internal.ts'
import { bareLiteral, castAs, duckdbType, typedLiteral } from './duckdb/literal.ts'
import { logic } from './duckdb/logic.ts'
import { numbers } from './duckdb/number.ts'
import { readText } from './duckdb/read-text.ts'
import { texts } from './duckdb/text.ts'
import { windows } from './duckdb/window.ts'
import { atom } from './sql.ts'

/** DuckDB 1.5. Every integer column must be a BIGINT there, and doubles follow IEEE 754, which is its default. */
export const duckdb: Dialect = {
  name: 'duckdb',
  typeName: duckdbType,
  literal: typedLiteral,
  bareLiteral,
  typed: castAs,
  cast,
  functions: { ...logic, ...arithmetic, ...numbers, ...texts, ...dates, ...internal },
  aggregates,
  windows,
}

/**
 * SQL that reads a text as a value of a type by the agreed forms, NULL for any other text: what CAST means in a query
 * and a cell in a file of texts. `expression` should be short, such as a column: it is written several times.
 */
export function duckdbFromText(expression: string, type: SqlType): string {
  return readText(atom(expression), type).text
}
