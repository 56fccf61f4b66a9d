import type { Span } from '@glovebox/diagnostics'
import type { AggregateName, FunctionName, WindowName } from '../function/function-name.ts'
import type { IntervalValue, Range, SqlType, Value } from '../type/sql-type.ts'

// Relations and the expressions in them: one file because each contains the other.

/** Names one column of one node of one query: unique in the query, so no pass has to rename. */
export type ColumnId = number & { readonly brand?: 'column-id' }

/** What every expression knows of itself. */
export type Facts = {
  readonly type: SqlType
  readonly nullable: boolean
  /** Numeric bounds, where they are known. */
  readonly range?: Range
  readonly at: Span
}

/** A typed, named, total expression over the columns of its node's input. */
export type Expression =
  | LiteralExpression
  | ColumnExpression
  | CallExpression
  | CaseExpression
  | CastExpression
  | InListExpression
  | ScalarQueryExpression
  | InQueryExpression
  | ExistsExpression

export type LiteralExpression = Facts & {
  readonly kind: 'literal'
  readonly value: Value | IntervalValue
  /** The template parameter it was bound from. */
  readonly parameter?: string
}

/** A reference to a column of the input. */
export type ColumnExpression = Facts & { readonly kind: 'column'; readonly id: ColumnId; readonly name: string }

/** A scalar function or operator of the catalogue. `and` and `or` take two or more arguments. */
export type CallExpression = Facts & {
  readonly kind: 'call'
  readonly function: FunctionName
  readonly arguments: readonly Expression[]
}

/** `CASE WHEN … THEN … ELSE … END`; a simple CASE is resolved to `equal` calls. */
export type CaseExpression = Facts & {
  readonly kind: 'case'
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
  readonly otherwise?: Expression
}

/** A total cast to `type`: NULL where the value does not fit. Implicit conversions are casts with `implicit`. */
export type CastExpression = Facts & {
  readonly kind: 'cast'
  readonly argument: Expression
  readonly implicit: boolean
}

export type InListExpression = Facts & {
  readonly kind: 'in-list'
  readonly operand: Expression
  readonly list: readonly Expression[]
  readonly negated: boolean
}

/** The one value of a relation that has one column and, whatever the data, at most one row. */
export type ScalarQueryExpression = Facts & {
  readonly kind: 'scalar-query'
  readonly relation: Relation
  readonly output: ColumnId
}

export type InQueryExpression = Facts & {
  readonly kind: 'in-query'
  readonly operand: Expression
  readonly relation: Relation
  readonly output: ColumnId
  readonly negated: boolean
}

export type ExistsExpression = Facts & { readonly kind: 'exists'; readonly relation: Relation }

/** A column that a node gives. */
export type Column = {
  readonly id: ColumnId
  /** The name in messages and, at the root, in the result. */
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
  readonly range?: Range
  /**
   * The columns of `table` nodes whose values flow into this one's value, ascending: by projection, function, aggregate,
   * window key, CASE condition or subquery, but not by filter, join condition, sort or group key alone.
   */
  readonly lineage: readonly ColumnId[]
}

/** A relation: few operators, each giving `columns`. Subqueries are never correlated. */
export type Relation =
  | TableRelation
  | ValuesRelation
  | MapRelation
  | FilterRelation
  | ReduceRelation
  | JoinRelation
  | SetRelation
  | WindowRelation
  | SortRelation
  | LimitRelation

type Node = { readonly columns: readonly Column[]; readonly at: Span }

/** One occurrence of a table association in the query. Its columns' lineage is themselves. */
export type TableRelation = Node & {
  readonly kind: 'table'
  /** The association's name, as declared. */
  readonly table: string
  /** The alias it has in the query, or its name. */
  readonly alias: string
}

/** Literal rows. A single row with no columns is the FROM-less SELECT's input. */
export type ValuesRelation = Node & { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[] }

/** A named expression. */
export type Output = { readonly column: Column; readonly expression: Expression }

/** Exactly the outputs, one row for one row. */
export type MapRelation = Node & { readonly kind: 'map'; readonly input: Relation; readonly outputs: readonly Output[] }

/** The rows for which the condition is true. `columns` are the input's. */
export type FilterRelation = Node & {
  readonly kind: 'filter'
  readonly input: Relation
  readonly condition: Expression
  readonly clause: 'where' | 'having' | 'qualify' | 'threshold'
}

/** One row for each distinct key; without keys exactly one row. Keys come first in `columns`, then aggregates. */
export type ReduceRelation = Node & {
  readonly kind: 'reduce'
  readonly input: Relation
  readonly keys: readonly Output[]
  readonly aggregates: readonly Aggregate[]
  /** What was written: GROUP BY (or bare aggregates), or DISTINCT/UNION. */
  readonly clause: 'group-by' | 'distinct'
  readonly privacy?: PrivacyClause
}

/**
 * `WITH DIFFERENTIAL_PRIVACY OPTIONS (…)`. It changes no row here: what it asks for is kept by whoever rewrites the
 * relation, and what is not rewritten is never emitted.
 */
export type PrivacyClause = {
  /** Each at most once, in the order of `PrivacyOptionName`, however they were written. */
  readonly options: readonly PrivacyOption[]
  readonly at: Span
}

export type PrivacyOption = {
  readonly name: PrivacyOptionName
  readonly value:
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'null' }
    /** Upper case. */
    | { readonly kind: 'word'; readonly text: string }
    /** A column of the input of the relation. */
    | { readonly kind: 'column'; readonly id: ColumnId; readonly name: string }
  readonly at: Span
}

export type PrivacyOptionName =
  | 'epsilon'
  | 'delta'
  | 'max_groups_contributed'
  | 'max_rows_contributed'
  | 'privacy_unit_column'
  | 'group_selection_strategy'
  | 'min_privacy_units_per_group'
  | 'group_selection_epsilon'

export type Aggregate = {
  readonly column: Column
  readonly function: AggregateName
  /** Absent: COUNT(*). */
  readonly argument?: Expression
  readonly distinct: boolean
  /** `FILTER (WHERE …)`. */
  readonly filter?: Expression
  /** The fraction of PERCENTILE_CONT. */
  readonly fraction?: number
  readonly bounds?: ContributionBounds
  /** Given as a report of the value and its interval, a text. */
  readonly report?: 'json'
  /** Takes its values in their own order, so that a sum of doubles is the same however rows are stored. */
  readonly isOrdered?: true
  readonly at: Span
}

/**
 * `contribution_bounds_per_group => (low, high)`, for all that one privacy unit adds to a group, or
 * `contribution_bounds_per_row`, for each row. `low` is at most `high`; both are finite.
 */
export type ContributionBounds = {
  readonly per: 'group' | 'row'
  readonly low: number
  readonly high: number
  readonly at: Span
}

/** `columns` are the left's, then the right's; the outer side's become nullable. */
export type JoinRelation = Node & {
  readonly kind: 'join'
  readonly join: 'inner' | 'left' | 'right' | 'full' | 'cross'
  readonly left: Relation
  readonly right: Relation
  /** Absent for a cross join. */
  readonly on?: Expression
}

/** Set operation by position; bags (UNION and DISTINCT are a `reduce` above it). `columns` have new ids. */
export type SetRelation = Node & {
  readonly kind: 'set'
  readonly operator: 'union-all' | 'intersect' | 'intersect-all' | 'except' | 'except-all'
  readonly left: Relation
  readonly right: Relation
  /** The left's and right's columns, in the order of `columns`. */
  readonly leftColumns: readonly ColumnId[]
  readonly rightColumns: readonly ColumnId[]
}

/** Adds a column for each call. */
export type WindowRelation = Node & {
  readonly kind: 'window'
  readonly input: Relation
  readonly calls: readonly WindowCall[]
}

export type WindowCall = {
  readonly column: Column
  readonly function: WindowName
  /** For aggregates: absent is COUNT(*). For LAG and LEAD: the value, then the offset and default literals. */
  readonly arguments: readonly Expression[]
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly SortKey[]
  readonly frame?: Frame
  readonly at: Span
}

export type Frame = { readonly unit: 'rows' | 'range'; readonly start: FrameBound; readonly end: FrameBound }

export type FrameBound =
  | { readonly kind: 'unbounded-preceding' | 'current-row' | 'unbounded-following' }
  | { readonly kind: 'preceding' | 'following'; readonly rows: number }

export type SortKey = {
  readonly expression: Expression
  readonly direction: 'ascending' | 'descending'
  /** Always explicit: PostgreSQL's default (NULLs last ascending, first descending) is filled in. */
  readonly nulls: 'first' | 'last'
  readonly at: Span
}

export type SortRelation = Node & { readonly kind: 'sort'; readonly input: Relation; readonly keys: readonly SortKey[] }

export type LimitRelation = Node & {
  readonly kind: 'limit'
  readonly input: Relation
  readonly count?: number
  readonly offset: number
}

/** The columns that leave, in order, and the relation that gives them (it may give more). */
export type Query = {
  readonly relation: Relation
  readonly outputs: readonly { readonly id: ColumnId; readonly name: string; readonly at: Span }[]
  /** Every SQL feature used, wherever it stands: what the rules' surface lists speak of. */
  readonly features: readonly FeatureUse[]
}

/** Something of SQL that a rule may or may not allow. */
export type Feature =
  | 'cte'
  | 'from-subquery'
  | 'scalar-subquery'
  | 'in-subquery'
  | 'exists'
  | 'values'
  | 'select-without-from'
  | 'select-star'
  | 'select-distinct'
  | 'inner-join'
  | 'left-join'
  | 'right-join'
  | 'full-join'
  | 'cross-join'
  | 'implicit-join'
  | 'natural-join'
  | 'join-using'
  | 'where'
  | 'group-by'
  | 'having'
  | 'qualify'
  | 'window'
  | 'aggregate-filter'
  | 'union'
  | 'union-all'
  | 'intersect'
  | 'except'
  | 'order-by'
  | 'nulls-order'
  | 'limit'
  | 'offset'
  | 'parameter'
  | 'privacy-clause'
  /** An aggregate's argument of the form `name => value`. */
  | 'named-argument'

/** A feature at the place where it is written; `depth` 0 is the outermost query. */
export type FeatureUse = { readonly feature: Feature; readonly at: Span; readonly depth: number }
