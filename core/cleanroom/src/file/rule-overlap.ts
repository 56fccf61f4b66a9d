import { type MappingNode, placeAt } from './node.ts'
import { type Reading, refuse } from './reading.ts'

/** A key of a rule's body and the columns that it names. */
type Named = { readonly key: string; readonly columns: readonly string[] }

/** Refuses a column in two places of a rule that exclude each other, because what it may be used for would be unclear. */
export function refuseOverlap(here: Named, there: Named, node: MappingNode, reading: Reading): void {
  const others = new Set(there.columns)
  here.columns.forEach((column, index) => {
    if (!others.has(column)) return
    const parameters = { column, here: here.key, there: there.key }
    refuse(reading, 'COLLABORATION_RULE_OVERLAP', parameters, placeAt(node, here.key, index))
  })
}
