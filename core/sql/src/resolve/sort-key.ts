import type { Expression, SortKey } from '../relation/relation.ts'
import type { SortKeySyntax } from '../syntax/tree.ts'
import type { Context } from './context.ts'
import { aValueOf, refuse } from './report.ts'

/** The sort key of an expression, with PostgreSQL's place for NULLs where none is written: they count as largest. */
export function sortKey(syntax: SortKeySyntax, expression: Expression): SortKey {
  const nulls = syntax.nulls ?? (syntax.descending ? 'first' : 'last')
  return { expression, direction: syntax.descending ? 'descending' : 'ascending', nulls, at: syntax.at }
}

/** The expression where one can be sorted and grouped by it; intervals only exist inside date arithmetic. */
export function asSortable(expression: Expression, name: string, { session }: Context): Expression | undefined {
  if (expression.type.kind !== 'interval') return expression
  const parameters = { name, expected: 'a value', given: aValueOf(expression.type) }
  return refuse(session, 'SQL_ARGUMENT', parameters, expression.at)
}
