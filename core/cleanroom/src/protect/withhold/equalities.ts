import type { ColumnId, Expression } from '@glovebox/sql'

/** The pairs of columns that are equal in every row for which a condition is true. */
export function equalities(condition: Expression | undefined): readonly (readonly [ColumnId, ColumnId])[] {
  if (condition?.kind !== 'call') return []
  if (condition.function === 'and') return condition.arguments.flatMap(equalities)
  const [left, right] = condition.function === 'equal' ? condition.arguments : []
  return left?.kind === 'column' && right?.kind === 'column' ? [[left.id, right.id]] : []
}
