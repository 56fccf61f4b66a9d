import type { Span } from '@glovebox/diagnostics'

/** Where each item of a body stands in the file, by its path in it: `joinColumns/0`. Absent where it came otherwise. */
export type Places = Readonly<Record<string, Span>>

/** The place of an item, or of what it stands in. */
export function placeOf(places: Places | undefined, path: string, otherwise: Span): Span {
  return (places !== undefined && Object.hasOwn(places, path) ? places[path] : undefined) ?? otherwise
}

/** A piece of a text that stands in the file as it is: `length` letters from `text` in it, from `file` in the file. */
export type Piece = { readonly text: number; readonly file: number; readonly length: number }

/** The place in the file of a span of a text that stands in it in pieces: quotes, indentation and folding left out. */
export function placeInFile(span: Span, pieces: readonly Piece[], otherwise: Span): Span {
  const last = pieces.at(-1)
  if (last === undefined) return otherwise
  const end = last.text + last.length
  // An empty span, such as the end of the SQL, is shown at the letter before it.
  const first = Math.min(span.start, Math.max(0, end - 1))
  const start = offsetInFile(first, pieces)
  const stop = offsetInFile(Math.min(Math.max(span.end, first + 1), end) - 1, pieces)
  return start === undefined || stop === undefined || stop < start ? otherwise : { start, end: stop + 1 }
}

/** The place of one letter; of a letter that is in no piece (a folded line break), the end of the piece before it. */
function offsetInFile(offset: number, pieces: readonly Piece[]): number | undefined {
  let before: Piece | undefined
  for (const piece of pieces) {
    if (piece.text > offset) break
    before = piece
  }
  if (before === undefined) return pieces[0]?.file
  return before.file + Math.min(offset - before.text, before.length)
}
