import type { AdditionalAnalyses, JoinOperator, RuleAggregate } from '../model/analysis-rule.ts'
import type { Ability, AccessPeriod, FileFormat } from '../model/collaboration.ts'
import type { IsolationLevel } from '../model/isolation-level.ts'
import type { TableSize } from '../model/table-size.ts'

/**
 * A collaboration file as plain JSON: what its users write, key by key. The server makes one of its members' stored
 * parts, `export` writes one, `apply` sends parts of one. Whether it is right is `readCollaboration`'s to say.
 */
export type CollaborationDocument = {
  readonly version: 1
  readonly collaboration: string
  readonly members: readonly MemberDocument[]
  readonly tables?: readonly TableDocument[]
  readonly budgets?: readonly BudgetDocument[]
  readonly receivers?: ReceiversDocument
  readonly destinations?: readonly DestinationDocument[]
  readonly templates?: readonly TemplateDocument[]
}

/** A member and what it may do. */
export type MemberDocument = { readonly name: string; readonly abilities?: readonly Ability[] }

/** A table association. */
export type TableDocument = {
  readonly name: string
  readonly owner: string
  readonly source: SourceDocument
  readonly columns?: ColumnsDocument
  readonly rule?: RuleDocument
  readonly privacy?: PrivacyDocument
  readonly public?: boolean
  readonly accessBudget?: readonly AccessBudgetDocument[]
  readonly destinations?: readonly string[]
  readonly purposes?: readonly string[]
  readonly size?: TableSize
  readonly minimumIsolation?: IsolationLevel
}

/** Where a table's rows are: one of the kinds of places, and what reading it takes. */
export type SourceDocument = {
  readonly file?: string
  readonly s3?: string
  readonly https?: string
  readonly glue?: string
  readonly iceberg?: string
  readonly delta?: string
  readonly deltaSharing?: string
  readonly postgres?: string
  readonly connection?: string
  readonly format?: FileFormat
  readonly partitions?: 'hive'
}

/** Allowed columns: by name, or with their types. */
export type ColumnsDocument = readonly string[] | { readonly [column: string]: string }

/** How many runs may read a table in a period. */
export type AccessBudgetDocument = {
  readonly per: AccessPeriod
  readonly runs: number
  readonly refresh?: boolean
}

/** A rule; its body is AWS Clean Rooms' policy JSON as it is. */
export type RuleDocument = RuleBodyDocument | { readonly v1: RuleBodyDocument }

/** A rule under its kind. */
export type RuleBodyDocument =
  | { readonly aggregation: AggregationRuleDocument }
  | { readonly list: ListRuleDocument }
  | { readonly custom: CustomRuleDocument }

/** The body of an aggregation rule. */
export type AggregationRuleDocument = {
  readonly aggregateColumns: readonly { readonly columnNames: readonly string[]; readonly function: RuleAggregate }[]
  readonly joinColumns?: readonly string[]
  readonly joinRequired?: 'QUERY_RUNNER'
  readonly allowedJoinOperators?: readonly JoinOperator[]
  readonly dimensionColumns?: readonly string[]
  readonly scalarFunctions?: readonly string[]
  readonly outputConstraints: readonly {
    readonly columnName: string
    readonly minimum: number
    readonly type?: 'COUNT_DISTINCT'
  }[]
  readonly additionalAnalyses?: AdditionalAnalyses
}

/** The body of a list rule. */
export type ListRuleDocument = {
  readonly joinColumns: readonly string[]
  readonly allowedJoinOperators?: readonly JoinOperator[]
  readonly listColumns: readonly string[]
  readonly additionalAnalyses?: AdditionalAnalyses
}

/** The body of a custom rule. */
export type CustomRuleDocument = {
  readonly allowedAnalyses: readonly string[]
  readonly allowedAnalysisProviders?: readonly string[]
  readonly disallowedOutputColumns?: readonly string[]
  readonly aggregationThresholds?: readonly AggregationThresholdDocument[]
  readonly comparisonControls?: {
    readonly allowedLiteralComparisonColumns?: readonly string[]
    readonly allowedColumnComparisonColumns?: readonly string[]
  }
  readonly differentialPrivacy?: { readonly columns: readonly { readonly name: string }[] }
  readonly additionalAnalyses?: AdditionalAnalyses
}

/** How many identities every row must stand for. */
export type AggregationThresholdDocument = {
  readonly identityColumns: readonly string[]
  readonly minimumIdentityCount: number
  readonly type?: 'COUNT_DISTINCT'
  readonly allowedAggregateExpressionType?: 'COLUMNS_ONLY' | 'ANY_EXPRESSION'
  readonly outputColumnThresholds?: readonly {
    readonly outputColumnName: string
    readonly minimumIdentityCount: number
  }[]
}

/** Public facts that differential privacy is computed from. */
export type PrivacyDocument = {
  readonly unit: string | readonly string[]
  readonly columns?: { readonly [column: string]: PrivacyColumnDocument }
  readonly maxGroupsContributed?: number
  readonly maxRowsPerGroup?: number
}

/** Public facts of one column. */
export type PrivacyColumnDocument = {
  readonly range?: readonly number[]
  readonly values?: readonly (string | number | boolean)[]
}

/** What may be spent on an owner's protected tables. */
export type BudgetDocument = {
  readonly owner: string
  readonly epsilon: number
  readonly delta?: number
  readonly refresh?: 'none' | 'calendar-month'
  readonly warnAt?: readonly number[]
  readonly perQuery?: { readonly epsilon: number } | { readonly noise: { readonly users: number } }
  readonly usersNoisePerQuery?: number
  readonly maxEpsilonPerQuery?: number
  readonly accounting?: 'zcdp' | 'pure'
  readonly members?: { readonly [member: string]: { readonly epsilon: number } }
}

/** By table: who may get results that read it. */
export type ReceiversDocument = { readonly [table: string]: readonly string[] }

/** Where results may be activated to. */
export type DestinationDocument = { readonly name: string; readonly owner: string; readonly https: string }

/** A reviewed query with parameters. */
export type TemplateDocument = {
  readonly name: string
  readonly author: string
  readonly description?: string
  readonly sql: string
  readonly parameters?: readonly ParameterDocument[]
  readonly approvedBy?: readonly string[]
  readonly reviewers?: number
  readonly kind?: 'query' | 'activation'
}

/** What a run of a template may choose. The default is the value as it is written, so that `007` stays what it is. */
export type ParameterDocument = {
  readonly name: string
  readonly type: string
  readonly default?: string
  readonly description?: string
}
