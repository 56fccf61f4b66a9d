import { level } from './levels.ts'
import { accept, expect, fail, group, here, isAtSymbol, listInside, type Parser, since, take } from './parser.ts'
import { opensQuery } from './subquery.ts'
import type { ExpressionSyntax } from './tree.ts'

/** Reads an operator and what follows it; `start` is where its left operand, with its parentheses, begins. */
export type Predicate = (p: Parser, operand: ExpressionSyntax, start: number) => ExpressionSyntax

/** `IS [NOT] NULL | TRUE | FALSE | DISTINCT FROM …`, `ISNULL`, `NOTNULL`. */
export const isTest: Predicate = (p, operand, start) => {
  const operatorStart = here(p)
  const { word } = take(p)
  if (word !== 'IS') return { kind: 'is', operand, test: 'null', negated: word === 'NOTNULL', at: since(p, start) }
  const negated = accept(p, 'NOT') !== undefined
  if (accept(p, 'DISTINCT', 'FROM')) {
    const operator = negated ? 'is-not-distinct-from' : 'is-distinct-from'
    const operatorAt = since(p, operatorStart)
    const right = p.grammar.expression(p, level.is + 1)
    return { kind: 'binary', operator, left: operand, right, operatorAt, at: since(p, start) }
  }
  for (const test of ['null', 'true', 'false'] as const) {
    if (accept(p, test.toUpperCase())) return { kind: 'is', operand, test, negated, at: since(p, start) }
  }
  fail(p, '`NULL`, `TRUE`, `FALSE` or `DISTINCT FROM`')
  return operand
}

/** `[NOT] BETWEEN low AND high`. */
export const between: Predicate = (p, operand, start) => {
  const negated = accept(p, 'NOT') !== undefined
  take(p)
  const low = p.grammar.expression(p, level.predicate + 1)
  expect(p, 'AND')
  const high = p.grammar.expression(p, level.predicate + 1)
  return { kind: 'between', operand, low, high, negated, at: since(p, start) }
}

/** `[NOT] LIKE | ILIKE pattern [ESCAPE …]`. */
export const like: Predicate = (p, operand, start) => {
  const negated = accept(p, 'NOT') !== undefined
  const caseInsensitive = take(p).word === 'ILIKE'
  const pattern = p.grammar.expression(p, level.predicate + 1)
  const escaped = accept(p, 'ESCAPE') ? p.grammar.expression(p, level.predicate + 1) : undefined
  const optional = escaped === undefined ? {} : { escape: escaped }
  return { kind: 'like', operand, pattern, ...optional, caseInsensitive, negated, at: since(p, start) }
}

/** `[NOT] IN (values)` or `[NOT] IN (query)`. */
export const inList: Predicate = (p, operand, start) => {
  const negated = accept(p, 'NOT') !== undefined
  take(p)
  if (!isAtSymbol(p, '(')) fail(p, '`(` with values or a subquery, and `)`')
  if (opensQuery(p)) {
    const query = group(p, () => p.grammar.query(p))
    return { kind: 'in-query', operand, query, negated, at: since(p, start) }
  }
  const list = group(p, (open) => listInside(p, open, (at) => at.grammar.expression(at)))
  return { kind: 'in-list', operand, list, negated, at: since(p, start) }
}
