import { refusedStatements } from '@glovebox/diagnostics'
import { isAtClause } from './clause.ts'
import {
  fail,
  giveUp,
  group,
  here,
  isAtSymbol,
  list,
  listInside,
  type Parser,
  peek,
  recover,
  since,
  take,
} from './parser.ts'
import { select } from './select.ts'
import { beginsQuery } from './subquery.ts'
import type { BodySyntax, ExpressionSyntax, ValuesSyntax } from './tree.ts'

/** What a set operator stands between: SELECT, VALUES, or a query in parentheses. */
export function operand(p: Parser): BodySyntax {
  const { word, at } = peek(p)
  if (word === 'SELECT') return select(p)
  if (word === 'VALUES') return values(p)
  if (isAtSymbol(p, '(')) return parenthesised(p)
  if (isAtStatement(p)) giveUp(p, 'SQL_STATEMENT', { statement: word }, at)
  else if (word === 'FROM') giveUp(p, 'SQL_FORM', { form: 'from-first' }, at)
  else if (!p.isLost) {
    fail(p, '`SELECT`')
    recover(p, beginsQuery)
    if (peek(p).word === 'WITH') return bare(p.grammar.query(p))
    if (beginsQuery(p)) return operand(p)
  }
  return { kind: 'values', rows: [], at }
}

/** Whether a statement comes next that is not a query. */
export function isAtStatement(p: Parser): boolean {
  return Object.hasOwn(refusedStatements, peek(p).word)
}

function parenthesised(p: Parser): BodySyntax {
  return bare(group(p, () => p.grammar.query(p)))
}

/** A query's body alone where there is nothing else to it: parentheses leave no trace in the tree. */
function bare(query: BodySyntax & { readonly kind: 'query' }): BodySyntax {
  const { limit, offset, orderBy } = query
  const isBare = query.with.length === 0 && orderBy.length === 0 && limit === undefined && offset === undefined
  return isBare ? query.body : query
}

function values(p: Parser): ValuesSyntax {
  const start = here(p)
  take(p)
  if (!isAtSymbol(p, '(')) {
    fail(p, '`(` and the values of a row')
    recover(p, isAtClause)
    return { kind: 'values', rows: [], at: since(p, start) }
  }
  const rows = list(p, row, { isStop: isAtClause, expected: '`,` and another row, or the end of the query' })
  return { kind: 'values', rows, at: since(p, start) }
}

function row(p: Parser): ExpressionSyntax[] {
  if (!isAtSymbol(p, '(')) fail(p, '`(` and the values of a row')
  return group(p, (open) => listInside(p, open, (at) => at.grammar.expression(at)))
}
