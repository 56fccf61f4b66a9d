import { canonical } from '../relation/canonical.ts'
import type { ColumnId, ReduceRelation, Relation } from '../relation/relation.ts'

// What is too large for a normal form, or has none, stands for itself: only the same relation then gets its text.

/** The text of a relation as it is written. */
export function exactText(relation: Relation, outputs: readonly ColumnId[]): string {
  const places = outputs.map((id) => relation.columns.findIndex((column) => column.id === id))
  return `exactly ${places.join()} ${canonical(relation)}`
}

/** The texts of a reduce as it is written, whatever privacy it asks for. */
export function exactAggregates(reduce: ReduceRelation): {
  readonly rows: string
  readonly aggregates: ReadonlyMap<ColumnId, string>
  readonly keys: ReadonlyMap<ColumnId, string>
} {
  const { privacy, ...rest } = reduce
  const place = (made: ReduceRelation['keys'][number] | ReduceRelation['aggregates'][number], i: number) =>
    [made.column.id, `exactly ${i}`] as const
  return {
    rows: `exactly ${canonical(rest)}`,
    aggregates: new Map(reduce.aggregates.map(place)),
    keys: new Map(reduce.keys.map(place)),
  }
}
