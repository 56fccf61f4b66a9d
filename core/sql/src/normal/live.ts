import type { ColumnId, Expression, Relation } from '../relation/relation.ts'
import { aggregateExpressions, children, subqueryOf, windowExpressions } from '../relation/walk.ts'

/** The columns of a relation and below it that its outputs, or which rows there are, may depend on. */
export function liveColumns(relation: Relation, outputs: Iterable<ColumnId>): ReadonlySet<ColumnId> {
  const live = new Set(outputs)
  visitRelation(relation, live)
  return live
}

function visitRelation(relation: Relation, live: Set<ColumnId>): void {
  const read = (expressions: readonly Expression[]): void => {
    for (const expression of expressions) visitExpression(expression, live)
  }
  switch (relation.kind) {
    case 'table':
      return
    case 'values':
      read(relation.rows.flat())
      return
    case 'map':
      read(relation.outputs.filter(({ column }) => live.has(column.id)).map(({ expression }) => expression))
      visitRelation(relation.input, live)
      return
    case 'filter':
      read([relation.condition])
      visitRelation(relation.input, live)
      return
    case 'reduce':
      read(relation.keys.map(({ expression }) => expression))
      read(relation.aggregates.filter(({ column }) => live.has(column.id)).flatMap(aggregateExpressions))
      visitRelation(relation.input, live)
      return
    case 'join':
      if (relation.on !== undefined) read([relation.on])
      visitRelation(relation.left, live)
      visitRelation(relation.right, live)
      return
    case 'set':
      for (const [i, { id }] of relation.columns.entries()) {
        if (relation.operator !== 'union-all' || live.has(id)) {
          for (const side of [relation.leftColumns[i], relation.rightColumns[i]]) if (side !== undefined) live.add(side)
        }
      }
      visitRelation(relation.left, live)
      visitRelation(relation.right, live)
      return
    case 'window':
      read(relation.calls.filter(({ column }) => live.has(column.id)).flatMap(windowExpressions))
      visitRelation(relation.input, live)
      return
    case 'sort':
      read(relation.keys.map(({ expression }) => expression))
      visitRelation(relation.input, live)
      return
    case 'limit':
      visitRelation(relation.input, live)
      return
  }
}

function visitExpression(expression: Expression, live: Set<ColumnId>): void {
  if (expression.kind === 'column') live.add(expression.id)
  for (const child of children(expression)) visitExpression(child, live)
  const inner = subqueryOf(expression)
  if (inner === undefined) return
  if ('output' in expression) live.add(expression.output)
  visitRelation(inner, live)
}
