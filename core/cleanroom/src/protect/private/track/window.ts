import type { Expression, Relation, SortKey, WindowCall, WindowRelation } from '@glovebox/sql'
import { reference } from '../../withhold/carried.ts'
import { mayBeRounded } from './rounding.ts'
import { type Tracked, type TrackedRows, unitOf } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/** A window over rows of units must stay within each unit, and give the same wherever others' rows lie. */
export function trackWindow(relation: WindowRelation, input: Tracked, work: Work): Tracked {
  if (input.kind === 'refused') return input
  const columns = [...input.relation.columns, ...relation.calls.map(({ column }) => column)]
  const windowed: WindowRelation = { ...relation, input: input.relation, columns }
  if (input.kind !== 'rows') return { ...input, relation: windowed }
  const refused = relation.calls.map((call) => refuseCall(call, input, work)).find((r) => r !== undefined)
  if (refused !== undefined) return refused
  const calls = relation.calls.map((call) => (isByPlace(call) ? inOneOrder(call, input.relation) : call))
  return { ...input, relation: { ...windowed, calls } }
}

function refuseCall(call: WindowCall, input: TrackedRows, work: Work): Tracked | undefined {
  const { at, partitionBy } = call
  const isOfUnit = partitionBy.some((key) => key.kind === 'column' && input.same.has(key.id))
  if (!isOfUnit) return refuseTracked(work, input.tables, 'PRIVACY_WINDOW', { unit: unitOf(input) }, at)
  if (mayBeRounded(call.function, call.arguments[0])) {
    return refuseTracked(work, input.tables, 'PRIVACY_WINDOW_DOUBLE', {}, at)
  }
  return isOnePeer(call) ? refuseTracked(work, input.tables, 'PRIVACY_WINDOW_TIES', {}, at) : undefined
}

/** Whether it takes one of the rows that sort alike, in a frame that ends with them: no further key can say which. */
function isOnePeer({ function: name, frame }: WindowCall): boolean {
  if (frame?.unit === 'rows') return false
  if (name === 'first-value') return frame?.start.kind === 'current-row'
  return name === 'last-value' && frame?.end.kind !== 'unbounded-following'
}

/** Whether what it gives depends on which of the rows that sort alike comes first. */
function isByPlace({ function: name, frame }: WindowCall): boolean {
  switch (name) {
    case 'row-number':
    case 'lag':
    case 'lead':
    case 'first-value':
    case 'last-value':
      return true
    // Further keys would tell apart what has one rank.
    case 'rank':
    case 'dense-rank':
      return false
    case 'sum':
    case 'count':
    case 'avg':
    case 'min':
    case 'max':
      return frame?.unit === 'rows'
  }
}

/** Rows that sort alike in the order of all their cells: an engine would take them as it meets them. */
function inOneOrder(call: WindowCall, input: Relation): WindowCall {
  const { orderBy, partitionBy, at } = call
  const known: readonly Expression[] = [...orderBy.map(({ expression }) => expression), ...partitionBy]
  const others = input.columns.filter(({ id }) => !known.some((key) => key.kind === 'column' && key.id === id))
  const keys = others.map((column): SortKey => {
    return { expression: reference(column, input), direction: 'ascending', nulls: 'last', at }
  })
  return { ...call, orderBy: [...orderBy, ...keys] }
}
