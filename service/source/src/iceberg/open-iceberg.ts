import { createHash } from 'node:crypto'
import { usableBounds } from '../lake/bounds.ts'
import { enough } from '../lake/enough.ts'
import { limits } from '../lake/limits.ts'
import { keyOf, locationOf, type TableLocation } from '../lake/location.ts'
import { type AsOf, neededColumns } from '../lake/options.ts'
import type { Reading } from '../lake/read-whole.ts'
import { answering, malformed, refuse, unsupported, withoutPaths } from '../lake/refused.ts'
import { several } from '../lake/several.ts'
import type { LocalTable } from '../port/local-table.ts'
import type { Storage } from '../port/storage.ts'
import type { FetchControl, Need, PinnedTable, SourceColumn, SourceSize, TableSource } from '../port/table-source.ts'
import { fetchFiles } from './fetch-files.ts'
import { findDeletes } from './find-deletes.ts'
import { findMetadata } from './find-metadata.ts'
import { mappingProperty, readNameMapping } from './project.ts'
import { mayHold, mayMatch } from './prune.ts'
import { readManifest, type TableFile } from './read-manifest.ts'
import { type Manifest, readManifests } from './read-manifests.ts'
import { type IcebergSchema, readTableMetadata, type Snapshot, type TableMetadata } from './table-metadata.ts'

/** Where an Iceberg table is, and which of its versions is read. */
export type IcebergOptions = {
  /** The table's folder. */
  readonly storage: Storage
  /** What that folder is called in the paths of the table's metadata: `s3://bucket/path` or an absolute path. */
  readonly location: string
  /** The metadata file that is the table, relative to the folder; absent: the newest there. */
  readonly metadata?: string
  /** An older snapshot; absent: the current one. Versions are ids of snapshots. */
  readonly asOf?: AsOf
}

// Each may be as large as is held of one, packed and unpacked.
const manifestsAtOnce = 3

/** A table of Iceberg, version 1 or 2, read from its own metadata. */
export function openIceberg(options: IcebergOptions): TableSource {
  return { pin: (control) => answering(control, () => pin(options, { storage: options.storage, control })) }
}

type Pinned = {
  readonly options: IcebergOptions
  readonly metadata: TableMetadata
  readonly location: TableLocation
  readonly schema: IcebergSchema
  readonly manifests: readonly Manifest[]
}

async function pin(options: IcebergOptions, reading: Reading): Promise<PinnedTable> {
  const metadata = readTableMetadata(await findMetadata(reading, options.metadata))
  const location = locationOf(options.location, metadata.location)
  const snapshot = findSnapshot(metadata, options.asOf)
  const schema = schemaOf(metadata, snapshot, options.asOf !== undefined)
  const manifests = snapshot === undefined ? [] : await readManifests(reading, location, snapshot)
  const pinned: Pinned = { options, metadata, location, schema, manifests }
  return {
    version: versionOf(metadata, snapshot, schema),
    columns: sourceColumns(schema),
    size: sizeOf(snapshot),
    fetch: async (need, control) => {
      const seen: string[] = []
      const local = await answering(control, () => fetch(pinned, need, control, seen))
      return withoutPaths(local, seen)
    },
    close: async () => {},
  }
}

async function fetch(pinned: Pinned, need: Need, control: FetchControl, seen: string[]): Promise<LocalTable> {
  const { options, metadata, location, schema, manifests } = pinned
  const reading: Reading = { storage: options.storage, control }
  const columns = neededColumns(sourceColumns(schema), need).map((name) => byName(schema, name))
  const bounds = usableBounds(sourceColumns(schema), need.bounds).map((own) => ({
    column: byName(schema, own.column),
    bounds: own,
  }))
  const files = (
    await several(
      manifests.filter((manifest) => mayHold(metadata, manifest, bounds)),
      (manifest) => readManifest(reading, metadata, manifest),
      manifestsAtOnce,
    )
  ).flat()
  if (files.length > limits.dataFiles)
    unsupported(`the table has more than ${limits.dataFiles} files: compact the table`)
  for (const { path } of files) seen.push(keyOf(location, path))
  const data = files.filter((file) => file.content === 'data')
  if (new Set(data.map(({ path }) => path)).size < data.length) malformed('a data file is in the snapshot twice')
  const deletes = findDeletes(metadata, files)
  const held = data.filter((file) => file.rows > 0 && mayMatch(metadata, file, bounds))
  const isWhole = (file: TableFile): boolean => deletes.positions(file).length + deletes.equality(file).length === 0
  const local = await fetchFiles({
    reading,
    control,
    metadata,
    location,
    mapping: readNameMapping(metadata.properties),
    columns,
    bounds,
    data: enough(held, need.rows, (file) => (isWhole(file) ? file.rows : undefined)),
    deletes,
    rows: need.rows,
    folder: need.folder,
  })
  return { format: 'parquet', files: local }
}

function findSnapshot({ currentSnapshot, snapshots, history }: TableMetadata, asOf?: AsOf): Snapshot | undefined {
  const wanted = asOf === undefined ? currentSnapshot : snapshotAt(history, asOf)
  if (wanted === undefined) return undefined
  const found = snapshots.find(({ id }) => id === wanted)
  if (found !== undefined) return found
  return asOf === undefined
    ? malformed('the current snapshot is not among the snapshots')
    : refuse('not-found', 'the snapshot that was asked for is not, or no longer, in the table')
}

function snapshotAt(history: TableMetadata['history'], asOf: AsOf): bigint {
  if ('version' in asOf) return asOf.version
  const current = history.filter(({ from }) => from <= asOf.time).at(-1)
  return current?.snapshot ?? refuse('not-found', 'the table has no snapshot of that time or before')
}

function schemaOf(metadata: TableMetadata, snapshot: Snapshot | undefined, isOlder: boolean): IcebergSchema {
  if (!isOlder || snapshot?.schema === undefined) return metadata.currentSchema
  return metadata.schemas.get(snapshot.schema) ?? malformed('the schema of the snapshot is not among the schemas')
}

function sourceColumns({ columns }: IcebergSchema): readonly SourceColumn[] {
  return columns.map(({ name, type, isRequired }) => ({
    name,
    sourceType: type.word,
    ...(type.sql === undefined ? {} : { type: type.sql }),
    isNullable: !isRequired,
  }))
}

function byName({ columns }: IcebergSchema, name: string): IcebergSchema['columns'][number] {
  return columns.find((column) => column.name === name) ?? unsupported(`the table has no column \`${name}\``)
}

function versionOf(
  { uuid, location, properties }: TableMetadata,
  snapshot: Snapshot | undefined,
  schema: IcebergSchema,
): string {
  const columns = schema.columns.map(({ id, name, type, isRequired }) => [id, name, type.word, isRequired])
  const told = [uuid, location, String(snapshot?.id), snapshot?.manifestList, columns, properties.get(mappingProperty)]
  const digest = createHash('sha256').update(JSON.stringify(told, plain)).digest('hex')
  return `iceberg ${snapshot === undefined ? 'empty' : snapshot.id} ${digest}`
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function sizeOf(snapshot: Snapshot | undefined): SourceSize {
  if (snapshot === undefined) return { files: 0, bytes: 0, rows: 0 }
  const number = (key: string): number | undefined => {
    const value = Number(snapshot.summary.get(key) ?? Number.NaN)
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined
  }
  const [files, bytes, rows] = [number('total-data-files'), number('total-files-size'), number('total-records')]
  const isWhole = number('total-delete-files') === 0
  return {
    files: files ?? 0,
    ...(bytes === undefined ? {} : { bytes }),
    ...(rows === undefined || !isWhole ? {} : { rows }),
  }
}
