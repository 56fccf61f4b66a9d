import { fail, isAt, isAtSymbol, isEnd, type Parser, peek, recover } from './parser.ts'

const clauseBeginnings: ReadonlySet<string> = new Set([
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'QUALIFY',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'FOR',
  'UNION',
  'INTERSECT',
  'EXCEPT',
])

/** Whether a clause of a query, or a set operator, comes next. */
export function isAtClause(p: Parser): boolean {
  return clauseBeginnings.has(peek(p).word) || isAtSort(p) || isAtMinus(p)
}

/** Oracle's and Spark's EXCEPT. */
export function isAtMinus(p: Parser): boolean {
  return isAt(p, 'MINUS') && (isAtSymbol(p, '(', 1) || ['SELECT', 'ALL', 'DISTINCT'].includes(peek(p, 1).word))
}

/** Spark's CLUSTER BY, DISTRIBUTE BY and SORT BY. */
export function isAtSort(p: Parser): boolean {
  return ['CLUSTER', 'DISTRIBUTE', 'SORT'].includes(peek(p).word) && peek(p, 1).word === 'BY'
}

/** Ends a clause: reports what does not belong to it, and goes on at the next one. */
export function endClause(p: Parser, expected: string): void {
  if (!isEnd(p) && !isAtClause(p)) fail(p, expected)
  recover(p, isAtClause)
}
