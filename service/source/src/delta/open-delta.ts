import { createHash } from 'node:crypto'
import { usableBounds } from '../lake/bounds.ts'
import { enough, rowsInStatistics } from '../lake/enough.ts'
import { locationOf } from '../lake/location.ts'
import { type AsOf, neededColumns } from '../lake/options.ts'
import type { Reading } from '../lake/read-whole.ts'
import { answering, malformed, unsupported, withoutPaths } from '../lake/refused.ts'
import { maybe, text } from '../lake/shape.ts'
import type { LocalTable } from '../port/local-table.ts'
import type { Storage } from '../port/storage.ts'
import type { FetchControl, Need, PinnedTable, SourceSize, TableSource } from '../port/table-source.ts'
import { type ColumnMapping, columnNamed, type DeltaColumn, readDeltaSchema, sourceColumns } from './delta-schema.ts'
import { fetchFiles } from './fetch-files.ts'
import { type LogSegment, listLog, segmentOf } from './log-files.ts'
import { type PartitionValue, readPartitionValue } from './partition-value.ts'
import { mayMatch } from './prune.ts'
import { type AddedFile, type DeltaState, replay } from './replay.ts'
import { versionAt } from './version-at.ts'

/** Where a Delta table is, and which of its versions is read. */
export type DeltaOptions = {
  /** The table's folder. */
  readonly storage: Storage
  /** What that folder is called in absolute paths of the log: `s3://bucket/path` or an absolute path. */
  readonly location: string
  /** An older version; absent: the newest. */
  readonly asOf?: AsOf
}

/** A table of Delta, read from its own log. */
export function openDelta(options: DeltaOptions): TableSource {
  return { pin: (control) => answering(control, () => pin(options, { storage: options.storage, control })) }
}

type Pinned = {
  readonly storage: Storage
  readonly state: DeltaState
  readonly mapping: ColumnMapping
  readonly columns: readonly DeltaColumn[]
}

async function pin({ storage, location, asOf }: DeltaOptions, reading: Reading): Promise<PinnedTable> {
  const log = await listLog(reading)
  const wanted =
    asOf === undefined ? undefined : 'version' in asOf ? asOf.version : await versionAt(reading, log, asOf.time)
  const segment = segmentOf(log, wanted)
  const state = await replay(reading, locationOf(location), segment)
  const mapping = mappingOf(state)
  const columns = readDeltaSchema(state.schema, mapping)
  const pinned: Pinned = { storage, state, mapping, columns }
  checkPartitions(pinned)
  return {
    version: versionOf(segment, state),
    columns: sourceColumns(columns),
    size: sizeOf(state.files),
    fetch: async (need, control) =>
      withoutPaths(
        await answering(control, () => fetch(pinned, need, control)),
        state.files.map(({ key }) => key),
      ),
    close: async () => {},
  }
}

async function fetch(pinned: Pinned, need: Need, control: FetchControl): Promise<LocalTable> {
  const { storage, state, mapping, columns } = pinned
  const listed = sourceColumns(columns)
  const bounds = usableBounds(listed, need.bounds).map((own) => ({
    column: columnNamed(columns, own.column),
    bounds: own,
  }))
  const files = state.files
    .map((file) => ({ file, partition: partitionOf(pinned, file) }))
    .filter(({ file, partition }) => mayMatch(file, partition, bounds))
  const local = await fetchFiles({
    reading: { storage, control },
    control,
    mapping,
    columns: neededColumns(listed, need).map((name) => columnNamed(columns, name)),
    bounds,
    files: enough(files, need.rows, ({ file }) => liveRows(file)),
    rows: need.rows,
    folder: need.folder,
  })
  return { format: 'parquet', files: local }
}

function mappingOf({ protocol, configuration }: DeltaState): ColumnMapping {
  const mode = maybe(configuration.get('delta.columnMapping.mode'), 'the column mapping', text) ?? 'none'
  if (mode === 'none') return 'none'
  if (mode !== 'name' && mode !== 'id')
    return unsupported(`columns are mapped by \`${mode}\`; by name and by id is read`)
  return protocol.features.has('columnMapping')
    ? mode
    : malformed('columns of the table are mapped, and its protocol does not say so')
}

function checkPartitions({ state, columns }: Pinned): void {
  for (const name of state.partitionColumns)
    if (!columns.some((column) => column.name === name))
      malformed(`the partition column \`${name}\` is not in the schema`)
}

function partitionOf({ state, columns }: Pinned, { partitionValues }: AddedFile): ReadonlyMap<string, PartitionValue> {
  const values = state.partitionColumns.flatMap((name): [string, PartitionValue][] => {
    const { physical, sql } = columnNamed(columns, name)
    if (sql === undefined) return []
    const written = maybe(partitionValues.get(physical), 'the value of a partition', text)
    return [[name, readPartitionValue(sql, written, name)]]
  })
  return new Map(values)
}

// The states of the files that made the version tell a table from another one that was put in its place.
function versionOf({ version, checkpoint, commits }: LogSegment, { id }: DeltaState): string {
  const last = commits.at(-1) ?? checkpoint.at(-1)
  const told = JSON.stringify([id, String(version), last?.key, last?.bytes, last?.version])
  return `delta ${version} ${createHash('sha256').update(told).digest('hex')}`
}

function liveRows({ stats, vector }: AddedFile): number | undefined {
  const rows = rowsInStatistics(stats)
  return rows === undefined ? undefined : rows - (vector?.rows ?? 0)
}

function sizeOf(files: readonly AddedFile[]): SourceSize {
  const rows = files.map(liveRows)
  const sum = rows.reduce((all, own) => (all === undefined || own === undefined ? undefined : all + own), 0)
  const bytes = files.reduce((all, file) => all + file.bytes, 0)
  return { files: files.length, bytes, ...(sum === undefined ? {} : { rows: sum }) }
}
