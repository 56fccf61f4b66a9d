import type { WindowRelation } from '@glovebox/sql'
import { type Tracked, unitOf } from './tracked.ts'
import { refuseTracked, type Work } from './work.ts'

/** A window over rows of units must stay within each unit. */
export function trackWindow(relation: WindowRelation, input: Tracked, work: Work): Tracked {
  if (input.kind === 'refused') return input
  const columns = [...input.relation.columns, ...relation.calls.map(({ column }) => column)]
  const windowed: WindowRelation = { ...relation, input: input.relation, columns }
  if (input.kind !== 'rows') return { ...input, relation: windowed }
  const mixing = relation.calls.find(
    ({ partitionBy }) => !partitionBy.some((key) => key.kind === 'column' && input.same.has(key.id)),
  )
  if (mixing === undefined) return { ...input, relation: windowed }
  return refuseTracked(work, input.tables, 'PRIVACY_WINDOW', { unit: unitOf(input) }, mixing.at)
}
