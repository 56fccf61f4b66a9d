/** A piece of a text: UTF-16 offsets, `start` inclusive, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number }

/** The span of `from` to `to`, whichever comes first. */
export function cover(from: Span, to: Span): Span {
  return { start: Math.min(from.start, to.start), end: Math.max(from.end, to.end) }
}

/** A place a person can find: line and column, both from 1. */
export type Position = { readonly line: number; readonly column: number }

/** The position of a UTF-16 offset in a text. Lines end at LF, CR or CRLF. */
export function positionAt(text: string, offset: number): Position {
  let line = 1
  let lineStart = 0
  const end = Math.min(offset, text.length)
  for (let i = 0; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c === 13 && text.charCodeAt(i + 1) === 10) continue
    if (c === 10 || c === 13) {
      line++
      lineStart = i + 1
    }
  }
  return { line, column: end - lineStart + 1 }
}
