import type { RefusedString } from '@glovebox/diagnostics'
import { isInvisible, isReordering, isSurrogate, strange } from './characters.ts'
import { codePoint, push, report, reportCharacter, type Scanner } from './scanner.ts'

/** Scans `'…'`, where a doubled quote stands for itself and a backslash is a plain character. */
export function scanString(s: Scanner): void {
  const start = s.position
  const value = quotedText(s, "'", 'string')
  checkCharacters(s, start, isForbiddenInString)
  push(s, 'string', value, start)
}

/** Scans `"…"` or a name in backticks. */
export function scanQuotedName(s: Scanner): void {
  const start = s.position
  const value = quotedText(s, s.text.charAt(start), 'quoted name')
  checkCharacters(s, start, isForbiddenInName)
  if (value === '' && !s.isCut) report(s, 'SQL_NAME_EMPTY', {}, start, s.position)
  push(s, 'quoted-name', value, start)
}

/** Scans a string whose prefix stands at `start` and whose quote at the position; its form is refused. */
export function scanPrefixedString(s: Scanner, form: RefusedString, start: number): void {
  if (form === 'escape') skipEscapedText(s)
  else quotedText(s, s.text.charAt(s.position), 'string')
  if (!s.isCut) report(s, 'SQL_STRING_FORM', { form }, start, s.position)
  push(s, 'string', s.text.slice(start, s.position), start)
}

/** Scans a text in curly or other typographic quotes, which were reported, up to one of its kind or a plain quote. */
export function scanTypographic(s: Scanner, quote: '"' | "'"): void {
  const { text } = s
  const start = s.position++
  let end = text.length
  while (s.position < text.length && end === text.length) {
    const code = text.charCodeAt(s.position)
    const found = code < 0x80 ? undefined : strange(code)
    if (code === quote.charCodeAt(0) || found?.instead === quote) end = s.position
    if (found?.instead === quote) reportCharacter(s, code, found, s.position)
    s.position++
  }
  s.isCut = end === text.length
  push(s, quote === "'" ? 'string' : 'quoted-name', text.slice(start + 1, end), start)
}

/** Scans `$$…$$` or `$tag$…$tag$`, which are refused; `tag` has its dollars. */
export function scanDollarString(s: Scanner, tag: string): void {
  const start = s.position
  const close = s.text.indexOf(tag, start + tag.length)
  s.isCut = close < 0
  s.position = close < 0 ? s.text.length : close + tag.length
  report(s, 'SQL_STRING_FORM', { form: 'dollar' }, start, close < 0 ? start + tag.length : s.position)
  push(s, 'string', '', start)
}

/** Skips a comment to the end of its line. */
export function skipLineComment(s: Scanner): void {
  const start = s.position
  while (s.position < s.text.length && !isLineEnd(s.text.charCodeAt(s.position))) s.position++
  checkCharacters(s, start, isReordering)
}

/** Skips a comment with the comments inside it. */
export function skipBlockComment(s: Scanner): void {
  const { text } = s
  const start = s.position
  let depth = 0
  do {
    const c = text.charCodeAt(s.position)
    const next = text.charCodeAt(s.position + 1)
    if (c === 47 && next === 42) depth++
    else if (c === 42 && next === 47) depth--
    else {
      s.position++
      continue
    }
    s.position += 2
  } while (depth > 0 && s.position < text.length)
  if (depth > 0) {
    s.isCut = true
    report(s, 'SQL_UNTERMINATED', { what: 'comment' }, start, start + 2)
  }
  checkCharacters(s, start, isReordering)
}

/** The text between two quotes, which are doubled inside it; to the end of the text where the second one is missing. */
function quotedText(s: Scanner, quote: string, what: 'string' | 'quoted name'): string {
  const { text } = s
  const start = s.position
  const pieces: string[] = []
  let from = start + 1
  for (;;) {
    const close = text.indexOf(quote, from)
    if (close < 0) break
    if (text[close + 1] !== quote) {
      s.position = close + 1
      pieces.push(text.slice(from, close))
      return pieces.join('')
    }
    pieces.push(text.slice(from, close + 1))
    from = close + 2
  }
  s.position = text.length
  s.isCut = true
  let lineEnd = start
  while (lineEnd < text.length && !isLineEnd(text.charCodeAt(lineEnd))) lineEnd++
  report(s, 'SQL_UNTERMINATED', { what }, start, lineEnd)
  return text.slice(start + 1)
}

function skipEscapedText(s: Scanner): void {
  const { text } = s
  const start = s.position++
  while (s.position < text.length) {
    const c = text.charCodeAt(s.position)
    if (c === 39 && text.charCodeAt(s.position + 1) !== 39) {
      s.position++
      return
    }
    s.position += c === 92 || c === 39 ? 2 : 1
  }
  s.position = text.length
  s.isCut = true
  report(s, 'SQL_UNTERMINATED', { what: 'string' }, start, start + 1)
}

function checkCharacters(s: Scanner, start: number, isForbidden: (code: number) => boolean): void {
  for (let i = start; i < s.position; i++) {
    const code = codePoint(s.text, i)
    if (isForbidden(code)) reportCharacter(s, code, strange(code), i)
    if (code > 0xffff) i++
  }
}

// NUL and half surrogates do not survive the way to an engine, and reordered text reads as something that it is not.
function isForbiddenInString(code: number): boolean {
  return code === 0 || isSurrogate(code) || isReordering(code)
}

function isForbiddenInName(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || isSurrogate(code) || isInvisible(code)
}

function isLineEnd(c: number): boolean {
  return c === 10 || c === 13
}
