import type { ColumnId, Expression, Query, Relation } from '../relation/relation.ts'
import { children, expressionsOf, relationsOf } from '../relation/walk.ts'

/** The columns that anything in the query reads, so that nothing else has to be selected. */
export function usedColumns(query: Query): ReadonlySet<ColumnId> {
  const used = new Set<ColumnId>(query.outputs.map((output) => output.id))
  const read = (expression: Expression): void => {
    if (expression.kind === 'column') used.add(expression.id)
    if (expression.kind === 'scalar-query' || expression.kind === 'in-query') used.add(expression.output)
    for (const child of children(expression)) read(child)
  }
  for (const relation of relationsOf(query)) {
    for (const id of setColumns(relation)) used.add(id)
    for (const expression of expressionsOf(relation)) read(expression)
  }
  return used
}

function setColumns(relation: Relation): readonly ColumnId[] {
  return relation.kind === 'set' ? [...relation.leftColumns, ...relation.rightColumns] : []
}

/** How often the expression reads columns of the set. */
export function readings(expression: Expression, of: ReadonlySet<ColumnId>): number {
  const own = expression.kind === 'column' && of.has(expression.id) ? 1 : 0
  return children(expression).reduce((sum, child) => sum + readings(child, of), own)
}
