import type { ColumnId } from '../relation/relation.ts'
import type { SqlType, Value } from '../type/sql-type.ts'

// Terms and the leaves they speak of: one file because each contains the other.

/**
 * An expression in normal form: made once, so that two terms of one `Terms` are the same exactly if they are the same
 * object. Its text, and with it the order of arguments that have none, is decided only where the leaves have labels.
 */
export type Term = ColumnTerm | OperationTerm

/** A column of a leaf: by name where it is a table's, else by what it is inside each of the leaf's scopes. */
export type ColumnTerm = {
  readonly kind: 'column'
  readonly number: number
  readonly leaf: Leaf
  readonly name: string
  readonly parts: readonly Term[]
  readonly type: SqlType
  readonly size: number
  readonly depth: number
}

export type OperationTerm = {
  readonly kind: 'operation'
  readonly number: number
  /** Everything that is said but the arguments; where it holds a user's text, that text is quoted. */
  readonly head: string
  readonly arguments: readonly Term[]
  readonly order: ArgumentOrder
  readonly type: SqlType
  /** How many terms it is written with; more than there are objects where some are shared. */
  readonly size: number
  readonly depth: number
  /** The value, where the term is a literal. */
  readonly value?: Value
}

/** Whether arguments mean the same in any order, and, as a set, said twice. */
export type ArgumentOrder = 'fixed' | 'free' | 'set'

/** All terms of one normal form. */
export type Terms = {
  readonly made: Map<string, Term>
  /** Whether something was met that has no normal form. */
  isUnknown: boolean
}

/**
 * Rows in normal form: of all combinations of a row of each leaf those for which every condition is true. Filters,
 * projections and inner joins are gone into it.
 */
export type Block = {
  readonly leaves: readonly Leaf[]
  readonly conditions: readonly Term[]
  readonly columns: ReadonlyMap<ColumnId, Term>
  /** What the rows are sorted by, the last first; empty where their order is not asked for. */
  readonly order: readonly Term[]
}

/** An occurrence of a table, or of an operator that is not dissolved into the block around it. */
export type Leaf = {
  readonly number: number
  /** Everything that is said but the scopes. */
  readonly head: string
  /** The inputs. */
  readonly scopes: readonly Scope[]
  /** Whether the inputs mean the same in any order. */
  readonly areScopesFree: boolean
  /** What decides which rows there are: for each, what it is in each scope. */
  readonly defining: readonly (readonly Term[])[]
  readonly isDefiningFree: boolean
}

/** What the terms of a leaf's input speak of. */
export type Scope = {
  readonly leaves: readonly Member[]
  readonly conditions: readonly Term[]
  readonly order: readonly Term[]
  /** Whether the leaves stay as they are written, because the order of the rows decides what comes of them. */
  readonly isWritten: boolean
  /** Whether every row meets the conditions, so that columns that are said to be equal are. */
  readonly isFiltered: boolean
}

/** A leaf of a scope and what it is there: a side of an outer join, or empty. */
export type Member = { readonly leaf: Leaf; readonly role: '' | 'left' | 'right' }

/**
 * How much the order of rows matters: not at all; for those who read the result; or for what the result is, as where
 * some are cut off. Only the last forbids rows to be found another way.
 */
export type RowOrder = 'free' | 'shown' | 'deciding'

/** What the making of one normal form knows. */
export type Making = {
  readonly terms: Terms
  /** The columns that something reads. */
  readonly live: ReadonlySet<ColumnId>
  leaves: number
}
