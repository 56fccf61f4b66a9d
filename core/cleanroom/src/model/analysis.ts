import type { Diagnostic } from '@glovebox/diagnostics'
import type { ColumnId, Query, ReduceRelation } from '@glovebox/sql'
import type { PrivacyEvent } from './privacy.ts'
import type { PrivateStep } from './private-step.ts'

/** Something asked by a member: SQL of its own, or a template with values for its parameters. */
export type Ask =
  | { readonly kind: 'sql'; readonly member: string; readonly sql: string; readonly purpose?: string }
  | {
      readonly kind: 'template'
      readonly member: string
      readonly template: string
      /** What it is asked for; the owners of its tables may have said what they are for. */
      readonly purpose?: string
      /** Of an activation: the name of where its result goes. */
      readonly destination?: string
      /** As typed; parsed by the parameters' types. */
      readonly parameters: Readonly<Record<string, string>>
    }

/** What each rule of each table says of an ask. */
export type RuleVerdict = {
  readonly table: string
  readonly owner: string
  readonly rule: 'aggregation' | 'list' | 'custom' | 'public' | 'none'
  readonly verdict: 'allows' | 'refuses'
}

/** How one output column leaves: as it is, or made of published rows alone. */
export type Release = { readonly output: string; readonly kind: 'exact' | 'private' }

/** What is withheld, whatever the rows: a function of query and rules alone. */
export type SuppressionConstraint = {
  readonly table: string
  readonly owner: string
  /** The column whose distinct values are counted. */
  readonly column: string
  readonly minimum: number
  /** One sentence: `rows that stand for fewer than 100 distinct user_id of impressions are withheld`. */
  readonly note: string
}

/** An accepted ask: a relation that keeps every rule, how its columns leave, and what it costs; never one without the others. */
export type Plan = {
  /** What gives the result: of tables, or, where there are steps, of their published rows and unprotected tables. */
  readonly query: Query
  /** The private aggregations, in the order in which they are run. */
  readonly steps: readonly PlannedStep[]
  /** For each output of a private plan, the further outputs that bound it at 95 %, where it is a noisy number as it is. */
  readonly intervals: readonly (PlannedInterval | undefined)[]
  readonly releases: readonly Release[]
  readonly event: PrivacyEvent
  readonly suppression: readonly SuppressionConstraint[]
}

/** The hidden outputs that hold the ends of an output's interval. */
export type PlannedInterval = {
  readonly low: ColumnId
  readonly high: ColumnId
  /** The published numbers that it is made of; each lies within its own ends at 95 %. */
  readonly sources: number
}

/** A private aggregation with what was asked, which keys the answer cache. */
export type PlannedStep = PrivateStep & {
  readonly asked: ReduceRelation
  /** The protected tables it reads, and their units as their owners wrote them. */
  readonly units: readonly { readonly table: string; readonly owner: string; readonly unit: readonly string[] }[]
  readonly limits: { readonly maxGroups?: number; readonly maxRows?: number }
}

/** The verdict on an ask: the SQL it speaks of, all diagnostics, and a plan where nothing refuses. */
export type Assessment = {
  readonly sql: string
  readonly verdicts: readonly RuleVerdict[]
  readonly diagnostics: readonly Diagnostic[]
  /** The resolved query before thresholds were built in; for `explain`. */
  readonly accepted?: Query
  readonly plan?: Plan
}
