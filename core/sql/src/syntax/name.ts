import { quote } from '@glovebox/diagnostics'
import { keywords } from './keywords.ts'
import { accept, fail, group, here, isAtSymbol, listInside, type Parser, peek, report, since, take } from './parser.ts'
import type { AliasSyntax, Name } from './tree.ts'

/** Whether a name comes next: a quoted one, or a word that is no keyword. */
export function isAtName(p: Parser, ahead = 0): boolean {
  const { kind, word } = peek(p, ahead)
  return kind === 'quoted-name' || (kind === 'word' && !keywords.has(word))
}

/** A name, where one must stand. */
export function name(p: Parser, expected: string): Name {
  if (isAtName(p)) return anyName(p)
  const { kind, text, at } = peek(p)
  fail(p, kind === 'word' ? `${expected}; ${quote(text)} is a word of SQL, and a name only in double quotes` : expected)
  return { text: '', quoted: false, at }
}

/** The next token as a name, keyword or not. */
function anyName(p: Parser): Name {
  const { kind, text, at } = take(p)
  return { text, quoted: kind === 'quoted-name', at }
}

/** A name after AS or a dot, where keywords are names too. */
export function label(p: Parser, expected: string): Name {
  return peek(p).kind === 'word' ? anyName(p) : name(p, expected)
}

/** `[AS] alias` of a selected expression. */
export function columnAlias(p: Parser): Name | undefined {
  const hasAs = accept(p, 'AS') !== undefined
  return stringAlias(p) ?? (hasAs ? label(p, 'a name') : bareAlias(p))
}

/** `[AS] alias [(columns)]` of a table. */
export function tableAlias(p: Parser): AliasSyntax | undefined {
  const hasAs = accept(p, 'AS') !== undefined
  const alias = stringAlias(p) ?? (hasAs ? name(p, 'an alias') : bareAlias(p))
  if (alias === undefined) return undefined
  return { name: alias, columns: columnNames(p), at: since(p, alias.at.start) }
}

/** `[(column, …)]`. */
export function columnNames(p: Parser): Name[] {
  if (!isAtSymbol(p, '(')) return []
  return group(p, (open) => listInside(p, open, () => name(p, 'a column name')))
}

function bareAlias(p: Parser): Name | undefined {
  if (!isAtName(p) || beginsClause(p)) return undefined
  p.bareAlias = p.position
  return anyName(p)
}

/** Words that are names unless what follows shows that a clause or an operator begins, which other rules refuse. */
function beginsClause(p: Parser): boolean {
  const next = peek(p, 1)
  switch (peek(p).word) {
    case 'SEMI':
    case 'ANTI':
    case 'ASOF':
    case 'POSITIONAL':
      return next.word === 'JOIN'
    case 'PIVOT':
    case 'UNPIVOT':
      return next.text === '('
    case 'MINUS':
      return next.text === '(' || ['SELECT', 'ALL', 'DISTINCT'].includes(next.word)
    default:
      return next.word === 'BY'
  }
}

function stringAlias(p: Parser): Name | undefined {
  if (peek(p).kind !== 'string') return undefined
  const start = here(p)
  const { text, at } = take(p)
  report(p, 'SQL_FORM', { form: 'string-alias' }, since(p, start))
  return { text, quoted: true, at }
}
