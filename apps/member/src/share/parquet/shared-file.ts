import type { RangedFile, SourceControl, Sourced } from '@glovebox/source'
import { type Piece, project } from './projection.ts'

/** A Parquet file as one recipient sees it: with the granted columns and nothing else. */
export type SharedFile = {
  readonly bytes: number
  /** The footer with its length and mark, as it is shared. */
  readonly footer: Uint8Array
  readonly pieces: readonly Piece[]
}

const longestFooter = 1 << 26

/** Reads the footer of a file, and says what of the file is shared. Without `columns` it is the file as it is. */
export async function sharedFile(
  file: RangedFile,
  columns: readonly string[] | undefined,
  control: SourceControl,
): Promise<Sourced<SharedFile>> {
  if (file.bytes < 12) return malformed(file, 'it is too short')
  const tail = await file.read(file.bytes - 8, file.bytes, control)
  if (!tail.ok) return tail
  const view = new DataView(tail.value.buffer, tail.value.byteOffset, 8)
  if (new TextDecoder('latin1').decode(tail.value.subarray(4)) !== 'PAR1')
    return malformed(file, 'it does not end as a Parquet file that is not encrypted')
  const length = view.getUint32(0, true)
  const footerStart = file.bytes - 8 - length
  if (length > longestFooter || footerStart < 4) return malformed(file, 'its footer has no length that can be')
  const footer = await file.read(footerStart, file.bytes, control)
  if (!footer.ok) return footer
  if (columns === undefined) {
    const whole: Piece = { kind: 'of-file', from: 0, to: file.bytes }
    return { ok: true, value: { bytes: file.bytes, footer: footer.value, pieces: [whole] } }
  }
  const projected = project(footer.value.subarray(0, length), footerStart, new Set(columns))
  if ('reason' in projected) return malformed(file, projected.reason)
  const bytes = projected.pieces.reduce((sum, piece) => sum + lengthOf(piece), 0)
  return { ok: true, value: { bytes, footer: projected.footer, pieces: projected.pieces } }
}

function malformed(file: RangedFile, reason: string): { ok: false; failure: { kind: 'malformed'; reason: string } } {
  return { ok: false, failure: { kind: 'malformed', reason: `${file.key}: ${reason}` } }
}

const largestRead = 1 << 20

/** The bytes of a shared file from `from` up to, and without, `to`, in portions of at most a mebibyte. */
export async function* readShared(
  file: RangedFile,
  { pieces }: SharedFile,
  range: { readonly from: number; readonly to: number },
  control: SourceControl,
): AsyncGenerator<Sourced<Uint8Array>, void, void> {
  let start = 0
  for (const piece of pieces) {
    const end = start + lengthOf(piece)
    const from = Math.max(range.from, start)
    const to = Math.min(range.to, end)
    if (from < to) {
      const inner = { from: from - start, to: to - start }
      if (piece.kind === 'own') yield { ok: true, value: piece.bytes.subarray(inner.from, inner.to) }
      else {
        for (let at = inner.from; at < inner.to; at += largestRead) {
          const upTo = Math.min(at + largestRead, inner.to)
          const read = await file.read(piece.from + at, piece.from + upTo, control)
          yield read
          if (!read.ok) return
        }
      }
    }
    start = end
  }
}

function lengthOf(piece: Piece): number {
  return piece.kind === 'own' ? piece.bytes.length : piece.to - piece.from
}
