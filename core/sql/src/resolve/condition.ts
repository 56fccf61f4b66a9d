import { coerce } from '../function/coerce.ts'
import type { Expression } from '../relation/relation.ts'
import type { ExpressionSyntax } from '../syntax/tree.ts'
import { booleanType } from '../type/sql-type.ts'
import type { Clause, Context, QueryContext, Scope } from './context.ts'
import { aValueOf, refuse } from './report.ts'

/** The context of expressions in which neither aggregates nor windows may stand. */
export function plainContext(query: QueryContext, scope: Scope, clause: Clause): Context {
  return { ...query, scope, clause, aggregates: undefined, windows: undefined, namedWindows: [], selected: [] }
}

/** Resolves an expression that must be the condition of the clause. */
export function resolveCondition(syntax: ExpressionSyntax, clause: string, context: Context): Expression | undefined {
  const expression = context.resolvers.expression(syntax, context)
  return expression && asCondition(expression, clause, context)
}

/** The expression as a condition; refused where it is none. */
export function asCondition(expression: Expression, clause: string, context: Context): Expression | undefined {
  const condition = coerce(expression, booleanType)
  if (condition !== undefined) return condition
  return refuse(context.session, 'SQL_NOT_BOOLEAN', { clause, given: aValueOf(expression.type) }, expression.at)
}
