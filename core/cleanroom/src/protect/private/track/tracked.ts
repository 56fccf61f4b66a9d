import type { Column, ColumnId, Relation } from '@glovebox/sql'
import type { Minimum } from '../../withhold/minimum.ts'
import type { ProtectedTable } from '../protected-table.ts'

/** A relation and what is known of how units are in it. */
export type Tracked =
  /** Reads no protected table. */
  | { readonly kind: 'unprotected'; readonly relation: Relation; readonly counted: readonly Counted[] }
  | TrackedRows
  /** A function of published rows and unprotected tables: anything may be done with it. */
  | { readonly kind: 'published'; readonly relation: Relation; readonly counted: readonly Counted[] }
  /** Refused, and said so. */
  | { readonly kind: 'refused' }

/** Every row is about one unit, and a unit's rows depend on no other unit. */
export type TrackedRows = {
  readonly kind: 'rows'
  readonly relation: Relation
  /** Whom a row is about; never NULL. */
  readonly unit: Column
  /** Columns that have the unit's value in every row; the unit is one of them. */
  readonly same: ReadonlySet<ColumnId>
  readonly tables: readonly ProtectedTable[]
  /** Columns that public tables gave. */
  readonly publicColumns: ReadonlyMap<ColumnId, Column>
  /** Columns that lead to a unit by a step of a key path, `orders.id`. */
  readonly steps: ReadonlyMap<ColumnId, string>
  readonly rows: RowsPerUnit
  readonly counted: readonly Counted[]
}

/** How many rows one unit has. */
export type RowsPerUnit = {
  /** As owners declare for one group; enforced by clamping, so nothing rests on it. Absent: nobody said. */
  readonly most?: number
  /** One, and so in one group: what was grouped by the unit alone. */
  readonly isOne: boolean
  /** What owners declare of the rows that were aggregated to these. */
  readonly declared?: number
}

/** A column of which a rule demands a minimum of distinct values; without an id it is the unit. */
export type Counted = { readonly minimum: Minimum; readonly id?: ColumnId }

/** The demands on the unit itself once columns turned out to be the same as it. */
export function settle(counted: readonly Counted[], same: ReadonlySet<ColumnId>): readonly Counted[] {
  return counted.map((c) => (c.id !== undefined && same.has(c.id) ? { minimum: c.minimum } : c))
}

/** The smallest set with both that the pairs connect to it. */
export function connected(
  same: ReadonlySet<ColumnId>,
  pairs: readonly (readonly [ColumnId, ColumnId])[],
): ReadonlySet<ColumnId> {
  const found = new Set(same)
  // A set gives what is added to it while it is walked, so this ends when nothing is left to add.
  for (const id of found) {
    for (const [a, b] of pairs) {
      if (a === id) found.add(b)
      if (b === id) found.add(a)
    }
  }
  return found
}

/** The name of the unit that rows are about, as the first table's owner wrote it. */
export function unitOf({ tables }: TrackedRows): string {
  return tables[0]?.unit.at(-1) ?? ''
}
