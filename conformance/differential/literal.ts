import { decimalType, type SqlType, writeValue } from '@glovebox/sql'
import { randomValue } from './database.ts'
import type { Kind } from './scope.ts'
import { percent, pick, type Source } from './source.ts'

const types: Readonly<Record<Kind, SqlType>> = {
  boolean: { kind: 'boolean' },
  integer: { kind: 'integer' },
  decimal: decimalType(5, 2),
  double: { kind: 'double' },
  text: { kind: 'text' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp' },
}

/** A literal of the kind as an analyst would write it. */
export function randomLiteral(source: Source, kind: Kind): string {
  if (percent(source, 4)) return 'NULL'
  const value = randomValue(source, types[kind], false)
  const text = writeValue(value, types[kind])
  switch (kind) {
    case 'boolean':
      return text.toUpperCase()
    case 'text':
      return `'${text.replaceAll("'", "''").replaceAll('\0', '')}'`
    case 'date':
      return `DATE '${text}'`
    case 'timestamp':
      return `TIMESTAMP '${text}'`
    case 'double':
      if (typeof value === 'number' && !Number.isFinite(value)) return `CAST('${text}' AS DOUBLE)`
      return text.includes('e') ? text : `${text}e0`
    case 'integer':
    case 'decimal':
      return text
  }
}

/** A small whole number, now and then a huge one. */
export function randomCount(source: Source): string {
  return pick(source, [
    '1',
    '2',
    '0',
    '3',
    '-1',
    '5',
    '-2',
    '12',
    '9223372036854775807',
    '-9223372036854775807',
    '20000',
  ])
}

/** A pattern of LIKE, with its escape character now and then. */
export function randomPattern(source: Source): string {
  return pick(source, [
    "'%'",
    "'a%'",
    "'%b'",
    "'_'",
    "'%a%'",
    "''",
    "'a_c'",
    "'x\\%y'",
    "'A%'",
    "'%_%'",
    "'a!%b' ESCAPE '!'",
    "'a\\b%' ESCAPE ''",
    "'%é'",
    "'a\\\\b\\_c'",
  ])
}
