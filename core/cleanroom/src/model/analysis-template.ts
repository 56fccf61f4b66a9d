import type { Span } from '@glovebox/diagnostics'
import type { Range, SqlType, Value } from '@glovebox/sql'
import type { Piece } from './place.ts'

/** Pre-approved SQL with typed parameters; belongs to its author, runs when every table's owner allows it. */
export type AnalysisTemplate = {
  readonly name: string
  readonly author: string
  readonly sql: string
  /** Where the SQL stands in the file. */
  readonly sqlAt: Span
  /** The same letter by letter, as far as it stands there as it is. */
  readonly sqlPieces?: readonly Piece[]
  readonly parameters: readonly TemplateParameter[]
  readonly description?: string
  /** The local file's record of reviews; what decides is each table's rule. */
  readonly approvedBy: readonly string[]
  /** How many users of each owner must approve it; one where it is absent. A server asks them, a file cannot. */
  readonly reviewers?: number
  /** The result of an activation goes to a destination, and to no member. Absent: it is a query. */
  readonly kind?: TemplateKind
  readonly at: Span
}

/** What the result of a template is for. */
export type TemplateKind = 'query' | 'activation'

/** What a run of a template may choose. */
export type TemplateParameter = {
  /** `[0-9a-zA-Z_]+`. */
  readonly name: string
  /** As written: `DATE`, `VARCHAR` … */
  readonly declared: string
  readonly type: SqlType
  /** What the declared width allows. */
  readonly range?: Range
  readonly default?: Value
  readonly description?: string
  readonly at: Span
}
