import { type Code, type Codes, type Diagnostic, diagnostic, type Span } from '@glovebox/diagnostics'
import { codePointName, type Strange } from './characters.ts'
import type { Token } from './token.ts'

/** A text on its way to tokens. */
export type Scanner = {
  readonly text: string
  position: number
  readonly tokens: Token[]
  readonly diagnostics: Diagnostic[]
  /** Strange characters by code point: each is reported once, where it first stands. */
  readonly strangers: Map<number, { readonly at: Span; readonly strange: Strange; count: number }>
  /** Something never ended, so the text after it is lost. */
  isCut: boolean
}

/** A scanner at the beginning of a text. */
export function scanner(text: string): Scanner {
  return { text, position: 0, tokens: [], diagnostics: [], strangers: new Map(), isCut: false }
}

/** Adds the token from `start` to the position. */
export function push(s: Scanner, kind: Token['kind'], text: string, start: number, word = ''): void {
  s.tokens.push({ kind, text, word, at: { start, end: s.position } })
}

/** Reports a mistake at a place. */
export function report<C extends Code>(s: Scanner, code: C, parameters: Codes[C], start: number, end: number): void {
  s.diagnostics.push(diagnostic(code, parameters, { start, end }))
}

/** Notes a character that SQL does not have. */
export function reportCharacter(s: Scanner, code: number, strange: Strange, start: number): void {
  const known = s.strangers.get(code)
  if (known === undefined) {
    s.strangers.set(code, { at: { start, end: start + (code > 0xffff ? 2 : 1) }, strange, count: 1 })
  } else known.count++
}

/** The diagnostics of the strange characters that were noted. */
export function characterDiagnostics(s: Scanner): Diagnostic[] {
  return [...s.strangers].map(([code, { at, strange, count }]) =>
    diagnostic('SQL_CHARACTER', { character: codePointName(code), ...strange, count }, at),
  )
}

/** The code point at `index`, or a lone surrogate as it is; NaN behind the end. */
export function codePoint(text: string, index: number): number {
  return text.codePointAt(index) ?? Number.NaN
}
