import type { Span } from '@glovebox/diagnostics'

/** Where each item of a body stands in the file, by its path in it: `joinColumns/0`. Absent where it came otherwise. */
export type Places = Readonly<Record<string, Span>>

/** The place of an item, or of what it stands in. */
export function placeOf(places: Places | undefined, path: string, otherwise: Span): Span {
  return (places !== undefined && Object.hasOwn(places, path) ? places[path] : undefined) ?? otherwise
}

/**
 * A piece of a text that stands in the file as it is: `length` letters from `text` in it, from `file` in the file.
 * Where one letter is written with several (an escape), `width` says with how many.
 */
export type Piece = { readonly text: number; readonly file: number; readonly length: number; readonly width?: number }

/** The place in the file of a span of a text that stands in it in pieces: quotes, indentation and folding left out. */
export function placeInFile(span: Span, pieces: readonly Piece[], otherwise: Span): Span {
  const last = pieces.at(-1)
  if (last === undefined) return otherwise
  const end = last.text + last.length
  // An empty span, such as the end of the SQL, is shown at the letter before it.
  const first = Math.min(span.start, Math.max(0, end - 1))
  const { start } = letterInFile(first, pieces)
  const stop = letterInFile(Math.min(Math.max(span.end, first + 1), end) - 1, pieces)
  return stop.end < start ? otherwise : { start, end: stop.end }
}

/** The place of one letter; of a letter that is in no piece (a folded line break), what follows the piece before it. */
function letterInFile(offset: number, pieces: readonly Piece[]): Span {
  const piece = pieces.findLast(({ text }) => text <= offset) ?? { text: 0, file: pieces[0]?.file ?? 0, length: 1 }
  const { text, file, length, width = 1 } = piece
  if (offset < text + length) return { start: file + offset - text, end: file + offset - text + width }
  return { start: file + length - 1 + width, end: file + length - 1 + width }
}
