import type { Relation, SortKey, WindowCall, WindowName, WindowRelation } from '@glovebox/sql'
import { reference } from '../../withhold/carried.ts'
import { type Tracked, unitOf } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/** A window over rows of units must stay within each unit, and give the same wherever others' rows lie. */
export function trackWindow(relation: WindowRelation, input: Tracked, work: Work): Tracked {
  if (input.kind === 'refused') return input
  const columns = [...input.relation.columns, ...relation.calls.map(({ column }) => column)]
  const windowed: WindowRelation = { ...relation, input: input.relation, columns }
  if (input.kind !== 'rows') return { ...input, relation: windowed }
  const mixing = relation.calls.find(
    ({ partitionBy }) => !partitionBy.some((key) => key.kind === 'column' && input.same.has(key.id)),
  )
  if (mixing === undefined) {
    const calls = relation.calls.map((call) => inOneOrder(call, input.relation))
    return { ...input, relation: { ...windowed, calls } }
  }
  return refuseTracked(work, input.tables, 'PRIVACY_WINDOW', { unit: unitOf(input) }, mixing.at)
}

/** What these give depends on which of the rows that sort alike comes first. */
const choosing: readonly WindowName[] = ['row-number', 'lag', 'lead', 'first-value']

/** Rows that sort alike in the order of all their cells: an engine would take them as it meets them. */
function inOneOrder(call: WindowCall, input: Relation): WindowCall {
  const { orderBy, frame } = call
  const isChoosing = frame === undefined ? choosing.includes(call.function) : frame.unit === 'rows'
  if (!isChoosing) return call
  const known = [...orderBy.map(({ expression }) => expression), ...call.partitionBy]
  const others = input.columns.filter(({ id }) => !known.some((key) => key.kind === 'column' && key.id === id))
  const keys = others.map((column): SortKey => {
    return { expression: reference(column, input), direction: 'ascending', nulls: 'last', at: call.at }
  })
  return { ...call, orderBy: [...orderBy, ...keys] }
}
