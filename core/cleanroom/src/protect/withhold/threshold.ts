import type { Aggregate, ColumnId, Expression, Output, ReduceRelation } from '@glovebox/sql'
import { type Definitions, definitionOf, isConstant, written } from '../../check/definition.ts'
import type { AggregationThreshold } from '../../model/analysis-rule.ts'

/**
 * The minimum of a threshold at an aggregation: the strictest among the columns that flow into its keys and aggregates.
 * Counting rows or people asks for nothing more; what comes from other tables, or from nowhere, asks for the default,
 * because a join can bring a column back under another name.
 */
export function thresholdAt(
  reduce: ReduceRelation,
  threshold: AggregationThreshold,
  table: string,
  definitions: Definitions,
): number {
  const { minimumIdentityCount, outputColumnThresholds, identityColumn } = threshold
  const ofColumn = (id: ColumnId): number => {
    const definition = definitionOf(id, definitions)
    const name = definition.kind === 'table' && definition.table.table === table ? definition.column.name : undefined
    const own = outputColumnThresholds.find(({ outputColumnName }) => outputColumnName === name)
    return own?.minimumIdentityCount ?? minimumIdentityCount
  }
  const asked = [
    ...reduce.keys.filter((key) => !isConstant(key.expression, definitions)),
    ...reduce.aggregates.filter((aggregate) => !isHeadCount(aggregate, { table, identityColumn }, definitions)),
  ].flatMap((item) => minimumsOf(item, ofColumn, minimumIdentityCount))
  return asked.length === 0 ? minimumIdentityCount : asked.reduce((a, b) => Math.max(a, b))
}

function minimumsOf(
  { column: { lineage } }: Output | Aggregate,
  ofColumn: (id: ColumnId) => number,
  otherwise: number,
): readonly number[] {
  return lineage.length === 0 ? [otherwise] : lineage.map(ofColumn)
}

/** Whether it counts rows or the people of the table. */
function isHeadCount(
  { function: name, argument, filter }: Aggregate,
  identity: { readonly table: string; readonly identityColumn: string },
  definitions: Definitions,
): boolean {
  if (name !== 'count' || filter !== undefined) return false
  return argument === undefined || isIdentity(argument, identity, definitions)
}

/** Whether an expression is the identity column as it is, also where it was grouped by or put together by UNION. */
function isIdentity(
  expression: Expression,
  identity: { readonly table: string; readonly identityColumn: string },
  definitions: Definitions,
): boolean {
  const e = written(expression, definitions)
  return e.kind === 'column' && isIdentityColumn(e.id, identity, definitions)
}

function isIdentityColumn(
  id: ColumnId,
  identity: { readonly table: string; readonly identityColumn: string },
  definitions: Definitions,
): boolean {
  const definition = definitionOf(id, definitions)
  switch (definition.kind) {
    case 'table':
      return definition.table.table === identity.table && definition.column.name === identity.identityColumn
    case 'output':
    case 'key':
      return isIdentity(definition.expression, identity, definitions)
    case 'set':
      return [definition.left, definition.right].every((side) => isIdentityColumn(side, identity, definitions))
    case 'values':
    case 'aggregate':
    case 'window':
      return false
  }
}
