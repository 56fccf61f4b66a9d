import type { LiteralExpression } from '../../relation/relation.ts'
import { smallestInteger } from '../../type/cast-value.ts'
import { type SqlType, typeName, type Value } from '../../type/sql-type.ts'
import { writeValue } from '../../type/value-text.ts'
import { atom, invoke, type Sql } from '../sql.ts'
import { opaque } from './opaque.ts'

/** The name of a type in DuckDB. */
export function duckdbType(type: SqlType): string {
  // A bare NULL is an INTEGER to DuckDB.
  return type.kind === 'null' ? 'INTEGER' : typeName(type)
}

/** `CAST(x AS T)`: only where it cannot fail. */
export function castAs(sql: Sql, type: SqlType | string): Sql {
  return atom(`CAST(${sql.text} AS ${typeof type === 'string' ? type : duckdbType(type)})`)
}

/** `TRY_CAST(x AS T)`: NULL where the value does not fit. A failure costs a microsecond: only for the rare case. */
export function tryCastAs(sql: Sql, type: SqlType | string): Sql {
  return atom(`TRY_CAST(${sql.text} AS ${typeof type === 'string' ? type : duckdbType(type)})`)
}

/** The same for a number into a narrower type, whose comparisons DuckDB would rewrite into ones without the cast. */
export function tryNarrowAs(sql: Sql, type: SqlType | string): Sql {
  return opaque(tryCastAs(sql, type))
}

/** The NULL of a type. */
export function nullOf(type: SqlType): Sql {
  return { ...(type.kind === 'null' ? atom('NULL') : castAs(atom('NULL'), type)), isNull: true }
}

/** A literal that says its own type. */
export function typedLiteral({ value, type }: Pick<LiteralExpression, 'value' | 'type'>): Sql {
  if (value === null) return nullOf(type)
  if (typeof value === 'object') throw new Error('an interval outside date arithmetic')
  const plain = plainLiteral(value, type)
  // A point makes a decimal of a whole number.
  if (type.kind === 'decimal' && type.scale === 0 && digitsOf(value, type) === type.precision) {
    return { ...plain, text: `${plain.text}.` }
  }
  const isCast = plain.text.startsWith('CAST(')
  return isCast || hasOwnType(value, type) ? plain : castAs(plain, type)
}

/** A literal beside an expression of its type. */
export function bareLiteral({ value, type }: Pick<LiteralExpression, 'value' | 'type'>): Sql {
  if (value === null || typeof value === 'object') return typedLiteral({ value, type })
  // Where the type has no digit before the point, the 0 that is written there would make it wider.
  const isWider = type.kind === 'decimal' && digitsOf(value, type) > type.precision
  return isWider ? typedLiteral({ value, type }) : plainLiteral(value, type)
}

/** An integer without its type. */
export function integerText(value: bigint): Sql {
  // The parser sees a minus before a number that is too large.
  if (value === smallestInteger) return castAs(atom(String(value)), 'BIGINT')
  return value < 0n ? { text: value.toString(), binds: 'sign' } : atom(value.toString())
}

/** Whether DuckDB gives the plain text of the literal just its type. */
function hasOwnType(value: Value, type: SqlType): boolean {
  switch (type.kind) {
    case 'decimal':
      return type.scale > 0 && digitsOf(value, type) === type.precision
    case 'double':
      return Number.isFinite(value)
    case 'boolean':
    case 'text':
    case 'date':
    case 'timestamp':
      return true
    // An integer by itself would be narrower, and a place in GROUP BY.
    case 'integer':
    case 'interval':
    case 'null':
      return false
  }
}

/** The digits that are written, which is the precision that DuckDB sees. */
function digitsOf(value: Value, type: SqlType): number {
  return writeValue(value, type).replace(/[-.]/g, '').length
}

function plainLiteral(value: Exclude<Value, null>, type: SqlType): Sql {
  switch (typeof value) {
    case 'boolean':
      return atom(value ? 'TRUE' : 'FALSE')
    case 'string':
      return textLiteral(value)
    case 'number':
      return doubleLiteral(value)
    case 'bigint': {
      const text = writeValue(value, type)
      if (type.kind === 'integer') return integerText(value)
      if (type.kind === 'date') return atom(`DATE '${text}'`)
      if (type.kind === 'timestamp') return atom(`TIMESTAMP '${text}'`)
      // More digits than a number literal may have.
      if (type.kind === 'decimal' && digitsOf(value, type) > 38) return atom(`'${text}'`)
      return value < 0n ? { text, binds: 'sign' } : atom(text)
    }
  }
}

function doubleLiteral(value: number): Sql {
  if (!Number.isFinite(value)) return castAs(atom(`'${value}'`), 'DOUBLE')
  // An exponent makes it a double; the shortest text that reads back as the same value is JavaScript's.
  const text = Object.is(value, -0) ? '-0' : String(value)
  const complete = text.includes('e') ? text : `${text}e0`
  return value < 0 || Object.is(value, -0) ? { text: complete, binds: 'sign' } : atom(complete)
}

/** A text; control characters are named by number, as NUL ends a C text and the layout has its own line breaks. */
export function textLiteral(value: string): Sql {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const parts = value.toWellFormed().split(/([\0-\x1f\x7f])/)
  const written = parts.flatMap((part, i) => {
    if (i % 2 === 1) return [invoke('chr', String(part.charCodeAt(0)))]
    return part === '' && parts.length > 1 ? [] : [atom(`'${part.replaceAll("'", "''")}'`)]
  })
  const [first] = written
  if (first !== undefined && written.length === 1) return first
  return atom(`(${written.map((sql) => sql.text).join(' || ')})`)
}
