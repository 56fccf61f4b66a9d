import type { Span } from '@glovebox/diagnostics'

// The syntax tree: what was written, with a span on every node. Nothing after `resolve` sees it.

/** A name as written. Unquoted names match without regard to ASCII case, quoted ones exactly. */
export type Name = { readonly text: string; readonly quoted: boolean; readonly at: Span }

/** A whole statement: `[WITH …] body [ORDER BY …] [LIMIT …] [OFFSET …]`. */
export type QuerySyntax = {
  readonly kind: 'query'
  readonly with: readonly CommonTableSyntax[]
  readonly body: BodySyntax
  readonly orderBy: readonly SortKeySyntax[]
  readonly limit?: ExpressionSyntax
  readonly offset?: ExpressionSyntax
  readonly at: Span
}

/** `name [(columns)] AS (query)`. */
export type CommonTableSyntax = {
  readonly name: Name
  readonly columns: readonly Name[]
  readonly query: QuerySyntax
  readonly at: Span
}

export type BodySyntax =
  | SelectSyntax
  | SetOperationSyntax
  | ValuesSyntax
  /** A query in parentheses as an operand of a set operation. */
  | QuerySyntax

export type SelectSyntax = {
  readonly kind: 'select'
  /** Before the list, or before an item of it. */
  readonly privacy?: PrivacySyntax
  /** The span of the word DISTINCT, where it is written. */
  readonly distinct?: Span
  readonly items: readonly SelectItemSyntax[]
  readonly from?: FromSyntax
  readonly where?: ExpressionSyntax
  readonly groupBy?: GroupBySyntax
  readonly having?: ExpressionSyntax
  readonly qualify?: ExpressionSyntax
  readonly windows: readonly { readonly name: Name; readonly window: WindowSyntax }[]
  readonly at: Span
}

/** `WITH DIFFERENTIAL_PRIVACY [OPTIONS (name = value, …)]`; a word such as `PUBLIC_GROUPS` is read as a column. */
export type PrivacySyntax = { readonly options: readonly PrivacyOptionSyntax[]; readonly at: Span }

export type PrivacyOptionSyntax = { readonly name: Name; readonly value: ExpressionSyntax; readonly at: Span }

/** `GROUP BY ALL` has no keys and `all` true. */
export type GroupBySyntax = { readonly all: boolean; readonly keys: readonly ExpressionSyntax[]; readonly at: Span }

export type SelectItemSyntax =
  | { readonly kind: 'item'; readonly expression: ExpressionSyntax; readonly alias?: Name; readonly at: Span }
  /** `*` or `table.*`. */
  | { readonly kind: 'star'; readonly table?: Name; readonly at: Span }

export type SetOperationSyntax = {
  readonly kind: 'set-operation'
  readonly operator: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: BodySyntax
  readonly right: BodySyntax
  /** The span of the operator's words. */
  readonly operatorAt: Span
  readonly at: Span
}

export type ValuesSyntax = {
  readonly kind: 'values'
  readonly rows: readonly (readonly ExpressionSyntax[])[]
  readonly at: Span
}

export type FromSyntax =
  /** `name [[AS] alias]`. A qualified name (`schema.name`) is refused by the parser. */
  | { readonly kind: 'table'; readonly name: Name; readonly alias?: AliasSyntax; readonly at: Span }
  | { readonly kind: 'derived'; readonly query: QuerySyntax; readonly alias?: AliasSyntax; readonly at: Span }
  | JoinSyntax

/** `alias [(columns)]`. */
export type AliasSyntax = { readonly name: Name; readonly columns: readonly Name[]; readonly at: Span }

export type JoinSyntax = {
  readonly kind: 'join'
  readonly join: 'inner' | 'left' | 'right' | 'full' | 'cross'
  /** Written with a comma. */
  readonly implicit: boolean
  readonly natural: boolean
  readonly left: FromSyntax
  readonly right: FromSyntax
  readonly on?: ExpressionSyntax
  readonly using?: readonly Name[]
  /** The span of the join's words (or its comma). */
  readonly operatorAt: Span
  readonly at: Span
}

export type SortKeySyntax = {
  readonly expression: ExpressionSyntax
  readonly descending: boolean
  readonly nulls?: 'first' | 'last'
  readonly at: Span
}

/** The type as written: upper-case words and numbers, as `DECIMAL`, [18, 2]. */
export type TypeSyntax = { readonly name: string; readonly arguments: readonly number[]; readonly at: Span }

export type ExpressionSyntax =
  | { readonly kind: 'null'; readonly at: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Span }
  /** Digits as written: `12`, `1.50`, `1e9`. */
  | { readonly kind: 'number'; readonly text: string; readonly at: Span }
  | { readonly kind: 'string'; readonly value: string; readonly at: Span }
  /** `DATE '…'`, `TIMESTAMP '…'`. */
  | { readonly kind: 'typed-string'; readonly type: 'date' | 'timestamp'; readonly value: string; readonly at: Span }
  /** `INTERVAL '7' DAY`, `INTERVAL '1 year 2 days'`; `unit` is upper case where it is written after the text. */
  | { readonly kind: 'interval'; readonly value: string; readonly unit?: string; readonly at: Span }
  /** `:name`. */
  | { readonly kind: 'parameter'; readonly name: string; readonly at: Span }
  | { readonly kind: 'column'; readonly table?: Name; readonly name: Name; readonly at: Span }
  /** Unary `-`, `+`, NOT. */
  | {
      readonly kind: 'unary'
      readonly operator: '-' | '+' | 'not'
      readonly operand: ExpressionSyntax
      readonly at: Span
    }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: ExpressionSyntax
      readonly right: ExpressionSyntax
      readonly operatorAt: Span
      readonly at: Span
    }
  /** AND and OR with all their operands, so that long chains stay shallow. */
  | {
      readonly kind: 'logical'
      readonly operator: 'and' | 'or'
      readonly operands: readonly ExpressionSyntax[]
      readonly at: Span
    }
  /** IS [NOT] NULL | TRUE | FALSE. */
  | {
      readonly kind: 'is'
      readonly operand: ExpressionSyntax
      readonly test: 'null' | 'true' | 'false'
      readonly negated: boolean
      readonly at: Span
    }
  | {
      readonly kind: 'between'
      readonly operand: ExpressionSyntax
      readonly low: ExpressionSyntax
      readonly high: ExpressionSyntax
      readonly negated: boolean
      readonly at: Span
    }
  | {
      readonly kind: 'like'
      readonly operand: ExpressionSyntax
      readonly pattern: ExpressionSyntax
      readonly escape?: ExpressionSyntax
      readonly caseInsensitive: boolean
      readonly negated: boolean
      readonly at: Span
    }
  | {
      readonly kind: 'in-list'
      readonly operand: ExpressionSyntax
      readonly list: readonly ExpressionSyntax[]
      readonly negated: boolean
      readonly at: Span
    }
  | {
      readonly kind: 'in-query'
      readonly operand: ExpressionSyntax
      readonly query: QuerySyntax
      readonly negated: boolean
      readonly at: Span
    }
  | { readonly kind: 'exists'; readonly query: QuerySyntax; readonly at: Span }
  | { readonly kind: 'scalar-query'; readonly query: QuerySyntax; readonly at: Span }
  | {
      readonly kind: 'case'
      readonly operand?: ExpressionSyntax
      readonly branches: readonly { readonly when: ExpressionSyntax; readonly then: ExpressionSyntax }[]
      readonly otherwise?: ExpressionSyntax
      readonly at: Span
    }
  /** CAST, TRY_CAST, `::` and CONVERT. */
  | { readonly kind: 'cast'; readonly operand: ExpressionSyntax; readonly type: TypeSyntax; readonly at: Span }
  | { readonly kind: 'extract'; readonly field: Name; readonly operand: ExpressionSyntax; readonly at: Span }
  | CallSyntax

/** A function call, with everything SQL lets one write in and after its parentheses. */
export type CallSyntax = {
  readonly kind: 'call'
  /** Lower case. */
  readonly name: string
  readonly nameAt: Span
  readonly star: boolean
  readonly distinct: boolean
  readonly arguments: readonly ExpressionSyntax[]
  readonly named: readonly NamedArgumentSyntax[]
  /** `WITHIN GROUP (ORDER BY …)`, or an ORDER BY inside the parentheses. */
  readonly orderBy: readonly SortKeySyntax[]
  readonly filter?: ExpressionSyntax
  readonly over?: WindowSyntax | Name
  readonly at: Span
}

/** `name => value`. */
export type NamedArgumentSyntax = { readonly name: Name; readonly value: ExpressionSyntax | TupleSyntax }

/** `(a, b)`: two expressions or more, and only behind the arrow of a named argument. */
export type TupleSyntax = { readonly kind: 'tuple'; readonly values: readonly ExpressionSyntax[]; readonly at: Span }

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '||'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'is-distinct-from'
  | 'is-not-distinct-from'

export type WindowSyntax = {
  readonly kind: 'window'
  readonly partitionBy: readonly ExpressionSyntax[]
  readonly orderBy: readonly SortKeySyntax[]
  readonly frame?: FrameSyntax
  readonly at: Span
}

export type FrameSyntax = {
  readonly unit: 'rows' | 'range'
  readonly start: FrameBoundSyntax
  readonly end: FrameBoundSyntax
  readonly at: Span
}

export type FrameBoundSyntax =
  | { readonly kind: 'unbounded-preceding' | 'current-row' | 'unbounded-following' }
  | { readonly kind: 'preceding' | 'following'; readonly rows: number }
