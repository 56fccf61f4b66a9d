import type { WindowCall, WindowRelation } from '@glovebox/sql'
import { refuse } from '../../check/question.ts'
import { type Carrying, determiners, untagged } from './carried.ts'
import { refuseStandalone } from './standalone.ts'
import type { Work } from './work.ts'

/**
 * Refuses windows that mix rows of several people: they copy one person's value into another's row, which is counted as
 * the other's. Windows within one person's rows, and over rows that were aggregated, are free.
 */
export function carryWindow(relation: WindowRelation, input: Carrying, work: Work): Carrying {
  for (const call of relation.calls) {
    const { carried, pairs } = input
    for (const { minimum, id } of carried) {
      const { table, column: identity } = minimum
      // An aggregation rule refuses every window as a feature.
      if (minimum.kind === 'constraint' || isPartitionedBy(call, determiners(id, pairs))) continue
      const parameters = { table: table.association.name, identity }
      work.diagnostics.push(refuse(table, 'RULE_WINDOW_OVER_ROWS', parameters, call.at))
    }
    if (carried.length === 0) refuseStandalone(call, relation, work)
  }
  const columns = [...input.relation.columns, ...relation.calls.map(({ column }) => column)]
  return { ...input, carried: untagged(input.carried), relation: { ...relation, input: input.relation, columns } }
}

function isPartitionedBy({ partitionBy }: WindowCall, ids: ReadonlySet<number>): boolean {
  return partitionBy.some((key) => key.kind === 'column' && ids.has(key.id))
}
