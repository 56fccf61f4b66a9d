import { join } from 'node:path'
import { type BegunFile, beginFile, finishFiles } from '../lake/fetch-file.ts'
import { readFooter } from '../lake/footer.ts'
import { keyOf, type TableLocation } from '../lake/location.ts'
import { openSized, type Reading } from '../lake/read-whole.ts'
import { several } from '../lake/several.ts'
import { writePositions } from '../lake/write-positions.ts'
import type { ParquetNeed } from '../parquet/plan-fetch.ts'
import type { DeletedRows, LocalFile } from '../port/local-table.ts'
import type { FetchControl } from '../port/table-source.ts'
import { type EqualityReader, equalityReader } from './equality-deletes.ts'
import type { Deletes } from './find-deletes.ts'
import { columnsById, type NameMapping, type Place, placeOf } from './project.ts'
import type { BoundColumn } from './prune.ts'
import type { TableFile } from './read-manifest.ts'
import { readPositions } from './read-positions.ts'
import type { IcebergColumn, TableMetadata } from './table-metadata.ts'

/** What is fetched of a version of a table. */
export type FetchWork = {
  readonly reading: Reading
  readonly control: FetchControl
  readonly metadata: TableMetadata
  readonly location: TableLocation
  readonly mapping: NameMapping | undefined
  readonly columns: readonly IcebergColumn[]
  readonly bounds: readonly BoundColumn[]
  readonly data: readonly TableFile[]
  readonly deletes: Deletes
  /** So many are enough. */
  readonly rows: number | undefined
  readonly folder: string
}

/** Brings data files, and what is deleted of them, to the folder. */
export async function fetchFiles(work: FetchWork): Promise<readonly LocalFile[]> {
  const { reading, data, deletes, location } = work
  const positions = await readPositions(reading, location, data, deletes)
  const equality = equalityReader(work)
  const begun = await several(data, (file, index) =>
    beginOne(work, file, `data-${index}`, positions.get(file.path) ?? [], equality),
  )
  return finishFiles(begun, work.control)
}

async function beginOne(
  work: FetchWork,
  file: TableFile,
  name: string,
  positions: readonly bigint[],
  equality: EqualityReader,
): Promise<BegunFile | undefined> {
  const { reading, metadata, location, columns, bounds, deletes, folder } = work
  const opened = await openSized(reading, keyOf(location, file.path), file.bytes)
  const footer = await readFooter(opened, reading.control)
  const ids = columnsById(footer, work.mapping)
  const fields = metadata.specs.get(file.spec) ?? []
  const place = (column: IcebergColumn): Place => placeOf(column, ids, fields, file)
  // A column that is NULL in all rows leaves none of them within its bounds.
  if (bounds.some(({ column }) => isNull(place(column)))) return undefined
  const deletedRows: DeletedRows[] = []
  for (const own of deletes.equality(file)) {
    const { rows, hasAllDeleted } = await equality.read(own, place)
    if (hasAllDeleted) return undefined
    deletedRows.push(...rows)
  }
  const names: Record<string, string | null> = {}
  const constants: Record<string, string | null> = {}
  for (const column of columns) {
    const own = place(column)
    if (own.kind === 'column') names[column.name] = own.name
    else if (own.value === null) names[column.name] = null
    else constants[column.name] = own.value
  }
  const deletedPositions = join(folder, `${name}-deleted.parquet`)
  if (positions.length > 0) await writePositions(deletedPositions, positions)
  const compared = deletedRows.flatMap((rows) => Object.keys(rows.columns))
  const need: ParquetNeed = {
    columns: [...new Set([...Object.values(names).filter((own) => own !== null), ...compared])],
    bounds: bounds.flatMap(({ column, bounds: own }) => {
      const found = place(column)
      return found.kind === 'column' ? [{ ...own, column: found.name }] : []
    }),
    ...(work.rows === undefined || deletedRows.length > 0 ? {} : { rows: work.rows }),
    keepsPositions: positions.length > 0,
  }
  return beginFile(opened, footer, need, {
    path: join(folder, `${name}.parquet`),
    ...(Object.keys(constants).length === 0 ? {} : { constants }),
    ...(Object.entries(names).every(([column, own]) => column === own) ? {} : { names }),
    ...(positions.length === 0 ? {} : { deletedPositions }),
    ...(deletedRows.length === 0 ? {} : { deletedRows }),
  })
}

function isNull(place: Place): boolean {
  return place.kind === 'constant' && place.value === null
}
