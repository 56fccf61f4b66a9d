import { createHash } from 'node:crypto'
import type { DeltaSharingConnection } from '../connection/connection.ts'
import {
  type ColumnMapping,
  columnNamed,
  type DeltaColumn,
  readDeltaSchema,
  sourceColumns,
} from '../delta/delta-schema.ts'
import { type PartitionValue, readPartitionValue } from '../delta/partition-value.ts'
import { type BoundColumn, mayMatch } from '../delta/prune.ts'
import { usableBounds } from '../lake/bounds.ts'
import { enough, rowsInStatistics } from '../lake/enough.ts'
import { neededColumns } from '../lake/options.ts'
import { answering, malformed, refuse, unsupported } from '../lake/refused.ts'
import { maybe, text } from '../lake/shape.ts'
import type { LocalTable } from '../port/local-table.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { FetchControl, Need, PinnedTable, SourceControl, SourceSize, TableSource } from '../port/table-source.ts'
import { authoriser } from './authorise.ts'
import { fetchShared } from './fetch-shared.ts'
import { hintsFor } from './hints.ts'
import { askFiles, askMetadata, identityOf, type Pin, type SharedTable } from './query.ts'
import type { SharedFile, SharedMetadata } from './read-answer.ts'
import { sharedStorage } from './shared-urls.ts'

/** A table that a provider of Delta Sharing shares, by its name `share.schema.table`. */
export function deltaSharingTable(world: SourceWorld, { profile }: DeltaSharingConnection, name: string): TableSource {
  const provider = { world, profile, authoriser: authoriser(world, profile) }
  return {
    pin: (control) => answering(control, () => pin({ provider, name, path: pathOf(name) }, control)),
  }
}

/** The name of a share may have dots; those of schemas and tables have none. */
function pathOf(name: string): string {
  const [, share, schema, table] = /^(.+)\.([^.]+)\.([^.]+)$/s.exec(name) ?? []
  if (share === undefined || schema === undefined || table === undefined)
    return refuse('not-found', `\`${name}\` is no name of a shared table: write share.schema.table`)
  const part = encodeURIComponent
  return `/shares/${part(share)}/schemas/${part(schema)}/tables/${part(table)}`
}

type Pinned = {
  readonly table: SharedTable
  readonly pin: Pin
  readonly metadata: SharedMetadata
  readonly mapping: ColumnMapping
  readonly columns: readonly DeltaColumn[]
}

async function pin(table: SharedTable, control: SourceControl): Promise<PinnedTable> {
  const answer = await askMetadata(table, control)
  const { metadata } = answer
  const mapping = mappingOf(metadata)
  const columns = readDeltaSchema(metadata.schema, mapping)
  for (const name of metadata.partitionColumns)
    if (!columns.some((column) => column.name === name))
      malformed(`the partition column \`${name}\` is not in the schema`)
  const held: Pin = { version: answer.version, identity: identityOf(answer) }
  const pinned: Pinned = { table, pin: held, metadata, mapping, columns }
  return {
    version: `delta-sharing ${held.version} ${createHash('sha256').update(held.identity).digest('hex')}`,
    columns: sourceColumns(columns),
    size: await sizeOf(pinned, control),
    fetch: (need, fetching) => answering(fetching, () => fetch(pinned, need, fetching)),
    close: async () => {},
  }
}

/** How large the table is: in the metadata's words, or where it has none by its files. */
async function sizeOf({ table, pin, metadata }: Pinned, control: SourceControl): Promise<SourceSize> {
  const { files, bytes } = metadata
  if (files !== undefined) return { files, ...(bytes === undefined ? {} : { bytes }) }
  const all = await askFiles(table, pin, {}, control)
  return { files: all.files.length, bytes: all.files.reduce((sum, file) => sum + file.bytes, 0) }
}

async function fetch(pinned: Pinned, need: Need, control: FetchControl): Promise<LocalTable> {
  const { table, pin, metadata, mapping, columns } = pinned
  const listed = sourceColumns(columns)
  const bounds = usableBounds(listed, need.bounds).map(
    (own): BoundColumn => ({ column: columnNamed(columns, own.column), bounds: own }),
  )
  const hints = hintsFor(bounds, metadata.partitionColumns)
  const answered = await askFiles(table, pin, { hints }, control)
  const { world, profile } = table.provider
  const storage = sharedStorage({
    world,
    name: table.name,
    files: answered,
    allowsPlain: profile.endpoint.startsWith('http://'),
    renew: (refreshToken, own) => askFiles(table, pin, { hints, refreshToken }, own),
  })
  const files = answered.files
    .map((file) => ({ file, partition: partitionOf(pinned, file) }))
    .filter(({ file, partition }) => mayMatch({ ...file, key: file.id, vector: undefined }, partition, bounds))
  const local = await fetchShared(
    {
      storage,
      mapping,
      columns: neededColumns(listed, need).map((name) => columnNamed(columns, name)),
      bounds,
      files: enough(files, need.rows, ({ file }) =>
        file.vector === undefined ? rowsInStatistics(file.stats) : undefined,
      ),
      rows: need.rows,
      folder: need.folder,
    },
    control,
  )
  return { format: 'parquet', files: local }
}

function mappingOf({ configuration, features }: SharedMetadata): ColumnMapping {
  const mode = maybe(configuration.get('delta.columnMapping.mode'), 'the column mapping', text) ?? 'none'
  if (mode === 'none') return 'none'
  if (mode !== 'name' && mode !== 'id')
    return unsupported(`columns are mapped by \`${mode}\`; by name and by id is read`)
  // In the format `parquet` providers give files with the names of the table, whatever the table's own log says.
  return features.has('columnMapping') ? mode : 'none'
}

function partitionOf(
  { metadata, columns, mapping }: Pinned,
  { partitionValues }: SharedFile,
): ReadonlyMap<string, PartitionValue> {
  const values = metadata.partitionColumns.flatMap((name): [string, PartitionValue][] => {
    const { physical, sql } = columnNamed(columns, name)
    if (sql === undefined) return []
    const key = mapping === 'none' ? name : physical
    if (!partitionValues.has(key)) return malformed(`a file does not say its value of the partition column \`${name}\``)
    const written = maybe(partitionValues.get(key), 'the value of a partition', text)
    return [[name, readPartitionValue(sql, written, name)]]
  })
  return new Map(values)
}
