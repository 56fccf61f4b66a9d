import type { Diagnostic } from '@glovebox/diagnostics'
import type { Query } from '@glovebox/sql'
import type { PrivacyEvent } from './privacy.ts'

/** Something asked by a member: SQL of its own, or a template with values for its parameters. */
export type Ask =
  | { readonly kind: 'sql'; readonly member: string; readonly sql: string }
  | {
      readonly kind: 'template'
      readonly member: string
      readonly template: string
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

/** How one output column leaves. */
export type Release = { readonly output: string; readonly kind: 'exact' }

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
  readonly query: Query
  readonly releases: readonly Release[]
  readonly event: PrivacyEvent
  readonly suppression: readonly SuppressionConstraint[]
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
