import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { copyPieces, type Piece } from '../bytes/copy-pieces.ts'
import { inParallel } from '../bytes/in-parallel.ts'
import { type DeletionVector, readDeletionVector, readDescriptor } from '../delta/deletion-vector.ts'
import type { ColumnMapping, DeltaColumn } from '../delta/delta-schema.ts'
import type { PartitionValue } from '../delta/partition-value.ts'
import type { BoundColumn } from '../delta/prune.ts'
import { locationOf } from '../lake/location.ts'
import { openSized } from '../lake/read-whole.ts'
import { answering, malformed, taken, unsupported } from '../lake/refused.ts'
import { writePositions } from '../lake/write-positions.ts'
import { beginCopy } from '../parquet/fetch-parquet.ts'
import { type ParquetFooter, readFooter } from '../parquet/footer.ts'
import type { ParquetColumn } from '../parquet/schema.ts'
import { findColumn } from '../parquet/statistics.ts'
import type { LocalFile } from '../port/local-table.ts'
import type { Storage } from '../port/storage.ts'
import type { FetchControl, SourceControl } from '../port/table-source.ts'
import type { SharedFile, SharedVector } from './read-answer.ts'

/** What is fetched of the files of a table. */
export type SharedWork = {
  readonly storage: Storage
  readonly mapping: ColumnMapping
  readonly columns: readonly DeltaColumn[]
  readonly bounds: readonly BoundColumn[]
  readonly files: readonly { readonly file: SharedFile; readonly partition: ReadonlyMap<string, PartitionValue> }[]
  /** So many are enough. */
  readonly rows: number | undefined
  readonly folder: string
}

type Begun = { readonly local: LocalFile; readonly pieces: readonly Piece[] }

const filesBesideEachOther = 8

/** Brings what is needed of data files, and which of their rows are deleted, to the folder. */
export async function fetchShared(work: SharedWork, control: FetchControl): Promise<readonly LocalFile[]> {
  const folder = await mkdtemp(join(work.folder, 'shared-'))
  const begun = taken(
    await inParallel([...work.files.entries()], filesBesideEachOther, control, ([i, one], both) =>
      answering(both, () => begin(work, one, join(folder, String(i)), both)),
    ),
  )
  const pieces = begun.flatMap((one) => one.pieces)
  const ofBytes = pieces.reduce((sum, { from, to }) => sum + to - from, 0)
  let bytes = 0
  control.onProgress?.({ bytes, ofBytes })
  const copied = await copyPieces(pieces, control, (more) => {
    bytes += more
    control.onProgress?.({ bytes, ofBytes })
  })
  taken(copied)
  return begun.map(({ local }) => local)
}

async function begin(
  { storage, mapping, columns, bounds, rows }: SharedWork,
  { file, partition }: SharedWork['files'][number],
  path: string,
  control: SourceControl,
): Promise<Begun> {
  const reading = { storage, control }
  const opened = await openSized(reading, file.id, file.bytes)
  const footer = taken(await readFooter(opened, control))
  const names: Record<string, string | null> = {}
  const constants: Record<string, string | null> = {}
  const physical: string[] = []
  for (const column of columns) {
    const value = partition.get(column.name)
    if (value === undefined) {
      const own = nameOf(column, columnOf(footer, column, mapping))
      names[column.name] = own
      if (own !== null) physical.push(own)
    } else constants[column.name] = value.constant
  }
  const inRows = bounds.flatMap(({ column, bounds: one }) => {
    const own = partition.has(column.name) ? undefined : columnOf(footer, column, mapping)
    return own === undefined ? [] : [{ ...one, column: own.name }]
  })
  const positions = file.vector === undefined ? [] : await readDeletionVector(reading, vectorOf(file.id, file.vector))
  if ((positions.at(-1) ?? -1n) >= BigInt(footer.rows)) malformed('a deletion vector has rows that its file has not')
  const keepsPositions = positions.length > 0
  const deletedPositions = `${path}-deleted.parquet`
  if (keepsPositions) await writePositions(deletedPositions, positions)
  const need = { columns: physical, bounds: inRows, keepsPositions, ...(rows === undefined ? {} : { rows }) }
  const begun = taken(await beginCopy(opened, footer, need, path))
  const local = {
    path,
    ...(Object.keys(constants).length === 0 ? {} : { constants }),
    ...(Object.entries(names).every(([column, own]) => column === own) ? {} : { names }),
    ...(keepsPositions ? { deletedPositions } : {}),
  }
  return { local, pieces: begun.pieces }
}

/** Finds the list of deleted rows by the file that it belongs to: its address is a URL that ends. */
function vectorOf(id: string, { descriptor, url }: SharedVector): DeletionVector {
  if (url === undefined) return readDescriptor(descriptor, locationOf('s3://shared'))
  const read = readDescriptor(
    new Map([...descriptor, ['storageType', 'p'], ['pathOrInlineDv', `s3://shared/x`]]),
    locationOf('s3://shared'),
  )
  return 'inline' in read.at ? read : { ...read, at: { key: `dv/${id}`, offset: read.at.offset } }
}

function columnOf({ columns }: ParquetFooter, column: DeltaColumn, mapping: ColumnMapping): ParquetColumn | undefined {
  if (mapping !== 'id') return findColumn(columns, column.physical)
  if (columns.every(({ fieldId }) => fieldId === undefined))
    return unsupported('columns of the table are mapped by ids, and a file has columns without ids')
  return columns.find(({ fieldId }) => fieldId === column.id)
}

function nameOf({ name, isNullable }: DeltaColumn, column: ParquetColumn | undefined): string | null {
  if (column === undefined && !isNullable)
    return malformed(`column \`${name}\` must have values, and a file of the table does not have it`)
  return column?.name ?? null
}
