import { isAtClause } from './clause.ts'
import {
  accept,
  expect,
  here,
  isAt,
  isAtSymbol,
  isEnd,
  list,
  type Parser,
  peek,
  report,
  since,
  skip,
  take,
} from './parser.ts'
import type { ExpressionSyntax, GroupBySyntax } from './tree.ts'

/** `GROUP BY keys` or `GROUP BY ALL`. */
export function groupBy(p: Parser): GroupBySyntax {
  const start = here(p)
  take(p)
  expect(p, 'BY')
  if (accept(p, 'ALL') && (isEnd(p) || isAtClause(p))) return { all: true, keys: [], at: since(p, start) }
  const keys = list(p, key, {
    isStop: (at) => isAtClause(at) || isAt(at, 'WITH'),
    expected: '`,`, a clause or the end',
  })
  const at = since(p, start)
  const behind = accept(p, 'WITH')
  if (behind !== undefined) {
    const { word } = take(p)
    report(p, 'SQL_FORM', { form: word === 'CUBE' ? 'cube' : 'rollup' }, since(p, behind.start))
  }
  return { all: false, keys, at }
}

function key(p: Parser): ExpressionSyntax {
  const { word, at } = peek(p)
  const isSets = word === 'GROUPING' && isAt(p, 'GROUPING', 'SETS')
  const isFunction = (word === 'ROLLUP' || word === 'CUBE') && isAtSymbol(p, '(', 1)
  const isEmpty = isAtSymbol(p, '(') && isAtSymbol(p, ')', 1)
  if (!isSets && !isFunction && !isEmpty) return p.grammar.expression(p)
  if (isSets) take(p)
  if (!isEmpty) take(p)
  skip(p)
  const form = isFunction ? (word === 'CUBE' ? 'cube' : 'rollup') : 'grouping-sets'
  report(p, 'SQL_FORM', { form }, since(p, at.start))
  return { kind: 'null', at }
}
