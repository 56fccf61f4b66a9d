import { readFileSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { rowsOf } from './duckdb.ts'

/** The table that every source is tried with, as a query of DuckDB: 5000 rows, with NULLs and odd texts. */
export const sampleRows = `(SELECT i::BIGINT AS id,
  CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN 'quoted "' || i || '", ü' ELSE 'name ' || i END AS name,
  CASE WHEN i % 5 = 0 THEN NULL ELSE i / 4.0::DOUBLE END AS amount,
  DATE '2026-01-01' + (i // 100)::INTEGER AS day FROM range(5000) t(i))`

/** Writes the sample table, or rows of it, to a file: by its ending Parquet, CSV or JSON, of several row groups. */
export async function writeSample(path: string, where = 'true'): Promise<void> {
  const options = path.endsWith('.parquet')
    ? 'FORMAT parquet, ROW_GROUP_SIZE 2048'
    : path.endsWith('.csv')
      ? 'FORMAT csv, HEADER true'
      : 'FORMAT json'
  await rowsOf(`COPY (SELECT * FROM ${sampleRows} WHERE ${where} ORDER BY id) TO '${path}' (${options})`)
}

/** The bytes of the sample table in a file of that name, compressed as its ending says. */
export async function sampleBytes(folder: string, name: string, where?: string): Promise<Uint8Array> {
  const path = `${folder}/${name.replace(/\.(gz|zst)$/, '').replaceAll('/', '_')}`
  await writeSample(path, where)
  const bytes = readFileSync(path)
  if (name.endsWith('.gz')) return gzipSync(bytes)
  return name.endsWith('.zst') ? zstdCompressSync(bytes) : bytes
}
