import { join } from 'node:path'
import { type BegunFile, beginFile, finishFiles } from '../lake/fetch-file.ts'
import { fits, readFooter } from '../lake/footer.ts'
import { limits } from '../lake/limits.ts'
import { openSized, type Reading } from '../lake/read-whole.ts'
import { malformed, unsupported } from '../lake/refused.ts'
import { several } from '../lake/several.ts'
import { writePositions } from '../lake/write-positions.ts'
import type { ParquetFooter } from '../parquet/footer.ts'
import type { ParquetNeed } from '../parquet/plan-fetch.ts'
import type { ParquetColumn } from '../parquet/schema.ts'
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
  /** So many are enough. */
  readonly rows: number | undefined
  readonly folder: string
}

/** Brings data files, and what is deleted of them, to the folder. */
export async function fetchFiles(work: FetchWork): Promise<readonly LocalFile[]> {
  const deleted = work.files.reduce((sum, { file }) => sum + (file.vector?.rows ?? 0), 0)
  if (deleted > limits.deletedRows) unsupported(`more than ${limits.deletedRows} rows are deleted: compact the table`)
  const begun = await several(work.files, (one, index) => beginOne(work, one, `data-${index}`))
  return finishFiles(begun, work.control)
}

async function beginOne(
  { reading, mapping, columns, bounds, rows, folder }: FetchWork,
  { file, partition }: FetchWork['files'][number],
  name: string,
): Promise<BegunFile | undefined> {
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
  if (bounds.some(({ column }) => !partition.has(column.name) && find(column) === undefined)) return undefined
  const positions = file.vector === undefined ? [] : await readDeletionVector(reading, file.vector)
  if ((positions.at(-1) ?? -1n) >= BigInt(footer.rows)) malformed('a deletion vector has rows that its file has not')
  const deletedPositions = join(folder, `${name}-deleted.parquet`)
  if (positions.length > 0) await writePositions(deletedPositions, positions)
  const need: ParquetNeed = {
    columns: Object.values(names).filter((own) => own !== null),
    bounds: bounds.flatMap(({ column, bounds: own }) => {
      const found = partition.has(column.name) ? undefined : find(column)
      return found === undefined ? [] : [{ ...own, column: found.name }]
    }),
    ...(rows === undefined ? {} : { rows }),
    keepsPositions: positions.length > 0,
  }
  return beginFile(opened, footer, need, {
    path: join(folder, `${name}.parquet`),
    ...(Object.keys(constants).length === 0 ? {} : { constants }),
    ...(Object.entries(names).every(([column, own]) => column === own) ? {} : { names }),
    ...(positions.length === 0 ? {} : { deletedPositions }),
  })
}

function nameOf({ name, isNullable, sql }: DeltaColumn, column: ParquetColumn | undefined): string | null {
  if (column !== undefined && !fits(column, sql?.kind))
    return malformed(`column \`${name}\` is of another type in a file of the table`)
  if (column === undefined && !isNullable)
    return malformed(`column \`${name}\` must have values, and a file of the table does not have it`)
  return column?.name ?? null
}

function columnFinder(
  { columns }: ParquetFooter,
  mapping: ColumnMapping,
): (column: DeltaColumn) => ParquetColumn | undefined {
  if (mapping === 'id') {
    if (columns.every(({ fieldId }) => fieldId === undefined))
      unsupported('columns of the table are mapped by ids, and a file has columns without ids')
    return ({ id }) => columns.find((column) => column.fieldId === id)
  }
  // Writers need not keep to the case of names, and no two columns of a file differ in case only.
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]))
  return ({ physical }) => byName.get(physical.toLowerCase())
}
