import { promisify } from 'node:util'
import { constants, gunzip, zstdDecompress } from 'node:zlib'
import { writeAt } from '../bytes/copy-pieces.ts'
import { found } from '../bytes/outcome.ts'
import type { FileFormat } from '../port/local-table.ts'
import type { RangedFile } from '../port/storage.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { compressionOf } from './file-format.ts'

/** So much of a file of texts holds the first rows of nearly all tables. */
export const headBytes: number = 1024 * 1024

/** A compressed head is not let grow without bounds. */
const mostBytes = 32 * headBytes

/**
 * Writes the whole lines that a file begins with, uncompressed. False where its head does not end where a row does: it
 * is then read whole.
 */
export async function beginHead(
  file: RangedFile,
  format: FileFormat,
  path: string,
  control: SourceControl,
): Promise<Sourced<boolean>> {
  const read = await file.read(0, Math.min(file.bytes, headBytes), control)
  if (!read.ok) return read
  const plain = await unpacked(read.value, compressionOf(file.key))
  const end = plain === undefined ? 0 : endOfRows(plain, format)
  if (plain === undefined || end === 0) return found(false)
  const written = await writeAt(path, 0, plain.subarray(0, end))
  return written.ok ? found(true) : written
}

async function unpacked(bytes: Uint8Array, compression: string): Promise<Uint8Array | undefined> {
  const options = { maxOutputLength: mostBytes }
  try {
    if (compression === 'gzip')
      return await promisify(gunzip)(bytes, { ...options, finishFlush: constants.Z_SYNC_FLUSH })
    if (compression === 'zstd')
      return await promisify(zstdDecompress)(bytes, { ...options, finishFlush: constants.ZSTD_e_flush })
    return bytes
  } catch {
    return undefined
  }
}

const [lineFeed, quote, bracket] = [0x0a, 0x22, 0x5b]

/** Behind the last line break that ends a row; 0 where there is none. */
function endOfRows(bytes: Uint8Array, format: FileFormat): number {
  if (format === 'json' && bytes.find((byte) => byte > 0x20) === bracket) return 0
  let isQuoted = false
  let end = 0
  for (const [index, byte] of bytes.entries()) {
    if (byte === quote && format === 'csv') isQuoted = !isQuoted
    else if (byte === lineFeed && !isQuoted) end = index + 1
  }
  return end
}
