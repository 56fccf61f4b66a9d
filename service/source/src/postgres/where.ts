import type { SqlType } from '@glovebox/sql'
import type { ColumnBounds } from '../port/table-source.ts'
import type { FoundColumn } from './describe-table.ts'

/** The condition that rows within bounds meet, where PostgreSQL compares as is done here; empty where none does. */
export function whereOf(bounds: readonly ColumnBounds[], columns: readonly FoundColumn[]): string {
  const conditions = bounds.flatMap((bound) => {
    const found = columns.find(({ column }) => column.name === bound.column)
    if (found?.column.type === undefined || !isSame(found.column.type, bound.type)) return []
    const cell = comparable(found)
    if (cell === undefined) return []
    return [
      ...(bound.low === undefined ? [] : [`${cell} >= ${literal(bound.low, bound.type)}`]),
      ...(bound.high === undefined ? [] : [`${cell} <= ${literal(bound.high, bound.type)}`]),
    ]
  })
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}

function isSame(one: SqlType, other: SqlType): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

const byCodePoint: ReadonlySet<string> = new Set(['text', 'character varying'])

/** What can be compared in the database with the same outcome; anything else is left to be compared here. */
function comparable({ sql, column }: FoundColumn): string | undefined {
  const type = column.sourceType.replace(/\(.*\)/, '')
  switch (column.type?.kind) {
    case 'integer':
      return type === 'oid' ? undefined : sql
    case 'date':
      return sql
    case 'timestamp':
      return type === 'timestamp without time zone' ? sql : undefined
    case 'text':
      return byCodePoint.has(type) ? `${sql} COLLATE "C"` : undefined
    default:
      return undefined
  }
}

const dayMs = 86_400_000

function literal(value: NonNullable<ColumnBounds['low']>, type: SqlType): string {
  switch (type.kind) {
    case 'date':
      return `(DATE '1970-01-01' + (${Math.trunc(Number(value))}))`
    case 'timestamp': {
      const micros = BigInt(value)
      const days = micros / BigInt(dayMs * 1000)
      return `(TIMESTAMP '1970-01-01' + INTERVAL '${days} days' + INTERVAL '${micros % BigInt(dayMs * 1000)} microseconds')`
    }
    case 'text':
      return `'${String(value).replaceAll("'", "''").replaceAll('\0', '')}'`
    default:
      return `(${number(value)})`
  }
}

/** Nothing but a number, whoever made it. */
function number(value: NonNullable<ColumnBounds['low']>): string {
  const text = String(value)
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) throw new Error('a bound of numbers is none')
  return text
}
