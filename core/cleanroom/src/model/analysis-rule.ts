import type { Span } from '@glovebox/diagnostics'
import type { Places } from './place.ts'

/** What an owner lets others ask of a table. Bodies are AWS Clean Rooms' own policy JSON (v1), same names and meaning. */
export type AnalysisRule = AggregationRule | ListRule | CustomRule

/** The functions an aggregation rule can allow. */
export type RuleAggregate = 'SUM' | 'SUM_DISTINCT' | 'COUNT' | 'COUNT_DISTINCT' | 'AVG'

/** How join conditions may be combined; without an entry only AND. */
export type JoinOperator = 'AND' | 'OR'

/** Whether a result may leave directly or must feed an additional analysis. */
export type AdditionalAnalyses = 'ALLOWED' | 'REQUIRED' | 'NOT_ALLOWED'

/** Counts, sums and averages along dimensions, of groups that are large enough. */
export type AggregationRule = {
  readonly kind: 'aggregation'
  readonly aggregateColumns: readonly { readonly columnNames: readonly string[]; readonly function: RuleAggregate }[]
  readonly joinColumns: readonly string[]
  readonly joinRequired?: 'QUERY_RUNNER'
  readonly allowedJoinOperators: readonly JoinOperator[]
  readonly dimensionColumns: readonly string[]
  /** Upper-case names, as AWS writes them. */
  readonly scalarFunctions: readonly string[]
  readonly outputConstraints: readonly OutputConstraint[]
  readonly additionalAnalyses?: AdditionalAnalyses
  readonly at: Span
  readonly places?: Places
}

/** A row may leave only if it stands for at least `minimum` distinct values of the column. */
export type OutputConstraint = {
  readonly columnName: string
  readonly minimum: number
  readonly type: 'COUNT_DISTINCT'
}

/** The rows that joined tables have in common. */
export type ListRule = {
  readonly kind: 'list'
  readonly joinColumns: readonly string[]
  readonly allowedJoinOperators: readonly JoinOperator[]
  readonly listColumns: readonly string[]
  readonly additionalAnalyses?: AdditionalAnalyses
  readonly at: Span
  readonly places?: Places
}

/** Reviewed templates, or any query of some members, within what the owner adds. */
export type CustomRule = {
  readonly kind: 'custom'
  /** Template names, or ANY_QUERY. Empty: nothing may run. */
  readonly allowedAnalyses: readonly string[]
  readonly allowedAnalysisProviders: readonly string[]
  readonly disallowedOutputColumns: readonly string[]
  readonly aggregationThreshold?: AggregationThreshold
  readonly comparisonControls?: ComparisonControls
  /** The name of the privacy unit's column, where the owner wants differential privacy. */
  readonly differentialPrivacy?: { readonly column: string; readonly at: Span }
  readonly additionalAnalyses?: AdditionalAnalyses
  readonly at: Span
  readonly places?: Places
}

/** How many identities every row of a result must stand for. */
export type AggregationThreshold = {
  readonly identityColumn: string
  readonly minimumIdentityCount: number
  readonly allowedAggregateExpressionType: 'COLUMNS_ONLY' | 'ANY_EXPRESSION'
  /** 0 exempts the column. */
  readonly outputColumnThresholds: readonly {
    readonly outputColumnName: string
    readonly minimumIdentityCount: number
  }[]
  readonly at: Span
}

/** Columns that may be compared. An absent list restricts nothing only where the whole object is absent. */
export type ComparisonControls = {
  readonly allowedLiteralComparisonColumns: readonly string[]
  readonly allowedColumnComparisonColumns: readonly string[]
}
