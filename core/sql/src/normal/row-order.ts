import type { ColumnId, Relation, WindowCall } from '../relation/relation.ts'
import type { RowOrder } from './form.ts'

/** How much the order of the rows of a relation's inputs matters. */
export function orderBelow(relation: Relation, order: RowOrder, live: ReadonlySet<ColumnId>): RowOrder {
  switch (relation.kind) {
    case 'map':
    case 'filter':
    case 'sort':
      return order
    case 'limit':
      return 'deciding'
    case 'window': {
      const read = liveCalls(relation.calls, live)
      if (read.length === 0) return order
      return order === 'deciding' || read.some(isDecidedByTies) ? 'deciding' : 'free'
    }
    case 'table':
    case 'values':
    case 'reduce':
    case 'join':
    case 'set':
      return order === 'deciding' ? 'deciding' : 'free'
  }
}

/** The calls that something reads. */
export function liveCalls(calls: readonly WindowCall[], live: ReadonlySet<ColumnId>): readonly WindowCall[] {
  return calls.filter(({ column }) => live.has(column.id))
}

/** Whether rows that sort alike may get different values. */
function isDecidedByTies({ function: name, frame }: WindowCall): boolean {
  return ['row-number', 'lag', 'lead', 'first-value', 'last-value'].includes(name) || frame?.unit === 'rows'
}
