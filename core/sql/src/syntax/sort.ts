import { accept, fail, here, type ListEnd, list, listInside, type Parser, report, since } from './parser.ts'
import type { ExpressionSyntax, SortKeySyntax } from './tree.ts'

/** What comes after `ORDER BY` of a query. */
export function sortKeys(p: Parser, end: ListEnd): SortKeySyntax[] {
  return refuseAll(p) ? [] : list(p, sortKey, end)
}

/** What comes after `ORDER BY` inside the parenthesis at `open`. */
export function sortKeysInside(p: Parser, open: number, end?: ListEnd): SortKeySyntax[] {
  return refuseAll(p) ? [] : listInside(p, open, sortKey, end)
}

function refuseAll(p: Parser): boolean {
  const all = accept(p, 'ALL')
  if (all !== undefined) report(p, 'SQL_FORM', { form: 'order-by-all' }, all)
  return all !== undefined
}

function sortKey(p: Parser): SortKeySyntax {
  const start = here(p)
  const expression: ExpressionSyntax = p.grammar.expression(p)
  const descending = accept(p, 'ASC') === undefined && accept(p, 'DESC') !== undefined
  const nulls = nullsOrder(p)
  return { expression, descending, ...(nulls === undefined ? {} : { nulls }), at: since(p, start) }
}

function nullsOrder(p: Parser): 'first' | 'last' | undefined {
  if (accept(p, 'NULLS') === undefined) return undefined
  if (accept(p, 'FIRST')) return 'first'
  if (accept(p, 'LAST') === undefined) fail(p, '`FIRST` or `LAST`')
  return 'last'
}
