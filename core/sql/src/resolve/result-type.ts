import { coerce } from '../function/coerce.ts'
import type { Expression } from '../relation/relation.ts'
import { textType } from '../type/sql-type.ts'

/** The expression with a type that a result can have: where all that is known is NULL, it is a text, as in PostgreSQL. */
export function asResult(expression: Expression): Expression {
  return expression.type.kind === 'null' ? (coerce(expression, textType) ?? expression) : expression
}
