import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetMetadata, type SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { readFooter } from '../lake/footer.ts'
import { limits } from '../lake/limits.ts'
import { keyOf, type TableLocation } from '../lake/location.ts'
import { readParquet } from '../lake/read-parquet.ts'
import { openSized, type Reading, readWhole } from '../lake/read-whole.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import type { ParquetColumn } from '../parquet/schema.ts'
import type { DeletedRows } from '../port/local-table.ts'
import { columnsById, type NameMapping, type Place } from './project.ts'
import type { TableFile } from './read-manifest.ts'
import type { IcebergColumn, TableMetadata } from './table-metadata.ts'

/** What of equality deletes is of one data file. */
export type EqualityDeletes = { readonly rows: readonly DeletedRows[]; readonly hasAllDeleted: boolean }

/** Where the column of an id is in a data file. */
export type PlaceOfId = (column: IcebergColumn) => Place

/** Brings files of deleted rows to a folder, each once. */
export type EqualityReader = {
  readonly read: (own: TableFile, placeOf: PlaceOfId) => Promise<EqualityDeletes>
}

type Parts = {
  readonly reading: Reading
  readonly metadata: TableMetadata
  readonly location: TableLocation
  readonly mapping: NameMapping | undefined
  readonly folder: string
}
type Loaded = { readonly bytes: Uint8Array; readonly ids: ReadonlyMap<number, ParquetColumn> }

/** A reader of the equality deletes of one fetch. */
export function equalityReader(parts: Parts): EqualityReader {
  const loaded = new Map<TableFile, Promise<Loaded>>()
  const written = new Map<string, Promise<string>>()
  const numbers = new Map<TableFile, number>()
  const once = (own: TableFile): Promise<Loaded> => {
    const before = loaded.get(own) ?? load(parts, own)
    loaded.set(own, before)
    numbers.set(own, numbers.get(own) ?? numbers.size)
    return before
  }
  // Of files with columns that a data file does not have, what is left for it is written anew, once for each set.
  const writeOnce = (own: TableFile, absent: readonly string[], bytes: () => Uint8Array): Promise<string> => {
    const name = `deleted-rows-${numbers.get(own)}${absent.map((column) => `-without-${column}`).join('')}`
    const before =
      written.get(name) ??
      write(join(parts.folder, `deleted-rows-${numbers.get(own)}-${written.size}.parquet`), bytes())
    written.set(name, before)
    return before
  }
  return {
    read: async (own, placeOf) =>
      readOne(parts, own, comparedColumns(parts.metadata, own), placeOf, await once(own), writeOnce),
  }
}

type WriteOnce = (own: TableFile, absent: readonly string[], bytes: () => Uint8Array) => Promise<string>

async function readOne(
  { reading }: Parts,
  own: TableFile,
  columns: readonly IcebergColumn[],
  placeOf: PlaceOfId,
  { bytes, ids }: Loaded,
  writeOnce: WriteOnce,
): Promise<EqualityDeletes> {
  const pairs: Record<string, string> = {}
  const absent: string[] = []
  for (const column of columns) {
    const inDeletes =
      ids.get(column.id)?.name ?? malformed('a file of deleted rows does not have the columns it compares')
    const place = placeOf(column)
    if (place.kind === 'column') pairs[place.name] = inDeletes
    else if (place.value === null) absent.push(inDeletes)
    else return unsupported('rows are deleted by a partition column that data files do not have: compact the table')
  }
  if (absent.length === 0)
    return { rows: [{ path: await writeOnce(own, [], () => bytes), columns: pairs }], hasAllDeleted: false }
  // The column is NULL in all rows of the data file: only deleted rows with NULL there are of it.
  const kept = Object.values(pairs)
  const read = await readParquet(
    bytes,
    [...absent, ...kept],
    limits.deletedRows,
    'a file of deleted rows',
    reading.control,
  )
  const rows = [...(read.get(absent[0] ?? '') ?? []).keys()].filter((row) =>
    absent.every((name) => read.get(name)?.[row] === null || read.get(name)?.[row] === undefined),
  )
  if (rows.length === 0) return { rows: [], hasAllDeleted: false }
  if (kept.length === 0) return { rows: [], hasAllDeleted: true }
  const path = await writeOnce(own, absent, () => rewritten(bytes, kept, rows, read))
  return { rows: [{ path, columns: pairs }], hasAllDeleted: false }
}

async function load({ reading, location, mapping }: Parts, own: TableFile): Promise<Loaded> {
  const key = keyOf(location, own.path)
  const footer = await readFooter(await openSized(reading, key, own.bytes), reading.control)
  return { bytes: await readWhole(reading, key, own.bytes), ids: columnsById(footer, mapping) }
}

async function write(path: string, bytes: Uint8Array): Promise<string> {
  await writeFile(path, bytes)
  return path
}

function comparedColumns({ schemas, currentSchema }: TableMetadata, own: TableFile): readonly IcebergColumn[] {
  if (own.equalityIds.length === 0) malformed('a file of deleted rows compares no columns')
  // A column that was dropped since is known from older schemas alone.
  const all = [currentSchema, ...schemas.values()].flatMap(({ columns }) => columns)
  return own.equalityIds.map((id) => {
    const column = all.find((one) => one.id === id)
    if (column === undefined || column.type.read === undefined)
      return unsupported('rows are deleted by a column inside of another, or of no simple type: compact the table')
    return { ...column, isRequired: false }
  })
}

function rewritten(
  bytes: Uint8Array,
  names: readonly string[],
  rows: readonly number[],
  read: ReadonlyMap<string, readonly unknown[]>,
): Uint8Array {
  const { schema } = parquetMetadata(new Uint8Array(bytes).buffer)
  const elements = names.map((name): SchemaElement => {
    const element = schema.find((one) => one.name === name)
    if (element === undefined) return malformed('a file of deleted rows lost a column')
    if (element.converted_type === 'DECIMAL' || element.type === 'INT96')
      return unsupported(
        'rows are deleted by a decimal and by a column that older files do not have: compact the table',
      )
    return element
  })
  const root: SchemaElement = { name: 'root', num_children: names.length }
  const columnData = names.map((name) => ({ name, data: rows.map((row) => read.get(name)?.[row]) }))
  return new Uint8Array(parquetWriteBuffer({ schema: [root, ...elements], columnData }))
}
