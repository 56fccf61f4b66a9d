import { type AsOf, openDelta } from '@glovebox/source'
import { add, commit, commitKey, type DeltaField, metaData, protocol, remove } from './delta-table.ts'
import { parquetFile } from './parquet-file.ts'
import { type Files, type Reader, readerOf, span } from './pinned-read.ts'

type Options = { readonly asOf?: AsOf }

const reader: Reader<Options> = readerOf((storage, options) =>
  openDelta({ storage, location: 's3://lake/t', ...options }),
)
/** Reads a table, or says why not. */
export const attempt: Reader<Options>['attempt'] = reader.attempt
/** Reads a table. */
export const read: Reader<Options>['read'] = reader.read
/** The numbers in the column `id` of a table, in order. */
export const idsOf: Reader<Options>['idsOf'] = reader.idsOf

/** A file with so many numbers from the first on. */
export function idFile(from: number, count: number): Uint8Array {
  return parquetFile({ id: { values: span(from, count).map(BigInt), type: 'INT64' } })
}

/** The one column of the files. */
export const idField: DeltaField = { name: 'id', type: 'long' }
/** The first ten rows. */
export const a: Uint8Array = idFile(0, 10)
/** The next ten. */
export const b: Uint8Array = idFile(10, 10)
/** The last ten. */
export const c: Uint8Array = idFile(20, 10)

/** A table of three versions: one file, two, and the second with a third. */
export const appended: Files = {
  'a.parquet': a,
  'b.parquet': b,
  'c.parquet': c,
  [commitKey(0)]: commit({ commitInfo: {} }, protocol(), metaData([idField]), add('a.parquet', a)),
  [commitKey(1)]: commit(add('b.parquet', b), { txn: { appId: 'x', version: 1 } }),
  [commitKey(2)]: commit(remove('a.parquet'), add('c.parquet', c)),
}
