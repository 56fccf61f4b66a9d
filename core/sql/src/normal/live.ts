import type { ColumnId, Expression, Relation, SetRelation } from '../relation/relation.ts'
import {
  aggregateExpressions,
  children,
  expressionsOf,
  inputs,
  subqueryOf,
  windowExpressions,
} from '../relation/walk.ts'
import type { RowOrder } from './form.ts'
import { liveCalls, orderBelow } from './row-order.ts'

/**
 * The columns of a relation and below it that its outputs, or which rows there are, may depend on; their order too,
 * where that matters.
 */
export function liveColumns(relation: Relation, outputs: Iterable<ColumnId>, order: RowOrder): ReadonlySet<ColumnId> {
  const live = new Set(outputs)
  visitRelation(relation, order, live)
  return live
}

function visitRelation(relation: Relation, order: RowOrder, live: Set<ColumnId>): void {
  for (const expression of readExpressions(relation, order, live)) visitExpression(expression, live)
  if (relation.kind === 'set') readSides(relation, live)
  const below = orderBelow(relation, order, live)
  for (const input of inputs(relation)) visitRelation(input, below, live)
}

/** The expressions of a relation that count. */
function readExpressions(relation: Relation, order: RowOrder, live: ReadonlySet<ColumnId>): readonly Expression[] {
  switch (relation.kind) {
    case 'map':
      return relation.outputs.filter(({ column }) => live.has(column.id)).map(({ expression }) => expression)
    case 'reduce': {
      const read = relation.aggregates.filter(({ column }) => live.has(column.id))
      return [...relation.keys.map(({ expression }) => expression), ...read.flatMap(aggregateExpressions)]
    }
    case 'window':
      return liveCalls(relation.calls, live).flatMap(windowExpressions)
    case 'sort':
      return order === 'free' ? [] : expressionsOf(relation)
    case 'table':
    case 'values':
    case 'filter':
    case 'join':
    case 'set':
    case 'limit':
      return expressionsOf(relation)
  }
}

/** Of bags only the columns that count, of sets all decide which rows there are. */
function readSides({ operator, columns, leftColumns, rightColumns }: SetRelation, live: Set<ColumnId>): void {
  for (const [i, { id }] of columns.entries()) {
    if (operator === 'union-all' && !live.has(id)) continue
    for (const side of [leftColumns[i], rightColumns[i]]) if (side !== undefined) live.add(side)
  }
}

function visitExpression(expression: Expression, live: Set<ColumnId>): void {
  if (expression.kind === 'column') live.add(expression.id)
  for (const child of children(expression)) visitExpression(child, live)
  const inner = subqueryOf(expression)
  if (inner === undefined) return
  if ('output' in expression) live.add(expression.output)
  visitRelation(inner, 'free', live)
}
