import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type SqlType,
  textType,
  timestampType,
} from '@glovebox/sql'
import { limits } from '../lake/limits.ts'
import { malformed, refuse } from '../lake/refused.ts'
import { list, maybe, members, readJson, text, truth, whole } from '../lake/shape.ts'
import type { SourceColumn } from '../port/table-source.ts'

/** A column of a table, and what it is called in data files. */
export type DeltaColumn = {
  readonly name: string
  /** The name in files and in statistics, which a column keeps when it is renamed. */
  readonly physical: string
  readonly id: number | undefined
  readonly isNullable: boolean
  /** The type's own word; `struct`, `array` and `map` for what is nested. */
  readonly word: string
  readonly sql: SqlType | undefined
}

/** By what columns are found in data files. */
export type ColumnMapping = 'none' | 'name' | 'id'

// The one place where types of Delta become types of SQL. Moments with and without a zone are in UTC alike; what has no
// type of SQL is listed and cannot be asked for.
const simple: Readonly<Record<string, SqlType>> = {
  boolean: booleanType,
  byte: integerType,
  short: integerType,
  integer: integerType,
  long: integerType,
  float: doubleType,
  double: doubleType,
  date: dateType,
  timestamp: timestampType,
  timestamp_ntz: timestampType,
  string: textType,
}

/** Reads the schema that a table's metadata holds as text. */
export function readDeltaSchema(json: string, mapping: ColumnMapping): readonly DeltaColumn[] {
  const where = 'the schema'
  const fields = list(members(readJson(json, where), where).get('fields'), where)
  if (fields.length > limits.columns) malformed(`${where} has more than ${limits.columns} columns`)
  const columns = fields.map((field): DeltaColumn => {
    const own = members(field, where)
    const metadata = maybe(own.get('metadata'), where, members) ?? new Map<string, unknown>()
    const name = text(own.get('name'), where)
    const physical = maybe(metadata.get('delta.columnMapping.physicalName'), where, text)
    const id = maybe(metadata.get('delta.columnMapping.id'), where, whole)
    if (mapping !== 'none' && (physical === undefined || (mapping === 'id' && id === undefined)))
      return malformed(`column \`${name}\` is mapped, and the schema does not say to what`)
    return {
      name,
      physical: mapping === 'none' ? name : (physical ?? name),
      id,
      isNullable: truth(own.get('nullable'), where),
      ...typeOf(own.get('type')),
    }
  })
  if (new Set(columns.map(({ name }) => name.toLowerCase())).size < columns.length)
    return malformed('two columns of the schema have one name')
  if (new Set(columns.map(({ physical }) => physical)).size < columns.length)
    return malformed('two columns of the schema have one name in files')
  return columns
}

function typeOf(type: unknown): Pick<DeltaColumn, 'word' | 'sql'> {
  if (typeof type !== 'string') return { word: text(members(type, 'a type').get('type'), 'a type'), sql: undefined }
  const decimal = /^decimal(?:\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\))?$/.exec(type)
  if (decimal === null) return { word: type, sql: Object.hasOwn(simple, type) ? simple[type] : undefined }
  const [precision, scale] = [Number(decimal[1] ?? 10), Number(decimal[2] ?? 0)]
  if (precision < 1 || precision > 38 || scale > precision) return malformed(`\`${type}\` is no type`)
  return { word: type, sql: decimalType(precision, scale) }
}

/** The column of a name; refused where the table has none. */
export function columnNamed(columns: readonly DeltaColumn[], name: string): DeltaColumn {
  return columns.find((column) => column.name === name) ?? refuse('unsupported', `the table has no column \`${name}\``)
}

/** The columns as sources state them. */
export function sourceColumns(columns: readonly DeltaColumn[]): readonly SourceColumn[] {
  return columns.map(({ name, word, sql, isNullable }) => ({
    name,
    sourceType: word,
    ...(sql === undefined ? {} : { type: sql }),
    isNullable,
  }))
}
