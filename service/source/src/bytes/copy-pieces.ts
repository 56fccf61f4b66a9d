import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { RangedFile } from '../port/storage.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { inParallel } from './in-parallel.ts'
import { failed, found } from './outcome.ts'
import { coalesce, type Span, split } from './span.ts'

/** So many bytes are asked for at once, so many times beside each other: what fetching holds in memory. */
const pieceBytes = 8 * 1024 * 1024
const width = 8

/** A part of a file, and the file on this machine that it is written to, at the same place. */
export type Piece = Span & { readonly file: RangedFile; readonly path: string }

/** The few requests that spans of a file are fetched by. */
export function piecesOf(file: RangedFile, spans: readonly Span[], path: string): readonly Piece[] {
  return split(coalesce(spans), pieceBytes).map((span) => ({ ...span, file, path }))
}

/** Fetches pieces, a few at a time, of however many files; files that are not there are made. */
export async function copyPieces(
  pieces: readonly Piece[],
  control: SourceControl,
  onBytes: (bytes: number) => void,
): Promise<Sourced<void>> {
  const copied = await inParallel(pieces, width, control, async ({ file, from, to, path }, both) => {
    const read = await file.read(from, to, both)
    if (!read.ok) return read
    const written = await writeAt(path, from, read.value)
    if (written.ok) onBytes(to - from)
    return written
  })
  return copied.ok ? found(undefined) : copied
}

/** Writes bytes at a place of a file. That there is no room for them is a failure; it is not the source's. */
export async function writeAt(path: string, at: number, bytes: Uint8Array): Promise<Sourced<void>> {
  try {
    const target = await openToWrite(path)
    try {
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await target.write(bytes, written, bytes.length - written, at + written)
        written += bytesWritten
      }
      return found(undefined)
    } finally {
      await target.close()
    }
  } catch (error) {
    if (!isOutOfRoom(error)) throw error
    return failed('unavailable', 'there is no room here for what is needed of this table')
  }
}

/** Made where it is missing, never cut where it is not: several write to it beside each other. */
function openToWrite(path: string): Promise<FileHandle> {
  return open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
}

function isOutOfRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(error.code))
}
