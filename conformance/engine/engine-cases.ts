// A table of data: what engines must read as what, and what must fail.
import type { EngineTable } from '@glovebox/server'
import type { FileFormat } from '@glovebox/source'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type SqlType,
  textType,
  timestampType,
  type Value,
} from '@glovebox/sql'

const day = (text: string): bigint => BigInt(Date.parse(`${text}T00:00:00Z`) / 86_400_000)
const moment = (text: string): bigint => BigInt(Date.parse(`${text}Z`)) * 1000n

export type Column = EngineTable['columns'][number]

/** Reads whole columns of files and compares the cells. */
export type ReadCase = {
  readonly name: string
  readonly format: FileFormat
  readonly files: readonly string[]
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Value[])[]
}

/** A column of a type, without a width. */
export const column = (name: string, type: SqlType): Column => ({ name, type })
const peopleColumns = [
  column('id', integerType),
  column('name', textType),
  column('born', dateType),
  column('height', decimalType(5, 2)),
  column('member', booleanType),
]
const peopleRows = (second: string): Value[][] => [
  [1n, 'Ada', day('1815-12-10'), 165n, true],
  [2n, second, day('1906-12-09'), 170n, true],
  [3n, null, null, null, null],
]
const int32 = { low: -2147483648, high: 2147483647 }

/** What must be read as what. */
export const readCases: readonly ReadCase[] = [
  ...['people.csv', 'people.csv.gz', 'people.csv.zst', 'people-windows.csv'].map((file) => ({
    name: `${file}: every type of a text file, NULLs and quotes`,
    format: 'csv' as const,
    files: [file],
    columns: peopleColumns,
    rows: peopleRows('Grace, B.'),
  })),
  {
    name: 'a file with another delimiter',
    format: 'csv',
    files: ['people-semicolon.csv'],
    columns: peopleColumns,
    rows: peopleRows('Grace'),
  },
  {
    name: 'column names may differ in case, and undeclared columns are not there',
    format: 'csv',
    files: ['people.csv'],
    columns: [column('ID', integerType), column('Name', textType)],
    rows: [
      [1n, 'Ada'],
      [2n, 'Grace, B.'],
      [3n, null],
    ],
  },
  {
    name: 'a text cell that does not conform is NULL, and extremes are exact',
    format: 'csv',
    files: ['odd-cells.csv'],
    columns: [
      column('whole', integerType),
      column('flag', booleanType),
      column('money', decimalType(5, 2)),
      column('real', doubleType),
      column('day', dateType),
      column('moment', timestampType),
      column('label', textType),
    ],
    rows: [
      [9223372036854775807n, true, 12346n, 1e308, -719162n, -719162n * 86_400_000_000n, 'plain'],
      [null, null, null, null, 2932896n, 2932897n * 86_400_000_000n - 1n, 'two "words"'],
      [42n, false, -12345n, Number.NaN, null, moment('2024-02-29T10:30'), 'line\nbreak'],
      [null, null, null, Number.NEGATIVE_INFINITY, null, null, ''],
      [null, null, 50n, null, null, null, null],
    ],
  },
  {
    name: 'an integer outside its declared width is NULL',
    format: 'csv',
    files: ['odd-cells.csv'],
    columns: [{ name: 'whole', type: integerType, range: int32 }],
    rows: [[null], [null], [42n], [null], [null]],
  },
  {
    name: 'a number outside a declared range is the nearer end of it where the table says so, and NaN is NULL',
    format: 'csv',
    files: ['odd-cells.csv'],
    columns: [
      { name: 'whole', type: integerType, range: { low: -10, high: 40 }, isClamped: true },
      { name: 'real', type: doubleType, range: { low: -5, high: 1000.5 }, isClamped: true },
      { name: 'money', type: decimalType(5, 2), range: { low: 0, high: 100.009 }, isClamped: true },
    ],
    rows: [
      [40n, 1000.5, 10000n],
      [null, null, null],
      [40n, null, 0n],
      [null, -5, null],
      [null, null, 50n],
    ],
  },
  {
    name: 'a line that is not a row does not stop the others',
    format: 'csv',
    files: ['ragged.csv'],
    columns: [column('id', integerType), column('name', textType)],
    rows: [
      [1n, 'one'],
      [3n, 'three'],
      [5n, 'five'],
      [6n, 'six'],
    ],
  },
  {
    name: 'what is a row does not depend on the columns that are asked for',
    format: 'csv',
    files: ['ragged.csv'],
    columns: [column('id', integerType)],
    rows: [[1n], [3n], [5n], [6n]],
  },
  {
    name: 'files of one table may order their columns differently',
    format: 'csv',
    files: ['days-1.csv', 'days-2.csv'],
    columns: [column('day', dateType), column('hits', integerType)],
    rows: [
      [day('2024-01-01'), 1n],
      [day('2024-01-02'), 2n],
      [day('2024-01-03'), 3n],
    ],
  },
  {
    name: 'a file name is a name, not a pattern',
    format: 'csv',
    files: ['we[i]rd *name.csv'],
    columns: [column('id', integerType)],
    rows: [[7n]],
  },
  {
    name: 'columnar types round trip, extremes, NaN and NULL too',
    format: 'parquet',
    files: ['types.parquet'],
    columns: [
      column('row', integerType),
      column('flag', booleanType),
      column('whole', integerType),
      column('single', doubleType),
      column('real', doubleType),
      column('money', decimalType(10, 2)),
      column('wide', decimalType(38, 0)),
      column('label', textType),
      column('day', dateType),
      column('moment', timestampType),
    ],
    rows: [
      [
        ...[1n, true, 9223372036854775807n, 1.5, Number.NaN, 1234n, 10n ** 38n - 1n, 'text'],
        ...[-719162n, 2932897n * 86_400_000_000n - 1n],
      ],
      [
        ...[2n, false, -9223372036854775808n, -0, Number.NEGATIVE_INFINITY, -1n, 1n - 10n ** 38n],
        ...['ünïcödé text that is longer than twelve bytes 🐘', 2932896n, -719162n * 86_400_000_000n],
      ],
      [3n, null, null, null, null, null, null, null, null, null],
    ],
  },
  {
    name: 'columnar types that are not ours become ours, or NULL where they do not fit',
    format: 'parquet',
    files: ['types.parquet'],
    columns: [
      column('row', integerType),
      column('unsigned', integerType),
      column('huge', integerType),
      column('zoned', timestampType),
      column('choice', textType),
      column('uuid', textType),
    ],
    rows: [
      [1n, null, null, moment('2024-01-01T00:00'), 'a', '00000000-0000-0000-0000-000000000001'],
      [2n, 5n, 5n, -1n, 'b', '00000000-0000-0000-0000-000000000002'],
      [3n, null, null, null, null, null],
    ],
  },
  {
    name: 'a columnar type may be declared as another one',
    format: 'parquet',
    files: ['types.parquet'],
    columns: [
      column('row', integerType),
      column('money', integerType),
      column('single', decimalType(3, 1)),
      column('flag', textType),
      column('day', timestampType),
      column('moment', dateType),
    ],
    rows: [
      [1n, null, 15n, 'true', -719162n * 86_400_000_000n, 2932896n],
      [2n, null, 0n, 'false', 2932896n * 86_400_000_000n, -719162n],
      [3n, null, null, null, null, null],
    ],
  },
  {
    name: 'days and moments outside the years 1 to 9999 are NULL',
    format: 'parquet',
    files: ['far-days.parquet'],
    columns: [column('row', integerType), column('day', dateType), column('moment', timestampType)],
    rows: [
      [1n, day('2024-01-01'), moment('2024-01-01T00:00')],
      [2n, null, null],
      [3n, null, null],
    ],
  },
  {
    name: 'columnar files of one table may differ in types and order',
    format: 'parquet',
    files: ['part-1.parquet', 'part-2.parquet'],
    columns: [column('id', integerType), column('amount', integerType)],
    rows: [
      [1n, 10n],
      [2n, 20_000_000_000_000n],
    ],
  },
  {
    name: 'objects, one per line, with keys that are missing and a line that is none',
    format: 'json',
    files: ['events.ndjson'],
    columns: [
      column('id', integerType),
      column('what', textType),
      column('at', timestampType),
      column('more', textType),
    ],
    rows: [
      [1n, 'a', moment('2024-01-01T00:00'), '{"x":1}'],
      [null, '5', null, null],
      [null, null, null, null],
    ],
  },
  {
    name: 'objects in an array and objects over several lines',
    format: 'json',
    files: ['events.json', 'events-pretty.json'],
    columns: [column('id', integerType), column('what', textType)],
    rows: [
      [1n, 'a'],
      [1n, 'a'],
      [2n, null],
      [2n, null],
    ],
  },
]

/** Runs that cannot end well, and that must not say why to anybody but the owners. */
export const failingCases: readonly {
  readonly name: string
  readonly sql?: string
  readonly format?: FileFormat
  readonly files: readonly string[]
  readonly columns: readonly Column[]
}[] = [
  { name: 'a column that the file does not have', files: ['people.csv'], columns: [column('salary', integerType)] },
  { name: 'a file that is not there', files: ['nobody.csv'], columns: [column('id', integerType)] },
  { name: 'a file without a header line', files: ['no-header.csv'], columns: [column('id', integerType)] },
  { name: 'a file of another format', format: 'parquet', files: ['people.csv'], columns: [column('id', integerType)] },
  {
    name: 'a column that one of the files lacks',
    format: 'parquet',
    files: ['part-1.parquet', 'part-2.parquet'],
    columns: [column('extra', textType)],
  },
  {
    name: 'a type that has no place here',
    format: 'parquet',
    files: ['types.parquet'],
    columns: [column('struct', textType)],
  },
  {
    name: 'SQL that fails on a row',
    sql: 'SELECT CAST("name" AS BIGINT) AS "c" FROM "t"',
    files: ['people.csv'],
    columns: [column('name', textType)],
  },
  {
    name: 'SQL that is no SQL',
    sql: 'SELEKT "name" FROM "t"',
    files: ['people.csv'],
    columns: [column('name', textType)],
  },
  {
    name: 'SQL that reads a file by its name',
    sql: `SELECT "name" AS "c" FROM 'people.csv'`,
    files: ['people.csv'],
    columns: [column('name', textType)],
  },
]
