import { createHash } from 'node:crypto'
import { allFound, cancelled, failed, found, isStopped } from '../bytes/outcome.ts'
import { readFooter } from '../parquet/footer.ts'
import type { FileFormat } from '../port/local-table.ts'
import type { Storage, StoredFile } from '../port/storage.ts'
import type { PinnedTable, SourceColumn, SourceControl, Sourced, TableSource } from '../port/table-source.ts'
import { fetchFiles, type TableFile } from './fetch-files.ts'
import { formatOf } from './file-format.ts'
import { findStored } from './find-stored.ts'
import { partitionOf } from './hive.ts'

/** A table that is files of a storage. */
export type FileTable = {
  readonly storage: Storage
  /** A key, a glob, or the folder that all files are below, with a slash at its end. */
  readonly path: string
  /** Absent: what the endings of the files say. */
  readonly format?: FileFormat
  /** `hive`: names of folders, `year=2026`, are columns. Absent: a file means the same wherever it lies. */
  readonly partitions?: 'hive'
}

/** The table that files of a storage are. Its version is made of all keys, lengths and versions of files. */
export function fileTable(table: FileTable): TableSource {
  return {
    pin: async (control) => {
      const stored = await findStored(table.storage, table.path, control)
      if (!stored.ok) return stored
      const format = formatOfAll(table, stored.value)
      if (!format.ok) return format
      const files = withPartitions(table, stored.value)
      if (!files.ok) return files
      const isStated = format.value === 'parquet'
      const columns = isStated ? await statedColumns(table.storage, files.value, control) : found(undefined)
      return columns.ok ? found(pinned(table.storage, format.value, files.value, columns.value)) : columns
    },
  }
}

function pinned(
  storage: Storage,
  format: FileFormat,
  files: readonly TableFile[],
  columns: readonly SourceColumn[] | undefined,
): PinnedTable {
  const bytes = files.reduce((sum, { stored }) => sum + stored.bytes, 0)
  return {
    version: versionOf(files.map(({ stored }) => stored)),
    ...(columns === undefined ? {} : { columns }),
    size: { files: files.length, bytes },
    fetch: async (need, control) => {
      if (isStopped(control)) return cancelled()
      return fetchFiles({ storage, format, files }, need, control)
    },
    close: async () => undefined,
  }
}

function versionOf(files: readonly StoredFile[]): string {
  const hash = createHash('sha256')
  for (const { key, version, bytes } of files) hash.update(`${JSON.stringify([key, version, bytes])}\n`)
  return hash.digest('hex')
}

/** One format for all files: the one that was named, or the one that all of their endings say. */
function formatOfAll({ format, path }: FileTable, files: readonly StoredFile[]): Sourced<FileFormat> {
  if (format !== undefined) return found(format)
  const formats = new Set(files.map(({ key }) => formatOf(key)))
  const [only] = formats
  if (formats.size === 1 && only !== undefined) return found(only)
  return failed('unsupported', `\`${path}\`: the endings of the files do not say one format; name it`)
}

function withPartitions({ path, partitions }: FileTable, stored: readonly StoredFile[]): Sourced<readonly TableFile[]> {
  if (partitions === undefined) return found(stored.map((file) => ({ stored: file })))
  const files = allFound(
    stored.map((file): Sourced<TableFile> => {
      const partition = partitionOf(file.key)
      if (partition !== undefined) return found({ stored: file, partition })
      return failed('malformed', `\`${file.key}\`: the names of its folders do not say the values of partitions`)
    }),
  )
  if (!files.ok) return files
  const names = new Set(files.value.map(({ partition = {} }) => JSON.stringify(Object.keys(partition).sort())))
  return names.size <= 1
    ? files
    : failed('malformed', `\`${path}\`: the folders of the files do not have the same partitions`)
}

/** The columns as the first file states them; that the others agree is looked at when they are fetched. */
async function statedColumns(
  storage: Storage,
  [first]: readonly TableFile[],
  control: SourceControl,
): Promise<Sourced<readonly SourceColumn[]>> {
  if (first === undefined) return found([])
  const file = await storage.open(first.stored.key, control, first.stored)
  if (!file.ok) return file
  const footer = await readFooter(file.value, control)
  if (!footer.ok) return footer
  const partitions = Object.keys(first.partition ?? {}).map(
    (name): SourceColumn => ({ name, sourceType: 'partition', type: { kind: 'text' }, isNullable: true }),
  )
  const stated = footer.value.columns.map(({ name, sourceType, type, isNullable }): SourceColumn => {
    return { name, sourceType, isNullable, ...(type === undefined ? {} : { type }) }
  })
  return found([...stated, ...partitions])
}
