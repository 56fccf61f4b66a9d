import { join } from 'node:path'
import { fetchWhole } from '../lake/fetch-file.ts'
import { type FileColumn, type Footer, readFooter } from '../lake/footer.ts'
import { limits } from '../lake/limits.ts'
import { openSized, type Reading } from '../lake/read-whole.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import { several } from '../lake/several.ts'
import { writePositions } from '../lake/write-positions.ts'
import type { LocalFile } from '../port/local-table.ts'
import type { FetchControl } from '../port/table-source.ts'
import { readDeletionVector } from './deletion-vector.ts'
import type { ColumnMapping, DeltaColumn } from './delta-schema.ts'
import type { PartitionValue } from './partition-value.ts'
import type { BoundColumn } from './prune.ts'
import type { AddedFile } from './replay.ts'

/** What is fetched of a version of a table. */
export type FetchWork = {
  readonly reading: Reading
  readonly control: FetchControl
  readonly mapping: ColumnMapping
  readonly columns: readonly DeltaColumn[]
  readonly bounds: readonly BoundColumn[]
  readonly files: readonly { readonly file: AddedFile; readonly partition: ReadonlyMap<string, PartitionValue> }[]
  readonly folder: string
}

/** Brings data files, and what is deleted of them, to the folder. */
export async function fetchFiles(work: FetchWork): Promise<readonly LocalFile[]> {
  const ofBytes = work.files.reduce((sum, { file }) => sum + file.bytes, 0)
  const deleted = work.files.reduce((sum, { file }) => sum + (file.vector?.rows ?? 0), 0)
  if (deleted > limits.deletedRows) unsupported(`more than ${limits.deletedRows} rows are deleted: compact the table`)
  let bytes = 0
  const onBytes = (more: number): void => {
    bytes += more
    work.control.onProgress?.({ bytes, ofBytes })
  }
  const files = await several(work.files, (one, index) => fetchOne(work, one, `data-${index}`, onBytes))
  return files.flat()
}

async function fetchOne(
  { reading, mapping, columns, bounds, folder }: FetchWork,
  { file, partition }: FetchWork['files'][number],
  name: string,
  onBytes: (bytes: number) => void,
): Promise<readonly LocalFile[]> {
  const opened = await openSized(reading, file.key, file.bytes)
  const footer = await readFooter(opened, reading.control)
  const find = columnFinder(footer, mapping)
  const names: Record<string, string | null> = {}
  const constants: Record<string, string | null> = {}
  for (const column of columns) {
    const value = partition.get(column.name)
    if (value === undefined) names[column.name] = nameOf(column, find(column))
    else constants[column.name] = value.constant
  }
  // A column that the file does not have is NULL in all of its rows.
  if (bounds.some(({ column }) => !partition.has(column.name) && find(column) === undefined)) return []
  const positions = file.vector === undefined ? [] : await readDeletionVector(reading, file.vector)
  if ((positions.at(-1) ?? -1n) >= footer.metadata.num_rows)
    malformed('a deletion vector has rows that its file has not')
  const deletedPositions = join(folder, `${name}-deleted.parquet`)
  if (positions.length > 0) await writePositions(deletedPositions, positions)
  return [
    {
      path: await fetchWhole(opened, join(folder, `${name}.parquet`), reading.control, onBytes),
      ...(Object.keys(constants).length === 0 ? {} : { constants }),
      ...(Object.entries(names).every(([column, own]) => column === own) ? {} : { names }),
      ...(positions.length === 0 ? {} : { deletedPositions }),
    },
  ]
}

function nameOf({ name, isNullable }: DeltaColumn, column: FileColumn | undefined): string | null {
  if (column?.isNested === true) return malformed(`column \`${name}\` is nested in a file of the table`)
  if (column === undefined && !isNullable)
    return malformed(`column \`${name}\` must have values, and a file of the table does not have it`)
  return column?.name ?? null
}

function columnFinder({ columns }: Footer, mapping: ColumnMapping): (column: DeltaColumn) => FileColumn | undefined {
  if (mapping === 'id') {
    if (columns.every(({ id }) => id === undefined))
      unsupported('columns of the table are mapped by ids, and a file has columns without ids')
    return ({ id }) => columns.find((column) => column.id === id)
  }
  // Writers need not keep to the case of names, and no two columns of a file differ in case only.
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]))
  return ({ physical }) => byName.get(physical.toLowerCase())
}
