import { createHash } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fetchFiles } from '../files/fetch-files.ts'
import { usableBounds } from '../lake/bounds.ts'
import { neededColumns } from '../lake/options.ts'
import { answering, refuse, taken } from '../lake/refused.ts'
import { several } from '../lake/several.ts'
import type { LocalFile, LocalTable } from '../port/local-table.ts'
import type { Storage, StoredFile } from '../port/storage.ts'
import type {
  ColumnBounds,
  FetchControl,
  Need,
  PinnedTable,
  SourceColumn,
  SourceControl,
} from '../port/table-source.ts'
import type { S3Address } from '../storage/s3/s3-address.ts'
import type { TextLayout } from './file-layout.ts'
import { mayHold, type Partition } from './partition.ts'
import { liesIn, type OpenBucket, placesStorage, rootsOf } from './places.ts'
import type { FilesDefinition } from './table-definition.ts'
import { writeLines } from './write-lines.ts'

type Placed = { readonly partition: Partition; readonly stored: StoredFile }

type Pinned = { readonly table: FilesDefinition; readonly storage: Storage; readonly files: readonly Placed[] }

/** Holds on to a table of files: all partitions that the catalog has now, and all files that lie there now. */
export async function pinFiles(
  table: FilesDefinition,
  partitions: readonly Partition[],
  openBucket: OpenBucket,
  control: SourceControl,
): Promise<PinnedTable> {
  const roots = rootsOf(
    table.folder,
    partitions.map(({ folder }) => folder),
  ).map((root) => ({ root, storage: taken(openBucket(root.bucket, root.key)) }))
  const storage = placesStorage(roots)
  const listed = await several(roots, async ({ root }) =>
    taken(await storage.list(`${root.bucket}/${root.key}`, control)),
  )
  const files = placed(partitions, listed.flat())
  const pinned: Pinned = { table, storage, files }
  return {
    version: versionOf(table, partitions, files),
    columns: [...table.columns, ...table.keys],
    size: { files: files.length, bytes: files.reduce((sum, { stored }) => sum + stored.bytes, 0) },
    fetch: (need, inner) => answering(inner, () => fetch(pinned, need, inner)),
    close: async () => {},
  }
}

/** The files of each partition. A folder that nothing at all lies in is not one without rows: something is amiss. */
function placed(partitions: readonly Partition[], listed: readonly StoredFile[]): readonly Placed[] {
  const folders = new Map<string, Partition>()
  for (const partition of partitions) {
    const path = pathOf(partition.folder)
    if (folders.has(path))
      refuse('unsupported', 'two partitions of the table lie in one folder: rows would count twice')
    folders.set(path, partition)
  }
  const nested = partitions.some((one) => partitions.some((other) => one !== other && liesIn(one.folder, other.folder)))
  if (nested) refuse('unsupported', 'a partition of the table lies in the folder of another: rows would count twice')
  const seen = new Set<Partition>()
  const files = listed.flatMap((stored): readonly Placed[] => {
    const [path, partition] = folderOf(folders, stored.key) ?? []
    if (path === undefined || partition === undefined) return []
    seen.add(partition)
    return isData(stored, path) ? [{ partition, stored }] : []
  })
  if (partitions.some((partition) => !seen.has(partition)))
    refuse('not-found', 'nothing lies where the catalog says that the table, or one of its partitions, is')
  return files
}

function pathOf({ bucket, key }: S3Address): string {
  return `${bucket}/${key}`
}

/** The partition whose folder a file is in, at whatever depth. */
function folderOf(folders: ReadonlyMap<string, Partition>, key: string): readonly [string, Partition] | undefined {
  for (let end = key.lastIndexOf('/'); end >= 0; end = key.lastIndexOf('/', end - 1)) {
    const path = key.slice(0, end + 1)
    const partition = folders.get(path)
    if (partition !== undefined) return [path, partition]
    if (end === 0) return undefined
  }
  return undefined
}

/** Names that begin with `_` or `.` are of what writers keep beside their rows, and folders may be objects too. */
function isData({ key, bytes }: StoredFile, folder: string): boolean {
  if (key.endsWith('/') || (bytes === 0 && key.endsWith('_$folder$'))) return false
  return !key
    .slice(folder.length)
    .split('/')
    .some((name) => /^[_.]/.test(name))
}

function versionOf(table: FilesDefinition, partitions: readonly Partition[], files: readonly Placed[]): string {
  const hash = createHash('sha256')
  const note = (...words: readonly unknown[]): void => void hash.update(`${JSON.stringify(words)}\n`)
  note(table.versionId, table.layout, table.columns, table.keys)
  const lines = partitions.map(({ folder, layout, values }) =>
    JSON.stringify([pathOf(folder), layout, [...values].map(([name, { constant }]) => [name, constant])]),
  )
  for (const line of lines.sort()) note(line)
  for (const { stored } of files) note(stored.key, stored.version, stored.bytes)
  return hash.digest('hex')
}

async function fetch({ table, storage, files }: Pinned, need: Need, control: FetchControl): Promise<LocalTable> {
  const columns = [...table.columns, ...table.keys]
  const names = neededColumns(columns, need)
  const bounds = usableBounds(columns, need.bounds)
  const held = files.filter(({ partition }) => mayHold(partition, bounds))
  const inFiles = table.columns.filter(({ name }) => names.includes(name))
  return table.layout.kind === 'parquet'
    ? fetchParquet({ storage, held, inFiles, bounds, need }, control)
    : fetchLines({ storage, held, inFiles: table.columns, bounds, need }, control)
}

type Work = {
  readonly storage: Storage
  readonly held: readonly Placed[]
  readonly inFiles: readonly SourceColumn[]
  readonly bounds: readonly ColumnBounds[]
  readonly need: Need
}

async function fetchParquet(
  { storage, held, inFiles, bounds, need }: Work,
  control: FetchControl,
): Promise<LocalTable> {
  const listed = {
    storage,
    format: 'parquet',
    declared: inFiles,
    files: held.map(({ stored, partition }) => ({ stored, partition: constantsOf(partition) })),
  } as const
  const ofFiles = bounds.filter(({ column }) => inFiles.some(({ name }) => name === column))
  return taken(await fetchFiles(listed, { folder: need.folder, bounds: ofFiles }, control))
}

async function fetchLines({ storage, held, inFiles, need }: Work, control: FetchControl): Promise<LocalTable> {
  const folder = await mkdtemp(join(need.folder, 'table-'))
  const ofBytes = held.reduce((sum, { stored }) => sum + stored.bytes, 0)
  let bytes = 0
  const onBytes = (more: number): void => {
    bytes += more
    control.onProgress?.({ bytes, ofBytes })
  }
  control.onProgress?.({ bytes, ofBytes })
  const files = await several(held, async ({ stored, partition }, at): Promise<LocalFile> => {
    const file = taken(await storage.open(stored.key, control, stored))
    const path = join(folder, `${at}.csv`)
    await writeLines(file, partition.layout as TextLayout, inFiles, path, control, onBytes)
    return { path, constants: constantsOf(partition) }
  })
  return { format: 'csv', files }
}

function constantsOf({ values }: Partition): Readonly<Record<string, string | null>> {
  return Object.fromEntries([...values].map(([name, { constant }]) => [name, constant]))
}
