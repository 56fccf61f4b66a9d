import { closeSync, openSync, readSync } from 'node:fs'
import type { WorkerFile } from './wire.ts'

const headBytes = 1 << 18

/** The beginning of a file as text. `isWhole`: there is no more of it. */
export type FileHead = { readonly text: string; readonly isWhole: boolean }

/** Reads the beginning of a file, decompressed and without a byte order mark. */
export async function readHead({ path, compression }: WorkerFile): Promise<FileHead> {
  const head = firstBytes(path)
  const isWhole = head.length < headBytes
  const plain = compression === 'none' ? head : await decompressed(head, compression)
  return { text: plain.toString('utf8').replace(/^\uFEFF/, ''), isWhole }
}

function firstBytes(path: string): Buffer {
  const bytes = Buffer.alloc(headBytes)
  const descriptor = openSync(path, 'r')
  try {
    let length = 0
    for (let read = 1; read > 0 && length < headBytes; length += read)
      read = readSync(descriptor, bytes, length, headBytes - length, length)
    return bytes.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}

/** The library is loaded only where it is needed: start-up time is every run's. */
async function decompressed(head: Buffer, compression: 'gzip' | 'zstd'): Promise<Buffer> {
  const { constants, gunzipSync, zstdDecompressSync } = await import('node:zlib')
  // A head that expands without end is a trap, not a table.
  const maxOutputLength = headBytes * 256
  return compression === 'gzip'
    ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength })
    : zstdDecompressSync(head, { finishFlush: constants.ZSTD_e_flush, maxOutputLength })
}
