import type { ColumnId, Expression, Relation } from '../relation/relation.ts'
import type { Dialect, Names } from './dialect.ts'

/** What one emission knows; only its counters change. */
export type Session = {
  readonly dialect: Dialect
  /** The columns that anything in the query reads. */
  readonly used: ReadonlySet<ColumnId>
  readonly names: Names
  /** A fresh alias for a table or a subselect. */
  readonly alias: () => string
  /** A fresh id for a column that the query does not have. */
  readonly hiddenColumn: () => ColumnId
  /** What was found out about expressions by `hidesNull`. */
  readonly hidesNull: WeakMap<Expression, boolean>
  /** The complete text of a subquery that gives these columns. */
  readonly select: (relation: Relation, outputs: readonly ColumnId[]) => string
}

/** What is not in the query. Without a bounding key its place is shown: the SQL is to be read, not to be run. */
export type EmitOptions = { readonly boundingKey?: string }

/** A session in which nothing is named yet. */
export function openSession(
  dialect: Dialect,
  used: ReadonlySet<ColumnId>,
  { boundingKey = '<bounding key>' }: EmitOptions,
  select: (relation: Relation, outputs: readonly ColumnId[], session: Session) => string,
): Session {
  let aliases = 0
  let variables = 0
  let hidden = 0
  const session: Session = {
    dialect,
    used,
    names: { variable: () => `v${++variables}`, boundingKey },
    alias: () => `t${++aliases}`,
    hiddenColumn: () => -++hidden,
    hidesNull: new WeakMap(),
    select: (relation, outputs) => select(relation, outputs, session),
  }
  return session
}
