import { readFileSync } from 'node:fs'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { LocalFile, LocalTable } from '@glovebox/source'
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet'

/** A row, by the names of the table's columns. */
export type Row = Readonly<Record<string, unknown>>

/**
 * The rows that a local table stands for, read the slow way, apart from every engine: one file after the other, each row
 * asked whether it is deleted.
 */
export async function rowsOfTable(table: LocalTable, columns: readonly string[]): Promise<readonly Row[]> {
  const rows: (readonly Row[])[] = []
  for (const file of table.files) rows.push(await rowsOfFile(file, columns))
  return rows.flat()
}

async function rowsOfFile(file: LocalFile, columns: readonly string[]): Promise<readonly Row[]> {
  const gone = new Set((await parquetRows(file.deletedPositions)).map((row) => row.pos))
  const deleted = await Promise.all(
    (file.deletedRows ?? []).map(async ({ path, columns: pairs }) => ({ pairs, rows: await parquetRows(path) })),
  )
  const compared = deleted.flatMap(({ pairs }) => Object.keys(pairs))
  const own = columns.map((column) => nameOf(file, column)).filter((name) => name !== null)
  const rows = (await parquetRows(file.path, [...new Set([...own, ...compared])])).filter(
    (row, place) =>
      !gone.has(BigInt(place)) &&
      !deleted.some(({ pairs, rows: others }) =>
        others.some((one) => Object.entries(pairs).every(([name, other]) => same(row[name], one[other]))),
      ),
  )
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, cell(file, row, column)])))
}

function cell(file: LocalFile, row: Row, column: string): unknown {
  if (file.constants !== undefined && Object.hasOwn(file.constants, column)) return file.constants[column]
  const name = nameOf(file, column)
  if (name === null) return null
  if (!Object.hasOwn(row, name)) throw new Error(`there is no column ${name} in ${file.path}`)
  return row[name] ?? null
}

/** The name of a column in the file; null: it has none there. */
function nameOf(file: LocalFile, column: string): string | null {
  if (file.constants !== undefined && Object.hasOwn(file.constants, column)) return null
  return file.names !== undefined && Object.hasOwn(file.names, column) ? (file.names[column] ?? null) : column
}

function same(a: unknown, b: unknown): boolean {
  return plain(a) === plain(b)
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (value instanceof Date) return value.getTime()
  return typeof value === 'bigint' ? Number(value) : value
}

/** Columns that were not brought here are no bytes of Parquet, and must not be looked at. */
async function parquetRows(path: string | undefined, columns?: readonly string[]): Promise<readonly Row[]> {
  if (path === undefined) return []
  const file = new Uint8Array(readFileSync(path)).buffer
  const metadata = parquetMetadata(file)
  const all = parquetSchema(metadata).children.map(({ element }) => element.name)
  const wanted = all.filter((name) => columns === undefined || columns.includes(name))
  if (wanted.length === 0) return Array.from({ length: Number(metadata.num_rows) }, () => ({}))
  return parquetReadObjects({
    file,
    metadata,
    columns: wanted,
    compressors: { GZIP: (input) => gunzipSync(input), ZSTD: (input) => zstdDecompressSync(input) },
  })
}
