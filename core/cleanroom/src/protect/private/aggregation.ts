import type { Span } from '@glovebox/diagnostics'
import type { Column, ColumnId, ReduceRelation } from '@glovebox/sql'
import type { ProtectedTable } from './protected-table.ts'

/**
 * An aggregation in which units are no longer told apart: what must be bounded and made noisy. Everything below it
 * treats each unit's rows by themselves.
 */
export type PrivateAggregation = {
  /** As it was asked, over rows that carry their unit. */
  readonly reduce: ReduceRelation
  /** The column of the input that says whom a row is about; never NULL. */
  readonly unit: Column
  /** Columns of the input that have the unit's value in every row, the unit itself among them. */
  readonly sameAsUnit: ReadonlySet<ColumnId>
  /** Whose rows these are: at least one table. */
  readonly tables: readonly ProtectedTable[]
  /** Public columns of the input that a join with a public table gave, by table occurrence; they may serve as keys. */
  readonly publicColumns: ReadonlyMap<ColumnId, Column>
  readonly limits: BoundingLimits
  /** Fewer units than this are never shown; 1: no such demand. */
  readonly minimumUnits: number
  /** Whether BigQuery's clause stands at this SELECT: its aggregates then have BigQuery's meaning. */
  readonly hasClause: boolean
  readonly clause?: ClauseOptions
  /** The name of the published table. */
  readonly table: string
}

/** How much of one unit counts; declared by owners, never more by the clause. Absent: nobody said. */
export type BoundingLimits = {
  readonly maxGroups?: number
  readonly maxRows?: number
  /** The rows of one unit that were aggregated to these, in one group. */
  readonly declaredRows?: number
}

/** What an analyst's `WITH DIFFERENTIAL_PRIVACY OPTIONS (…)` says. */
export type ClauseOptions = {
  readonly epsilon?: number
  readonly delta?: number
  readonly maxGroups?: number
  readonly minimumUnits?: number
  /** As written, upper case: LAPLACE_THRESHOLD or PUBLIC_GROUPS. */
  readonly groupSelection?: string
  readonly at: Span
  /** Where each option stands, by its name. */
  readonly places: Readonly<Record<string, Span>>
}
