import type { Diagnostic, RefusedString } from '@glovebox/diagnostics'
import { brackets } from './brackets.ts'
import { type Strange, strange } from './characters.ts'
import {
  scanDollarString,
  scanPrefixedString,
  scanQuotedName,
  scanString,
  scanTypographic,
  skipBlockComment,
  skipLineComment,
} from './scan-quoted.ts'
import { beginsForeignWord, isAsciiLetter, isDigit, isWordPart, scanWord } from './scan-word.ts'
import { characterDiagnostics, codePoint, push, report, reportCharacter, type Scanner, scanner } from './scanner.ts'
import { symbolAt } from './symbols.ts'
import type { Token } from './token.ts'

/** The tokens of a text, the last of kind `end`, and what is wrong with its characters. */
export type Lexed = {
  readonly tokens: Token[]
  /** For each opening bracket the index of the token that closes it; -1 for all other tokens. */
  readonly closers: Int32Array
  readonly diagnostics: readonly Diagnostic[]
  /** Whether the text after some place is lost because a quote or comment never ends. */
  readonly isCut: boolean
}

/** Splits a text into at most `limit` tokens. Mistakes are reported and lexed as what was most likely meant. */
export function lex(text: string, limit: number): Lexed {
  const s = scanner(text)
  if (text.charCodeAt(0) === 0xfeff) s.position = 1
  while (s.position < text.length) {
    if (s.tokens.length >= limit) {
      report(s, 'SQL_TOO_MANY_TOKENS', { limit }, s.position, s.position)
      break
    }
    scanNext(s)
  }
  s.tokens.push({ kind: 'end', text: '', word: '', at: { start: text.length, end: text.length } })
  return {
    tokens: s.tokens,
    closers: brackets(s.tokens),
    diagnostics: [...s.diagnostics, ...characterDiagnostics(s)],
    isCut: s.isCut,
  }
}

function scanNext(s: Scanner): void {
  const { text, position } = s
  const c = text.charCodeAt(position)
  const next = text.charCodeAt(position + 1)
  if (c === 32 || (c >= 9 && c <= 13)) s.position++
  else if (isAsciiLetter(c)) scanWordOrPrefixedString(s)
  else if (isDigit(c) || (c === 46 && isDigit(next))) scanNumber(s)
  else if (c === 39) scanString(s)
  else if (c === 34 || c === 96) scanQuotedName(s)
  else if (c === 45 && next === 45) skipLineComment(s)
  else if (c === 47 && next === 42) skipBlockComment(s)
  else if (c === 58 && isWordPart(next) && next !== 36) scanParameter(s)
  else if (c >= 0x80 || c < 32 || c === 127) scanStrange(s)
  else scanSymbol(s)
}

const stringPrefixes: Readonly<Record<string, RefusedString>> = {
  B: 'bits',
  BR: 'raw',
  E: 'escape',
  N: 'national',
  R: 'raw',
  RB: 'raw',
  X: 'bits',
}

function scanWordOrPrefixedString(s: Scanner): void {
  const start = s.position
  scanWord(s)
  const word = s.tokens.at(-1)?.word ?? ''
  const next = s.text.charAt(s.position)
  const form = next === "'" && Object.hasOwn(stringPrefixes, word) ? stringPrefixes[word] : undefined
  if (form !== undefined) {
    s.tokens.pop()
    scanPrefixedString(s, form, start)
  } else if (word === 'U' && next === '&' && /['"]/.test(s.text.charAt(s.position + 1))) {
    s.tokens.pop()
    s.position++
    scanPrefixedString(s, 'unicode', start)
  }
}

/** No number that means anything is longer. */
const longestNumber = 400

function scanNumber(s: Scanner): void {
  const start = s.position
  const number = /\d*(?:\.\d*)?(?:[eE][+-]?\d+)?/y
  number.lastIndex = start
  s.position += number.exec(s.text)?.[0].length ?? 1
  const end = s.position
  for (let code = codePoint(s.text, end); isWordPart(code) || beginsForeignWord(code); ) {
    s.position += code > 0xffff ? 2 : 1
    code = codePoint(s.text, s.position)
  }
  const written = s.text.slice(start, s.position)
  if (s.position > end || written.length > longestNumber) {
    report(s, 'SQL_NUMBER', { text: written }, start, s.position)
  }
  push(s, 'number', s.position > end ? '0' : written, start)
}

function scanParameter(s: Scanner): void {
  const start = s.position++
  const name = /\w+/y
  name.lastIndex = s.position
  const written = name.exec(s.text)?.[0] ?? ''
  s.position += written.length
  push(s, 'parameter', written, start)
}

function scanSymbol(s: Scanner): void {
  const { text, position } = s
  const c = text.charAt(position)
  const symbol = symbolAt(text, position)
  const foreign = /\$(?:\d+|(?:[A-Za-z_]\w*)?\$|[A-Za-z_]\w*|)|@{1,2}[A-Za-z_]\w*|\?\d*/y
  foreign.lastIndex = position
  const written = symbol === undefined || symbol === '@' ? foreign.exec(text)?.[0] : undefined
  if (c === '#') {
    reportCharacter(s, 35, { name: 'number sign', instead: '--' }, position)
    skipLineComment(s)
  } else if (written !== undefined && written.length > 1 && written.endsWith('$')) {
    scanDollarString(s, written)
  } else if (written !== undefined) {
    const name = /[A-Za-z_]\w*/.exec(written)?.[0]
    s.position += written.length
    report(s, 'SQL_PARAMETER_FORM', { written, ...(name === undefined ? {} : { name }) }, position, s.position)
    push(s, 'parameter', name ?? '', position)
  } else if (symbol !== undefined) {
    s.position += symbol.length
    push(s, 'symbol', symbol, position)
  } else {
    reportCharacter(s, c.charCodeAt(0), { name: '' }, position)
    s.position++
  }
}

function scanStrange(s: Scanner): void {
  const code = codePoint(s.text, s.position)
  const found = strange(code)
  if (beginsForeignWord(code) && isWordLike(found)) {
    scanWord(s)
    return
  }
  reportCharacter(s, code, found, s.position)
  if (found.instead === "'" || found.instead === '"') {
    scanTypographic(s, found.instead)
    return
  }
  const start = s.position
  s.position += code > 0xffff ? 2 : 1
  const { instead } = found
  if (instead === undefined || instead.trim() === '') return
  if (/^\d+$/.test(instead)) push(s, 'number', instead, start)
  else if (symbolAt(instead, 0) === instead) push(s, 'symbol', instead, start)
}

/** Whether a strange character is a name's letter, or another form of one. */
function isWordLike({ instead }: Strange): boolean {
  return instead === undefined || /^[A-Za-z_]+$/.test(instead)
}
