import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type Compressors, parquetMetadata, parquetRead, parquetSchema } from 'hyparquet'

/** What is read of a Parquet file of metadata: some of its columns, whole. */
export type ParquetWork = {
  readonly bytes: ArrayBuffer
  readonly columns: readonly string[]
  readonly mostRows: number
}

/** Columns by name, each with a value for each row; those that the file does not have are absent. */
export type ParquetColumns = ReadonlyMap<string, readonly unknown[]>

/**
 * Reads columns of a Parquet file. Texts are texts, dates days, timestamps whole numbers in their own unit; throws
 * where the file is no Parquet file, or holds more than is allowed.
 */
export async function decodeParquet({ bytes, columns, mostRows }: ParquetWork): Promise<ParquetColumns> {
  const metadata = parquetMetadata(bytes)
  if (metadata.num_rows > BigInt(mostRows)) throw new Error('too many rows')
  const present = parquetSchema(metadata)
    .children.map(({ element }) => element.name)
    .filter((name) => columns.includes(name))
  const read = new Map<string, unknown[]>(present.map((name) => [name, []]))
  if (present.length === 0) return read
  const file = { byteLength: bytes.byteLength, slice: (from: number, to?: number) => bytes.slice(from, to) }
  await parquetRead({
    file,
    metadata,
    columns: present,
    compressors,
    parsers,
    onChunk: ({ columnName, columnData }) => {
      const values = read.get(columnName)
      if (values === undefined) return
      for (const value of columnData) values.push(value)
      if (values.length > mostRows) throw new Error('too many rows')
    },
  })
  const rows = Number(metadata.num_rows)
  if ([...read.values()].some((values) => values.length !== rows)) throw new Error('a column is short')
  return read
}

const exact = (value: unknown): unknown => value
const parsers = {
  dateFromDays: exact,
  timestampFromMilliseconds: exact,
  timestampFromMicroseconds: exact,
  timestampFromNanoseconds: exact,
}

const compressors: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
}
