import { parseTypeText, type Range, readValue, type SqlType, type Value } from '@glovebox/sql'
import { type Decoder, refined, text } from './decode.ts'
import { refuse } from './reading.ts'

/** AWS Clean Rooms' limit on a parameter's value. */
export const parameterValueLimit = 250

/** Types that AWS Clean Rooms lets a parameter have and that have no place here. */
const refusedTypes: Readonly<Record<string, string>> = {
  TIME: 'there are no times of day here: use VARCHAR or TIMESTAMP',
  TIMETZ: 'there are no times of day here: use VARCHAR or TIMESTAMP',
  TIMESTAMPTZ: 'timestamps have no time zone here: use TIMESTAMP',
  TIMESTAMP_LTZ: 'timestamps have no time zone here: use TIMESTAMP',
  VARBYTE: 'there are no binary values here: use VARCHAR',
  BINARY: 'there are no binary values here: use VARCHAR',
}

/** The names that AWS Clean Rooms gives the types of parameters, as far as they are accepted. */
const acceptedTypes: readonly string[] = [
  'VARCHAR',
  'CHAR',
  'CHARACTER',
  'STRING',
  'TINYINT',
  'BYTE',
  'SMALLINT',
  'SHORT',
  'INTEGER',
  'INT',
  'BIGINT',
  'LONG',
  'DECIMAL',
  'NUMERIC',
  'REAL',
  'FLOAT',
  'DOUBLE',
  'DOUBLE_PRECISION',
  'BOOLEAN',
  'DATE',
  'TIMESTAMP',
  'TIMESTAMP_NTZ',
]

/** A declared type, as written, and what it is in the middle. */
export type ParameterType = { readonly declared: string; readonly type: SqlType; readonly range?: Range }

/** The type of a template's parameter. */
export const parameterType: Decoder<ParameterType> = refined(text, (declared, node, reading) => {
  const upper = declared.trim().toUpperCase()
  const reason = Object.hasOwn(refusedTypes, upper) ? refusedTypes[upper] : undefined
  const named =
    reason === undefined ? parseTypeText(upper.replaceAll('DOUBLE_PRECISION', 'DOUBLE PRECISION')) : undefined
  if (named !== undefined) return { declared, ...named }
  return refuse(reading, 'COLLABORATION_PARAMETER_TYPE', { declared, reason, known: acceptedTypes }, node.at)
})

/** The value that a text stands for; undefined where it is too long, malformed or too large for the declared type. */
export function readParameterValue(given: string, { type, range }: Omit<ParameterType, 'declared'>): Value | undefined {
  if (given.length > parameterValueLimit) return undefined
  const value = readValue(given, type)
  if (range === undefined || typeof value !== 'bigint') return value
  return value >= BigInt(range.low) && value <= BigInt(range.high) ? value : undefined
}

/** What a value of a type looks like. */
export function acceptedValue({ type, range }: Omit<ParameterType, 'declared'>): string {
  const limit = `at most ${parameterValueLimit} letters`
  switch (type.kind) {
    case 'boolean':
      return '`true` or `false`'
    case 'integer':
      return range === undefined ? 'a whole number, such as `42`' : `a whole number from ${range.low} to ${range.high}`
    case 'decimal':
      return `a number with at most ${type.precision - type.scale} digits before the point, such as \`12.50\``
    case 'double':
      return 'a number, such as `0.5` or `1e9`'
    case 'text':
      return `a text of ${limit}`
    case 'date':
      return 'a day, such as `2026-01-31`'
    case 'timestamp':
      return 'a time, such as `2026-01-31 12:30:00`'
    case 'interval':
    case 'null':
      return 'nothing'
  }
}
