import { endClause, isAtClause, isAtSort } from './clause.ts'
import {
  accept,
  acceptSymbol,
  expect,
  fail,
  here,
  isAt,
  isEnd,
  type Parser,
  peek,
  report,
  since,
  skip,
  take,
} from './parser.ts'
import { sortKeys } from './sort.ts'
import type { ExpressionSyntax, SortKeySyntax } from './tree.ts'

/** ORDER BY, LIMIT and OFFSET of a query; `last` names the last one that was read. */
export type Tail = {
  orderBy: readonly SortKeySyntax[]
  limit?: ExpressionSyntax
  offset?: ExpressionSyntax
  hasLimit: boolean
  last?: string
}

/** Whether a clause behind the body of a query comes next. */
export function isAtTail(p: Parser): boolean {
  return ['ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR'].includes(peek(p).word) || isAtSort(p)
}

/** `[ORDER BY …] [LIMIT …] [OFFSET …]`, FETCH FIRST in place of LIMIT. */
export function queryTail(p: Parser): Tail {
  const tail: Tail = { orderBy: [], hasLimit: false }
  while (isAtTail(p)) {
    const { word } = peek(p)
    if (word === 'ORDER') orderBy(p, tail)
    else if (word === 'LIMIT') limit(p, tail)
    else if (word === 'OFFSET') offset(p, tail)
    else if (word === 'FETCH') fetchFirst(p, tail)
    else refused(p, word)
    endClause(p, 'the end of the query')
    if (word !== 'FOR') tail.last = word === 'ORDER' ? 'ORDER BY' : word
  }
  return tail
}

function orderBy(p: Parser, tail: Tail): void {
  const { at } = take(p)
  if (tail.orderBy.length > 0) report(p, 'SQL_CLAUSE_TWICE', { clause: 'ORDER BY' }, at)
  else if (tail.last !== undefined) report(p, 'SQL_CLAUSE_ORDER', { clause: 'ORDER BY', after: tail.last }, at)
  expect(p, 'BY')
  tail.orderBy = sortKeys(p, { isStop: isAtClause, expected: '`,`, `LIMIT`, `OFFSET` or the end of the query' })
}

function limit(p: Parser, tail: Tail): void {
  const { at } = take(p)
  if (tail.hasLimit) report(p, 'SQL_CLAUSE_TWICE', { clause: 'LIMIT' }, at)
  tail.hasLimit = true
  if (accept(p, 'ALL')) return
  tail.limit = p.grammar.expression(p)
  if (!acceptSymbol(p, ',')) return
  p.grammar.expression(p)
  report(p, 'SQL_FORM', { form: 'limit-comma' }, since(p, at.start))
}

function offset(p: Parser, tail: Tail): void {
  const { at } = take(p)
  if (tail.offset !== undefined) report(p, 'SQL_CLAUSE_TWICE', { clause: 'OFFSET' }, at)
  tail.offset = p.grammar.expression(p)
  if (!accept(p, 'ROWS')) accept(p, 'ROW')
}

/** `FETCH FIRST [n] ROWS ONLY`. */
function fetchFirst(p: Parser, tail: Tail): void {
  const { at } = take(p)
  if (tail.hasLimit) report(p, 'SQL_CLAUSE_TWICE', { clause: 'LIMIT' }, at)
  tail.hasLimit = true
  if (!accept(p, 'FIRST') && !accept(p, 'NEXT')) fail(p, '`FIRST`')
  const one = { start: here(p), end: here(p) }
  const isOne = isAt(p, 'ROW') || isAt(p, 'ROWS')
  tail.limit = isOne ? { kind: 'number', text: '1', at: one } : p.grammar.expression(p)
  if (!accept(p, 'ROWS') && !accept(p, 'ROW')) fail(p, '`ROWS ONLY`')
  const ties = accept(p, 'WITH', 'TIES')
  if (ties !== undefined) report(p, 'SQL_FORM', { form: 'with-ties' }, ties)
  else expect(p, 'ONLY')
}

function refused(p: Parser, word: string): void {
  const start = here(p)
  take(p)
  while (!isEnd(p) && !isAtClause(p)) skip(p)
  report(p, 'SQL_FORM', { form: word === 'FOR' ? 'for-update' : 'sort-by' }, since(p, start))
}
