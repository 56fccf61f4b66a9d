import type { Compression, FileFormat } from '../port/local-table.ts'

const compressions: Readonly<Record<string, Compression>> = { gz: 'gzip', gzip: 'gzip', zst: 'zstd', zstd: 'zstd' }
const formats: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  parquet: 'parquet',
  parq: 'parquet',
  pq: 'parquet',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
}

/** How a file is compressed as a whole, by its ending. */
export function compressionOf(key: string): Compression {
  return compressions[lastEnding(key)] ?? 'none'
}

/** How a file is written, by its ending, or the one before that of its compression; undefined: it does not say. */
export function formatOf(key: string): FileFormat | undefined {
  const ending = lastEnding(key)
  return formats[compressions[ending] === undefined ? ending : lastEnding(key.slice(0, -ending.length - 1))]
}

function lastEnding(key: string): string {
  return /\.([a-z]+)$/i.exec(key)?.[1]?.toLowerCase() ?? ''
}
