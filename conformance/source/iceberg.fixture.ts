import { openIceberg } from '@glovebox/source'
import { type Column, type Entry, icebergTable, type TableOf } from './iceberg-table.ts'
import { parquetFile, type WrittenColumn } from './parquet-file.ts'
import { type Asked, type Reader, readerOf, span } from './pinned-read.ts'

const reader: Reader<{ readonly metadata?: string }> = readerOf((storage, options) =>
  openIceberg({ storage, location: 's3://lake/t', ...options }),
)
/** A folder that is there until the tests are over. */
export const folder: string = reader.folder
/** Reads the files of a table, or says why not. */
export const attempt: typeof reader.attempt = reader.attempt
/** Reads the files of a table. */
export const read: typeof reader.read = reader.read

/** A column of numbers under an id. */
export const longs = (values: readonly (number | null)[], id: number): WrittenColumn => ({
  values: values.map((value) => (value === null ? null : BigInt(value))),
  type: 'INT64',
  id,
})
/** A column of texts under an id. */
export const texts = (values: readonly (string | null)[], id: number): WrittenColumn => ({ values, type: 'STRING', id })
/** A data file of such columns. */
export const data = (path: string, columns: Record<string, WrittenColumn>, more: Partial<Entry> = {}): Entry => ({
  path,
  bytes: parquetFile(columns),
  rows: Object.values(columns)[0]?.values.length ?? 0,
  ...more,
})
/** A file that says which rows of which files are deleted. */
export const gone = (
  path: string,
  pairs: readonly (readonly [string, number])[],
  more: Partial<Entry> = {},
): Entry => ({
  path,
  bytes: parquetFile({
    file_path: texts(
      pairs.map(([own]) => `s3://lake/t/${own}`),
      2147483546,
    ),
    pos: longs(
      pairs.map(([, place]) => place),
      2147483545,
    ),
  }),
  rows: pairs.length,
  content: 1,
  ...more,
})
/** The column that every table here has. */
export const idColumn: Column = { id: 1, name: 'id', type: 'long' }
/** A second column. */
export const nameColumn: Column = { id: 2, name: 'name', type: 'string' }
/** A data file of ten numbers from the first on. */
export const ten = (path: string, from: number, more: Partial<Entry> = {}): Entry =>
  data(path, { id: longs(span(from, 10), 1) }, more)
/** A table of two files of ten rows each, unless told otherwise. */
export const one = (table: Partial<TableOf>): TableOf => ({
  schemas: [[idColumn]],
  manifests: [{ sequence: 1, entries: [ten('a.parquet', 0), ten('b.parquet', 10)] }],
  ...table,
})

/** The numbers in the column `id` of a table, in order. */
export const idsOf = (table: TableOf, asked?: Asked<{ readonly metadata?: string }>): Promise<readonly number[]> =>
  reader.idsOf(icebergTable(table), asked)
