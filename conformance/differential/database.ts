import {
  type BoundParameter,
  booleanType,
  type ColumnSchema,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type Schema,
  type SqlType,
  type Tables,
  textType,
  timestampType,
  type Value,
} from '@glovebox/sql'
import { percent, pick, type Source, several } from './source.ts'

/** A small database: few rows, many odd values. */
export type Database = {
  readonly schema: Schema
  readonly tables: Tables
  /** Whether it holds doubles so large that sums depend on the order of rows. */
  readonly isWild: boolean
}

const columnTypes: readonly SqlType[] = [
  integerType,
  textType,
  doubleType,
  dateType,
  decimalType(10, 2),
  booleanType,
  timestampType,
  integerType,
  decimalType(18, 4),
  decimalType(38, 6),
  decimalType(3, 3),
]

const names = ['id', 'k', 'amount', 'label', 'day', 'flag', 'score', 'Mixed Case', 'at_time', 'select', 'x"y', 'größe']

/** The parameters that every random query may use, by the kind of their type. */
export const parameters: readonly BoundParameter[] = [
  { name: 'integer', type: integerType, value: 3n },
  { name: 'text', type: textType, value: "a'b" },
  { name: 'double', type: doubleType, value: 0.5 },
  { name: 'date', type: dateType, value: 19783n },
  { name: 'decimal', type: decimalType(10, 2), value: -150n },
  { name: 'boolean', type: booleanType, value: true },
  { name: 'timestamp', type: timestampType, value: null },
]

/** A database of two to four tables. */
export function randomDatabase(source: Source): Database {
  const isWild = percent(source, 30)
  const made = several(source, 2, 4, (i) => randomTable(source, i, isWild))
  return {
    schema: { tables: made.map(({ name, columns }) => ({ name, columns })) },
    tables: Object.fromEntries(made.map(({ name, rows }) => [name, rows])),
    isWild,
  }
}

type Table = { readonly name: string; readonly columns: readonly ColumnSchema[]; readonly rows: Tables[string] }

function randomTable(source: Source, index: number, isWild: boolean): Table {
  const name = pick(source, [`t${index}`, `t${index}`, `Table ${index}`])
  const key: ColumnSchema = { name: 'k', type: integerType, nullable: true, range: { low: -3, high: 9 } }
  const others = several(source, 1, 5, (i) => randomColumn(source, i))
  const taken = new Set([key.name])
  const columns = [key, ...others.filter((column) => !taken.has(column.name) && taken.add(column.name))]
  const rows = several(source, 0, percent(source, 20) ? 12 : 6, () =>
    columns.map((column) => (column.nullable && percent(source, 15) ? null : randomCell(source, column, isWild))),
  )
  return { name, columns, rows: withDuplicates(source, rows) }
}

function withDuplicates(source: Source, rows: Tables[string]): NonNullable<Tables[string]> {
  const [first] = rows
  return first !== undefined && percent(source, 30) ? [...rows, first] : rows
}

function randomColumn(source: Source, index: number): ColumnSchema {
  const type = pick(source, columnTypes)
  const name = pick(source, [names[index + 1] ?? 'k', ...names])
  const nullable = !percent(source, 25)
  const isNarrow = type.kind === 'integer' && percent(source, 50)
  return { name, type, nullable, ...(isNarrow ? { range: { low: -(2 ** 31), high: 2 ** 31 - 1 } } : {}) }
}

function randomCell(source: Source, { type, range }: ColumnSchema, isWild: boolean): Value {
  if (type.kind !== 'integer' || range === undefined) return randomValue(source, type, isWild)
  const value = randomValue(source, type, isWild)
  const [low, high] = [BigInt(range.low), BigInt(range.high)]
  if (typeof value !== 'bigint' || (value >= low && value <= high)) return value
  return value < low ? low : high
}

const wholes = [0n, 1n, 2n, 3n, -1n, 5n, 7n, -3n, 10n, 100n]
const extremeWholes = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 62n, -(2n ** 63n) + 1n, 3037000500n, 2n ** 31n, -(2n ** 31n)]
const doubles = [0, 1, 0.5, 2.25, -1.5, 3, -0.25, 10, 100.75, -0]
const extremeDoubles = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0.1,
  -2.7,
  1e15,
  5e-324,
  2 ** 53,
]
const wildDoubles = [1.7976931348623157e308, -1e308, 1e200, 1e-200, 2 ** 63, 1e19, 3e140]
const labels = ['', 'a', 'b', 'abc', 'A', 'aB', ' a ', '12', 'x%y', '0']
const oddLabels = [
  '-7',
  '1.50',
  '1e3',
  '2024-02-30',
  '2024-01-31',
  '2024-01-31 10:30:00.5',
  '\t2024-02-29T10:30Z ',
  ' 2024-01-31',
  'true',
  'nan',
  ' Infinity ',
  "it's",
  'a\\b_c',
  'ß İK',
  '🙂é',
  'e\u0301',
  'a\0b',
  'line\nbreak',
  '\uffff',
  '𐀀',
  'NULL',
  '9223372036854775808',
]
const days = [0n, 19783n, 19784n, 19000n, -1n, 59n, 11016n, 18321n]
const extremeDays = [-719162n, 2932896n, -719161n, -141428n, 2932531n]
const microsPerDay = 86_400_000_000n

/** A value of the type, often an odd one. */
export function randomValue(source: Source, type: SqlType, isWild: boolean): Value {
  const isOdd = percent(source, 25)
  switch (type.kind) {
    case 'boolean':
      return percent(source, 50)
    case 'integer':
      return pick(source, isOdd ? extremeWholes : wholes)
    case 'decimal':
      return randomDecimal(source, type.precision, isOdd)
    case 'double':
      return pick(source, isOdd ? (isWild ? [...extremeDoubles, ...wildDoubles] : extremeDoubles) : doubles)
    case 'text':
      return pick(source, isOdd ? oddLabels : labels)
    case 'date':
      return pick(source, isOdd ? extremeDays : days)
    case 'timestamp':
      return (
        pick(source, isOdd ? extremeDays : days) * microsPerDay +
        BigInt(pick(source, [0, 1, 37_800_500_000, 86_399_999_999]))
      )
    case 'interval':
    case 'null':
      return null
  }
}

function randomDecimal(source: Source, precision: number, isOdd: boolean): bigint {
  const limit = 10n ** BigInt(precision)
  const value = pick(
    source,
    isOdd ? [limit - 1n, 1n - limit, limit / 2n, 5n, -5n, 15n] : [0n, 100n, 150n, -250n, 1n, 995n],
  )
  return value % limit
}
