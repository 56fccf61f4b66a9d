import type { Expression } from '../relation/relation.ts'
import type { ExpressionSyntax } from '../syntax/tree.ts'
import { writeValue } from '../type/value-text.ts'

/** The finite number that a literal or a bound parameter is, rounded to a double; undefined for anything else. */
export function numberOf(expression: Expression): number | undefined {
  if (expression.kind !== 'literal' || expression.value === null) return undefined
  const { kind } = expression.type
  if (kind !== 'integer' && kind !== 'decimal' && kind !== 'double') return undefined
  // By its digits, which are rounded once.
  const number = Number(writeValue(expression.value, expression.type))
  return Number.isFinite(number) ? number : undefined
}

/** The word that is written: bare, as a text, or in double quotes, which are BigQuery's for texts. */
export function wordOf(syntax: ExpressionSyntax): string | undefined {
  if (syntax.kind === 'string') return syntax.value
  return syntax.kind === 'column' && syntax.table === undefined ? syntax.name.text : undefined
}
