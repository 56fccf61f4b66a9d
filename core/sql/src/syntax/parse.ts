import { type Diagnostic, diagnostic, hasErrors } from '@glovebox/diagnostics'
import { lex } from '../lex/lex.ts'
import { expression } from './expression.ts'
import { tooHigh } from './height.ts'
import { limits } from './limits.ts'
import { acceptSymbol, fail, type Grammar, isEnd, type Parser, parser, peek, report, skip } from './parser.ts'
import { query } from './query.ts'
import type { QuerySyntax } from './tree.ts'

/** The tree of a text, there exactly if nothing refuses it, and everything that is wrong with the text. */
export type Parsed = { readonly query?: QuerySyntax; readonly diagnostics: readonly Diagnostic[] }

const grammar: Grammar = { query, expression }

/** Parses one query, with or without a semicolon behind it. Never throws, whatever the text. */
export function parse(text: string): Parsed {
  if (text.length > limits.text) {
    const at = { start: limits.text, end: text.length }
    return { diagnostics: [diagnostic('SQL_TEXT_TOO_LONG', { length: text.length, limit: limits.text }, at)] }
  }
  const lexed = lex(text, limits.tokens)
  if (lexed.tokens.length > limits.tokens) return { diagnostics: inOrder(lexed.diagnostics) }
  const p = parser(text, lexed, grammar)
  const parsed = statement(p)
  const deep = parsed === undefined || hasErrors(p.diagnostics) ? undefined : tooHigh(parsed)
  if (deep !== undefined) p.diagnostics.push(diagnostic('SQL_CHAIN_TOO_LONG', { limit: limits.height }, deep))
  const isRefused = parsed === undefined || hasErrors(p.diagnostics)
  return { ...(isRefused ? {} : { query: parsed }), diagnostics: inOrder(p.diagnostics) }
}

function statement(p: Parser): QuerySyntax | undefined {
  if (peek(p).kind === 'end' || (peek(p).text === ';' && peek(p).kind === 'symbol')) {
    if (!p.isCut) report(p, 'SQL_EMPTY', {}, peek(p).at)
    return undefined
  }
  const parsed = query(p)
  if (peek(p).kind !== 'end' && !(isEnd(p) && peek(p).text === ';')) fail(p, 'the end of the query')
  toSemicolon(p)
  if (acceptSymbol(p, ';') && peek(p).kind !== 'end') report(p, 'SQL_SEVERAL_STATEMENTS', {}, peek(p).at)
  return parsed
}

/** Goes past the rest of a statement that makes no sense. */
function toSemicolon(p: Parser): void {
  if (!p.isLost || p.diagnostics.length > limits.mistakes) return
  p.isLost = false
  while (peek(p).kind !== 'end' && !(peek(p).kind === 'symbol' && peek(p).text === ';')) skip(p)
}

/** In the order of the text, and no more than anybody would mend at once. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sorted = diagnostics.slice(0, limits.mistakes).sort((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0))
  if (diagnostics.length <= limits.mistakes) return sorted
  return [...sorted, diagnostic('SQL_MANY_MISTAKES', { limit: limits.mistakes }, sorted.at(-1)?.at)]
}
