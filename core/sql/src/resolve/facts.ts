import type { Span } from '@glovebox/diagnostics'
import type { Column, ColumnExpression, ColumnId, Expression, Relation } from '../relation/relation.ts'
import { children, subqueryOf } from '../relation/walk.ts'
import { type Session, spend } from './session.ts'

/** A reference to a column, at a place, by the name it has there. */
export function columnReference(column: Column, at: Span, name: string = column.name): ColumnExpression {
  const { id, type, nullable, range } = column
  return { kind: 'column', id, name, type, nullable, ...(range === undefined ? {} : { range }), at }
}

/** The columns of tables whose values flow into an expression, ascending. */
export function lineageOf(session: Session, expressions: readonly Expression[]): readonly ColumnId[] {
  const sources = new Set<readonly ColumnId[]>()
  const add = (id: ColumnId): void => {
    const lineage = session.lineage.get(id)
    if (lineage !== undefined && lineage.length > 0) sources.add(lineage)
  }
  const visit = (expression: Expression): void => {
    if (expression.kind === 'column') add(expression.id)
    if (expression.kind === 'scalar-query' || expression.kind === 'in-query') add(expression.output)
    for (const child of children(expression)) visit(child)
  }
  for (const expression of expressions) visit(expression)
  const lineage = union(...sources)
  const [first] = expressions
  // Long lineages of many columns would be the largest part of a relation, so they count towards its size.
  if (first !== undefined && sources.size > 1) spend(session, lineage.length >> 4, first.at)
  return lineage
}

/** The same lineages in one. */
export function union(...lineages: readonly (readonly ColumnId[])[]): readonly ColumnId[] {
  const [only, ...others] = lineages
  if (only !== undefined && others.length === 0) return only
  return [...new Set(lineages.flat())].sort((a, b) => a - b)
}

/** How many expressions an expression is made of, those of its subqueries left out. */
export function sizeOf(expression: Expression): number {
  return children(expression).reduce((size, child) => size + sizeOf(child), 1)
}

/** Whether an expression holds a subquery. */
export function hasSubquery(expression: Expression): boolean {
  return subqueryOf(expression) !== undefined || children(expression).some(hasSubquery)
}

/** The relation that has no rows: what stands for a FROM item that was refused. */
export function nothing(at: Span): Relation {
  return { kind: 'values', rows: [], columns: [], at }
}
