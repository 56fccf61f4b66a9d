import type { RangedFile, SourceControl, Sourced, StoredFile } from '@glovebox/source'
import { parquetMetadata } from 'hyparquet'
import { columnsDigest, type GrantedTable } from '../access/granted.ts'
import { sign } from '../access/signed.ts'
import type { SharedTable } from '../config/share-config.ts'
import { type DeltaField, deltaFields, fieldOf } from '../parquet/delta-schema.ts'
import { type FileStats, fileStats } from '../parquet/file-stats.ts'
import { type SharedFile, sharedFile } from '../parquet/shared-file.ts'
import { partitionValues } from './partitions.ts'
import type { TableFiles } from './table-files.ts'
import type { TableVersion, Versions } from './versions.ts'

/** One version of a table, with the granted columns alone. */
export type Snapshot = {
  readonly version: TableVersion
  readonly fields: readonly DeltaField[]
  readonly partitionColumns: readonly string[]
  readonly files: readonly SnapshotFile[]
}

/** A file of a snapshot. */
export type SnapshotFile = {
  /** The same whenever the same bytes are shared; says nothing of where they are. */
  readonly id: string
  readonly key: string
  readonly shared: SharedFile
  readonly stats: FileStats
  readonly partitionValues: Readonly<Record<string, string>>
}

/** What the tables that are shared hold. */
export type SharedTables = {
  /** The version that a table is now; every look at a table begins with it. */
  readonly current: (table: SharedTable, control: SourceControl) => Promise<Sourced<TableVersion>>
  readonly versions: (table: SharedTable) => readonly TableVersion[]
  /** A version with the granted columns, as long as its files are as they were. */
  readonly snapshot: (
    granted: GrantedTable,
    version: TableVersion,
    control: SourceControl,
  ) => Promise<Sourced<Snapshot>>
  /** A file of a version by its id. */
  readonly file: (
    granted: GrantedTable,
    version: TableVersion,
    id: string,
    control: SourceControl,
  ) => Promise<Sourced<{ readonly file: RangedFile; readonly shared: SharedFile }>>
}

/** What shared tables are made of. */
export type TablesWorld = {
  readonly filesOf: (table: SharedTable) => TableFiles
  readonly versions: Versions
  readonly key: Uint8Array
  readonly clock: () => number
}

type Looked = { readonly shared: SharedFile; readonly stats: FileStats; readonly fields: readonly DeltaField[] }

const mostLooked = 20_000

/** Opens what is shared. Footers are read once for each state of a file. */
export function openTables({ filesOf, versions, key, clock }: TablesWorld): SharedTables {
  const looked = new Map<string, Looked>()

  const idOf = (table: SharedTable, file: StoredFile, digest: string): string =>
    sign(key, ['id', table.id, file.key, file.version, digest]).slice(0, 32)

  const look = async (
    { table, columns }: GrantedTable,
    stored: StoredFile,
    id: string,
    control: SourceControl,
  ): Promise<Sourced<Looked>> => {
    const known = looked.get(id)
    if (known !== undefined) return { ok: true, value: known }
    const opened = await openAsListed(filesOf(table), stored, control)
    if (!opened.ok) return opened
    const inFile = columns?.filter((name) => !Object.hasOwn(table.partitions, name))
    const shared = await sharedFile(opened.value, inFile, control)
    if (!shared.ok) return shared
    const described = describe(stored.key, shared.value)
    if (!described.ok) return described
    if (looked.size >= mostLooked) looked.clear()
    looked.set(id, described.value)
    return described
  }

  return {
    versions: ({ id }) => versions.all(id),
    current: async (table, control) => {
      const listed = await filesOf(table).list(control)
      if (!listed.ok) return listed
      if (listed.value.length === 0 && versions.all(table.id).length === 0)
        return { ok: false, failure: { kind: 'not-found', reason: `no Parquet file is at ${table.files}` } }
      return { ok: true, value: versions.of(table.id, listed.value, clock()) }
    },
    snapshot: async (granted, version, control) => {
      const { table, columns } = granted
      const now = await filesOf(table).list(control)
      if (!now.ok) return now
      const states = new Map(now.value.map((file) => [file.key, file.version]))
      if (version.files.some((file) => states.get(file.key) !== file.version)) return { ok: false, failure: gone }
      const types = Object.entries(table.partitions).filter(([name]) => columns?.includes(name) !== false)
      const files: SnapshotFile[] = []
      const fields = new Map<string, DeltaField>()
      for (const stored of version.files) {
        const id = idOf(table, stored, columnsDigest(columns))
        const found = await look(granted, stored, id, control)
        if (!found.ok) return found
        const values = partitionValues(stored.key, Object.fromEntries(types))
        const clash = values === undefined ? 'its path has not the partitions' : clashOf(found.value, fields, table)
        if (values === undefined || clash !== undefined)
          return { ok: false, failure: { kind: 'malformed', reason: `${stored.key}: ${clash}` } }
        files.push({ id, key: stored.key, ...found.value, partitionValues: values })
      }
      const all = [...fields.values(), ...types.map(([name, type]) => fieldOf(name, type))]
      return { ok: true, value: { version, fields: all, partitionColumns: types.map(([name]) => name), files } }
    },
    file: async (granted, version, id, control) => {
      const digest = columnsDigest(granted.columns)
      const stored = version.files.find((file) => idOf(granted.table, file, digest) === id)
      if (stored === undefined) return { ok: false, failure: { kind: 'not-found', reason: 'there is no such file' } }
      const found = await look(granted, stored, id, control)
      if (!found.ok) return found
      const file = await openAsListed(filesOf(granted.table), stored, control)
      return file.ok ? { ok: true, value: { file: file.value, shared: found.value.shared } } : file
    },
  }
}

const gone = { kind: 'changed', reason: 'files of this version are no longer as they were' } as const

async function openAsListed(
  files: TableFiles,
  { key, version }: StoredFile,
  control: SourceControl,
): Promise<Sourced<RangedFile>> {
  const opened = await files.open(key, control)
  if (!opened.ok) return opened.failure.kind === 'not-found' ? { ok: false, failure: gone } : opened
  return opened.value.version === version ? opened : { ok: false, failure: gone }
}

/** What is said of a file comes from the footer that is shared: of what is not in it nothing can be said. */
function describe(key: string, shared: SharedFile): Sourced<Looked> {
  const malformed = (reason: string): Sourced<Looked> => ({ ok: false, failure: { kind: 'malformed', reason } })
  try {
    const metadata = parquetMetadata(shared.footer, { geoparquet: false })
    const fields = deltaFields(metadata)
    if ('unknown' in fields) return malformed(`${key}: the type of \`${fields.unknown}\` cannot be shared`)
    return { ok: true, value: { shared, fields, stats: fileStats(metadata, fields) } }
  } catch {
    return malformed(`${key}: its footer cannot be read`)
  }
}

/** Adds the columns of a file to those of the table; what is wrong where they do not go together. */
function clashOf({ fields }: Looked, into: Map<string, DeltaField>, { partitions }: SharedTable): string | undefined {
  for (const field of fields) {
    if (Object.hasOwn(partitions, field.name)) return `\`${field.name}\` is a column and a partition`
    const other = into.get(field.name)
    if (other !== undefined && JSON.stringify(other.type) !== JSON.stringify(field.type))
      return `\`${field.name}\` has another type than in the files before it`
    into.set(field.name, field)
  }
  return undefined
}
