import type { Span } from '@glovebox/diagnostics'
import type { Aggregate, Column, Expression, Relation, WindowCall } from '../relation/relation.ts'
import type { ExpressionSyntax, Name, QuerySyntax, WindowSyntax } from '../syntax/tree.ts'
import type { Session } from './session.ts'

/** Something one may name: what the name stands for, or undefined where that was refused already. */
export type Visible = { readonly name: string; readonly expression: Expression | undefined }

/** One item of a FROM clause. `complete` is false where some of its columns could not be resolved. */
export type Source = {
  readonly name?: string
  readonly columns: readonly Visible[]
  readonly complete: boolean
  readonly at: Span
}

/** The names in reach. `visible` are the unqualified ones, a column merged by USING or NATURAL once. */
export type Scope = {
  readonly sources: readonly Source[]
  readonly visible: readonly Visible[]
  /** The query around this one, known only so that using its columns can be refused by name. */
  readonly outer?: Scope
}

/** A resolved query: its relation may give more than the outputs. An output without a column was refused already. */
export type Resolved = {
  readonly relation: Relation
  readonly outputs: readonly ResolvedOutput[]
  readonly complete: boolean
}

/** One output of a resolved query. */
export type ResolvedOutput = { readonly name: string; readonly at: Span; readonly column: Column | undefined }

/** A WITH query in reach. */
export type CommonTable = {
  readonly name: Name
  readonly resolved: Resolved | undefined
  /** How many occurrences of tables it has. */
  readonly tables: number
  /** The first use takes the relation as it is, every further one a copy. */
  used: boolean
}

/** Where a query stands. */
export type QueryContext = {
  readonly session: Session
  readonly resolvers: Resolvers
  readonly commonTables: readonly CommonTable[]
  readonly outer?: Scope
  /** 0 is the outermost query. */
  readonly depth: number
}

/** The places of a query in which expressions stand, as messages call them. */
export type Clause =
  | 'the SELECT list'
  | 'WHERE'
  | 'a join condition'
  | 'GROUP BY'
  | 'HAVING'
  | 'QUALIFY'
  | 'ORDER BY'
  | 'VALUES'
  | 'an aggregate'
  | 'a window function'
  | 'LIMIT'
  | 'OFFSET'

/** Where an expression stands. */
export type Context = QueryContext & {
  readonly scope: Scope
  readonly clause: Clause
  /** Takes the aggregates that are found; undefined where none may stand. */
  readonly aggregates: Aggregate[] | undefined
  /** Takes the window calls that are found; undefined where none may stand. */
  readonly windows: WindowCall[] | undefined
  /** The windows of the WINDOW clause. */
  readonly namedWindows: readonly NamedWindow[]
  /** The selected columns that may be named where the FROM clause has no such column. */
  readonly selected: readonly Visible[]
}

/** `name AS (…)` of a WINDOW clause. */
export type NamedWindow = { readonly name: Name; readonly window: WindowSyntax }

/** The two functions that everything below them calls again; handed down, so that no file imports its importer. */
export type Resolvers = {
  readonly expression: (syntax: ExpressionSyntax, context: Context) => Expression | undefined
  readonly query: (syntax: QuerySyntax, context: QueryContext) => Resolved | undefined
}
