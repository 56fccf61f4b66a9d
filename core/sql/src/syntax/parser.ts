import {
  type Code,
  type Codes,
  cover,
  type Diagnostic,
  diagnostic,
  nearest,
  quote,
  type RefusedOperator,
  refusedOperators,
  type Span,
} from '@glovebox/diagnostics'
import type { Lexed } from '../lex/lex.ts'
import type { Token } from '../lex/token.ts'
import { clauseWords, keywords } from './keywords.ts'
import { limits } from './limits.ts'
import type { ExpressionSyntax, QuerySyntax } from './tree.ts'

/** The rules that contain each other; `parse` ties them together, so that every clause can have a file of its own. */
export type Grammar = {
  readonly query: (p: Parser) => QuerySyntax
  /** An expression whose operators bind at least as tightly as `level`. */
  readonly expression: (p: Parser, level?: number) => ExpressionSyntax
}

/** A text being parsed. */
export type Parser = Omit<Lexed, 'diagnostics'> & {
  readonly text: string
  readonly grammar: Grammar
  readonly diagnostics: Diagnostic[]
  position: number
  /**
   * Something unexpected was reported and not yet skipped. Until then the text seems to end here, so that every rule
   * leaves what it does by itself, and nothing else is reported.
   */
  isLost: boolean
  /** The index of the last token that was taken for an alias without AS. */
  bareAlias: number
  /** Parentheses, and expressions in expressions, around the position. */
  nesting: number
  recursion: number
}

/** A parser at the beginning of a lexed text. */
export function parser(text: string, lexed: Lexed, grammar: Grammar): Parser {
  const { tokens, closers, isCut } = lexed
  const diagnostics = [...lexed.diagnostics]
  const state = { position: 0, isLost: false, bareAlias: -1, nesting: 0, recursion: 0 }
  return { text, tokens, closers, isCut, grammar, diagnostics, ...state }
}

/** The token at the position, or one behind it. */
export function peek(p: Parser, ahead = 0): Token {
  const end = p.tokens.at(-1)
  const token = p.isLost ? end : (p.tokens[p.position + ahead] ?? end)
  if (token === undefined) throw new Error('a lexed text has an end token')
  return token
}

/** Whether the next words are these keywords. */
export function isAt(p: Parser, ...words: readonly string[]): boolean {
  return words.every((word, i) => peek(p, i).word === word)
}

/** Whether the next token is this symbol. */
export function isAtSymbol(p: Parser, symbol: string, ahead = 0): boolean {
  const token = peek(p, ahead)
  return token.kind === 'symbol' && token.text === symbol
}

/** Goes past the next token. */
export function take(p: Parser): Token {
  const token = peek(p)
  if (token.kind !== 'end') p.position++
  return token
}

/** Goes past these keywords if they come next; gives their span. */
export function accept(p: Parser, ...words: readonly string[]): Span | undefined {
  if (!isAt(p, ...words)) return undefined
  const at = cover(peek(p).at, peek(p, words.length - 1).at)
  p.position += words.length
  return at
}

/** Goes past this symbol if it comes next. */
export function acceptSymbol(p: Parser, symbol: string): Token | undefined {
  return isAtSymbol(p, symbol) ? take(p) : undefined
}

/** Goes past this keyword, which must come next. */
export function expect(p: Parser, word: string, expected: string = quote(word)): void {
  if (accept(p, word) === undefined) fail(p, expected)
}

/** Goes past this symbol, which must come next. */
export function expectSymbol(p: Parser, symbol: string, expected: string = quote(symbol)): void {
  if (acceptSymbol(p, symbol) === undefined) fail(p, expected)
}

/** Where the next token begins. */
export function here(p: Parser): number {
  return p.tokens[p.position]?.at.start ?? p.text.length
}

/** The span from `start` to the end of the last token that was taken. */
export function since(p: Parser, start: number): Span {
  return { start, end: Math.max(start, p.tokens[p.position - 1]?.at.end ?? 0) }
}

/** Reports what is wrong, and goes on as if it were not. */
export function report<C extends Code>(p: Parser, code: C, parameters: Codes[C], at: Span): void {
  if (p.isLost) return
  if (p.diagnostics.length <= limits.mistakes) p.diagnostics.push(diagnostic(code, parameters, at))
  if (p.diagnostics.length > limits.mistakes) p.isLost = true
}

/** Reports what is wrong; what follows makes no sense until a list, a clause or a parenthesis ends. */
export function giveUp<C extends Code>(p: Parser, code: C, parameters: Codes[C], at: Span): void {
  report(p, code, parameters, at)
  p.isLost = true
}

/** Reports that the next token is not what was expected. */
export function fail(p: Parser, expected: string): void {
  if (p.isLost || mendSpelling(p)) return
  const token = peek(p)
  if (token.kind === 'symbol' && isRefusedOperator(token.text)) {
    giveUp(p, 'SQL_OPERATOR', { operator: token.text }, token.at)
    return
  }
  const found = token.kind === 'end' ? 'end of the query' : quote(p.text.slice(token.at.start, token.at.end))
  // Behind a quote that never ends everything is missing, and one mistake at one place is enough: that was said.
  if (token.kind === 'end' && p.isCut) p.isLost = true
  else if (p.diagnostics.at(-1)?.at?.start === token.at.start) p.isLost = true
  else giveUp(p, 'SQL_SYNTAX', { found, expected }, token.at)
}

/** Whether this is an operator that only other dialects have. */
export function isRefusedOperator(text: string): text is RefusedOperator {
  return Object.hasOwn(refusedOperators, text)
}

/**
 * Takes the next word, or the one before it if it passed for an alias, for the keyword that it misspells, so that the
 * clause after it is read too.
 */
function mendSpelling(p: Parser): boolean {
  for (const index of p.bareAlias === p.position - 1 ? [p.position, p.bareAlias] : [p.position]) {
    const token = p.tokens[index]
    if (token?.kind !== 'word' || token.word.length < 3 || keywords.has(token.word)) continue
    const meant = nearest(token.word, clauseWords)
    if (meant === undefined) continue
    giveUp(p, 'SQL_MISSPELT', { found: token.text, meant }, token.at)
    p.tokens[index] = { ...token, word: meant }
    p.position = index
    return true
  }
  return false
}

/** Goes past what makes no sense, to the next token at which `isStop`, or that ends what is around it. */
export function recover(p: Parser, isStop: (p: Parser) => boolean): void {
  if (!p.isLost || p.diagnostics.length > limits.mistakes) return
  p.isLost = false
  while (!isEnd(p) && !isStop(p)) skip(p)
}

/** Goes past one token, or past everything in brackets. */
export function skip(p: Parser): void {
  const closer = p.closers[p.position] ?? -1
  p.position = Math.max(p.position, closer) + 1
}

/** Whether what is around the position ends here: at a parenthesis, a semicolon, or the end. */
export function isEnd(p: Parser): boolean {
  const { kind, text } = peek(p)
  return kind === 'end' || (kind === 'symbol' && (text === ')' || text === ';'))
}

function isAtComma(p: Parser): boolean {
  return isAtSymbol(p, ',')
}

/** `( inside )`. Whatever goes wrong inside ends at the parenthesis that closes it. */
export function group<T>(p: Parser, inside: (open: number) => T): T {
  const open = p.position
  const { at } = peek(p)
  expectSymbol(p, '(')
  p.nesting++
  if (p.nesting > limits.nesting) giveUp(p, 'SQL_TOO_DEEP', { limit: limits.nesting }, at)
  const value = inside(open)
  if (acceptSymbol(p, ')') === undefined) {
    fail(p, '`)`')
    closeGroup(p, open)
  }
  p.nesting--
  return value
}

/** Goes past the parenthesis that closes the one at `open`, if there is one. */
export function closeGroup(p: Parser, open: number): void {
  const close = p.closers[open] ?? -1
  if (close < p.position || p.diagnostics.length > limits.mistakes) return
  p.position = close + 1
  p.isLost = false
}

/** What may follow a list, in code and in words. */
export type ListEnd = { readonly isStop: (p: Parser) => boolean; readonly expected: string }

/** `item [, item]…`; after a mistake it goes on at the next comma, or where the list ends. */
export function list<T>(p: Parser, item: (p: Parser) => T, { isStop, expected }: ListEnd): T[] {
  const items: T[] = []
  do {
    items.push(item(p))
    if (!isEnd(p) && !isAtComma(p) && !isStop(p)) fail(p, expected)
    recover(p, (at) => isAtComma(at) || isStop(at))
  } while (acceptSymbol(p, ',') !== undefined)
  return items
}

/** A list inside the parenthesis at `open`; if that is never closed, nobody knows where a mistake in it ends. */
export function listInside<T>(p: Parser, open: number, item: (p: Parser) => T, end: ListEnd = closing): T[] {
  if ((p.closers[open] ?? -1) >= 0) return list(p, item, end)
  const items: T[] = []
  do items.push(item(p))
  while (acceptSymbol(p, ',') !== undefined)
  return items
}

const closing: ListEnd = { isStop: () => false, expected: '`,` or `)`' }
