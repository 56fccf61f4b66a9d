import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type Range,
  type SqlType,
  textType,
  timestampType,
} from '../type/sql-type.ts'

/** A type as people name it; `range` is what the declared width allows, for columns declared so. */
export type NamedType = { readonly type: SqlType; readonly range?: Range }

const byte: NamedType = { type: integerType, range: { low: -128, high: 127 } }
const short: NamedType = { type: integerType, range: { low: -32768, high: 32767 } }
const int: NamedType = { type: integerType, range: { low: -2147483648, high: 2147483647 } }
const long: NamedType = { type: integerType }
const double: NamedType = { type: doubleType }

const plainTypes: Readonly<Record<string, NamedType>> = {
  BOOLEAN: { type: booleanType },
  BOOL: { type: booleanType },
  TINYINT: byte,
  BYTE: byte,
  SMALLINT: short,
  SHORT: short,
  INT2: short,
  INT: int,
  INTEGER: int,
  INT4: int,
  BIGINT: long,
  LONG: long,
  INT8: long,
  INT64: long,
  REAL: double,
  FLOAT: double,
  FLOAT4: double,
  FLOAT8: double,
  FLOAT64: double,
  DOUBLE: double,
  'DOUBLE PRECISION': double,
  DATE: { type: dateType },
  TIMESTAMP: { type: timestampType },
  DATETIME: { type: timestampType },
  TIMESTAMP_NTZ: { type: timestampType },
  'TIMESTAMP WITHOUT TIME ZONE': { type: timestampType },
}

/** Text of any length: a width is accepted and means nothing, as nothing is ever cut off. */
const textTypes = ['CHAR', 'CHARACTER', 'VARCHAR', 'CHARACTER VARYING', 'NCHAR', 'NVARCHAR', 'BPCHAR', 'TEXT', 'STRING']

const decimalTypes = ['DECIMAL', 'DEC', 'NUMERIC']

/** The types one may write, for messages. */
export const typeNames: readonly string[] = [
  'BOOLEAN',
  'BIGINT',
  'DECIMAL(p,s)',
  'DOUBLE',
  'VARCHAR',
  'DATE',
  'TIMESTAMP',
]

/** The type of a name (in any case) with its numbers, as `DECIMAL`, [18, 2]; a type with a time zone is not one. */
export function parseTypeName(name: string, args: readonly number[]): NamedType | undefined {
  const upper = name.trim().replace(/\s+/g, ' ').toUpperCase()
  if (decimalTypes.includes(upper)) return parseDecimal(args)
  if (textTypes.includes(upper)) return args.length <= 1 && args.every(isWidth) ? { type: textType } : undefined
  const plain = Object.hasOwn(plainTypes, upper) ? plainTypes[upper] : undefined
  if (plain === undefined || args.length === 0) return plain
  if (upper.startsWith('TIMESTAMP')) return args.length === 1 && args[0] === 6 ? plain : undefined
  return upper === 'FLOAT' && args.length === 1 && args.every((bits) => isWidth(bits) && bits <= 53) ? plain : undefined
}

/** The type of a text such as `DECIMAL(18, 2)` or `double precision`. */
export function parseTypeText(text: string): NamedType | undefined {
  const parts = /^\s*([A-Za-z_][A-Za-z0-9_ ]*?)\s*(?:\(\s*(\d{1,5}(?:\s*,\s*\d{1,5})*)\s*\)\s*([A-Za-z ]*?)\s*)?$/.exec(
    text,
  )
  if (parts === null) return undefined
  const [, before = '', numbers, after = ''] = parts
  return parseTypeName(`${before} ${after}`, numbers === undefined ? [] : numbers.split(',').map(Number))
}

/** Without numbers DECIMAL(18,0), as AWS's dialect has it; with one, a scale of 0. */
function parseDecimal([precision = 18, scale = 0, ...rest]: readonly number[]): NamedType | undefined {
  const exists = Number.isInteger(precision) && Number.isInteger(scale) && rest.length === 0
  if (!exists || precision < 1 || precision > 38 || scale < 0 || scale > precision) return undefined
  return { type: decimalType(precision, scale) }
}

function isWidth(width: number): boolean {
  return Number.isInteger(width) && width >= 1
}
