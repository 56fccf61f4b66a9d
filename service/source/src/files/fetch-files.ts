import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { sameType } from '@glovebox/sql'
import { copyPieces, type Piece, piecesOf, writeAt } from '../bytes/copy-pieces.ts'
import { inParallel } from '../bytes/in-parallel.ts'
import { failed, found } from '../bytes/outcome.ts'
import { beginCopy } from '../parquet/fetch-parquet.ts'
import { type ParquetFooter, readFooter } from '../parquet/footer.ts'
import { findColumn } from '../parquet/statistics.ts'
import type { FileFormat, LocalFile, LocalTable } from '../port/local-table.ts'
import type { RangedFile, Storage, StoredFile } from '../port/storage.ts'
import type { FetchControl, Need, SourceColumn, SourceControl, Sourced } from '../port/table-source.ts'
import { compressionOf } from './file-format.ts'
import { beginHead, headBytes } from './head.ts'
import { type Partition, partitionMayHold } from './hive.ts'

/** A file of a table, and what the names of its folders say of its rows. */
export type TableFile = { readonly stored: StoredFile; readonly partition?: Partition }

/** The files of a table, as they were listed. */
export type ListedTable = {
  readonly storage: Storage
  readonly format: FileFormat
  readonly files: readonly TableFile[]
  /** Columns of Parquet files as a catalog has them: in whatever case in the files, NULL where a file has them not. */
  readonly declared?: readonly SourceColumn[]
}

/** A file as far as it is brought: where it will be, and what is still to be fetched into it. */
type Begun = {
  readonly local: LocalFile
  readonly pieces: readonly Piece[]
  readonly rows?: number
  readonly shape?: string
}

const filesBesideEachOther = 8
const filesOfHead = 4

/** Brings the files that may hold needed rows to this machine: Parquet by parts, others whole, local ones not at all. */
export async function fetchFiles(table: ListedTable, need: Need, control: FetchControl): Promise<Sourced<LocalTable>> {
  const { format, files } = table
  const held = files.filter(({ partition = {} }) => partitionMayHold(partition, need.bounds ?? []))
  // One stays in any case: it says which columns there are.
  const all = held.length > 0 ? held : files.slice(0, 1)
  // How many rows a file has is not known before it is opened: a few files have the first rows of most tables.
  const wanted = need.rows === undefined ? all : all.slice(0, filesOfHead)
  const folder = await mkdtemp(join(need.folder, 'table-'))
  const begun = await inParallel(
    wanted.map((file, i) => ({ file, i })),
    filesBesideEachOther,
    control,
    ({ file, i }, both) => begin(table, file, join(folder, `${i}`), need, both),
  )
  if (!begun.ok) return begun
  const odd = begun.value.findIndex(({ shape }) => shape !== begun.value[0]?.shape)
  if (odd !== -1) {
    const [first, other] = [wanted[0]?.stored.key, wanted[odd]?.stored.key]
    return failed('malformed', `\`${first}\` and \`${other}\`: the columns that are needed do not have the same types`)
  }
  const kept = begun.value.filter(({ rows }) => rows === undefined || rows > 0)
  const used = kept.length > 0 ? kept : begun.value.slice(0, 1)
  const fetched = await fetchPieces(used, control)
  return fetched.ok ? found({ format, files: used.map(({ local }) => local) }) : fetched
}

async function fetchPieces(begun: readonly Begun[], control: FetchControl): Promise<Sourced<void>> {
  const pieces = begun.flatMap((file) => file.pieces)
  const ofBytes = pieces.reduce((sum, { from, to }) => sum + to - from, 0)
  let bytes = 0
  control.onProgress?.({ bytes, ofBytes })
  return copyPieces(pieces, control, (more) => {
    bytes += more
    control.onProgress?.({ bytes, ofBytes })
  })
}

async function begin(
  { storage, format, declared }: ListedTable,
  { stored, partition }: TableFile,
  path: string,
  need: Need,
  control: SourceControl,
): Promise<Sourced<Begun>> {
  const opened = await storage.open(stored.key, control, stored)
  if (!opened.ok) return opened
  const file = opened.value
  if (file.version !== stored.version || file.bytes !== stored.bytes)
    return failed('changed', `\`${stored.key}\`: it is no longer the version that was listed`)
  const local = {
    ...(file.path === undefined ? { path } : { path: file.path, state: file.version }),
    ...(partition === undefined ? {} : { constants: partition }),
  }
  if (declared !== undefined) return beginDeclared(file, local, need, declared, control)
  if (format === 'parquet') return beginParquet(file, local, need, partition ?? {}, control)
  const compressed = { ...local, compression: compressionOf(stored.key) }
  if (file.path !== undefined) return found({ local: compressed, pieces: [] })
  if (need.rows !== undefined && file.bytes > headBytes) {
    const head = await beginHead(file, format, path, control)
    if (!head.ok) return head
    if (head.value) return found({ local: { ...local, compression: 'none' }, pieces: [] })
  }
  const pieces = piecesOf(file, [{ from: 0, to: file.bytes }], path)
  // Also a file without a byte is a file.
  const made = await writeAt(path, 0, new Uint8Array())
  return made.ok ? found({ local: compressed, pieces }) : made
}

async function beginParquet(
  file: RangedFile,
  local: LocalFile,
  { columns, bounds, rows }: Need,
  partition: Partition,
  control: SourceControl,
): Promise<Sourced<Begun>> {
  const footer = await readFooter(file, control)
  if (!footer.ok) return footer
  const isBoth = Object.keys(partition).find((name) => findColumn(footer.value.columns, name) !== undefined)
  if (isBoth !== undefined)
    return failed(
      'malformed',
      `\`${file.key}\`: the column \`${isBoth}\` is in the file, and the name of a folder says it too`,
    )
  const shape = shapeOf(footer.value, columns)
  if (file.path !== undefined) return found({ local, pieces: [], rows: footer.value.rows, shape })
  const need = {
    ...(columns === undefined ? {} : { columns }),
    ...(bounds === undefined ? {} : { bounds }),
    ...(rows === undefined ? {} : { rows }),
  }
  const begun = await beginCopy(file, footer.value, need, local.path)
  return begun.ok ? found({ local, shape, ...begun.value }) : begun
}

/** What a catalog says of columns holds for every file, whatever else is in it. */
async function beginDeclared(
  file: RangedFile,
  local: LocalFile,
  { bounds }: Need,
  declared: readonly SourceColumn[],
  control: SourceControl,
): Promise<Sourced<Begun>> {
  const footer = await readFooter(file, control)
  if (!footer.ok) return footer
  const names: Record<string, string | null> = {}
  const columns: string[] = []
  for (const { name, type, sourceType } of declared) {
    const alike = footer.value.columns.filter((column) => column.name.toLowerCase() === name.toLowerCase())
    const [own] = alike
    if (alike.length > 1)
      return failed('malformed', `two columns of a file are \`${name}\` but for the case of their names`)
    if (own !== undefined && own.type?.kind !== type?.kind)
      return failed(
        'malformed',
        `the column \`${name}\` is ${sourceType} in the catalog and ${own.sourceType} in a file`,
      )
    names[name] = own?.name ?? null
    if (own !== undefined) columns.push(own.name)
  }
  const named = Object.entries(names).every(([name, own]) => name === own) ? local : { ...local, names }
  if (file.path !== undefined) return found({ local: named, pieces: [], rows: footer.value.rows })
  const usable = (bounds ?? []).filter(({ column, type }) => {
    const own = findColumn(footer.value.columns, column)?.type
    return own !== undefined && sameType(own, type)
  })
  const begun = await beginCopy(file, footer.value, { columns, bounds: usable }, local.path)
  return begun.ok ? found({ local: named, ...begun.value }) : begun
}

/** What the needed columns of a file are, whatever their order and widths; files that differ in it are no one table. */
function shapeOf({ columns }: ParquetFooter, names: readonly string[] | undefined): string {
  const needed = names?.flatMap((name) => findColumn(columns, name) ?? []) ?? columns
  const said = needed.map(({ name, type, sourceType }) => `${name.toLowerCase()} ${type?.kind ?? sourceType}`)
  return JSON.stringify(said.sort())
}
