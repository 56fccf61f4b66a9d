import type { Range, SqlType, Value } from '../type/sql-type.ts'

/** What `resolve` knows of the world: tables by name. */
export type Schema = { readonly tables: readonly TableSchema[] }

/** A table as SQL sees it: its allowed columns. */
export type TableSchema = {
  readonly name: string
  readonly columns: readonly ColumnSchema[]
}

export type ColumnSchema = {
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
  readonly range?: Range
  /** A number outside `range` counts as the nearer end of it, rather than as NULL. */
  readonly isClamped?: true
}

/** A template's parameter with the value of this run; `type` is the declared one. */
export type BoundParameter = { readonly name: string; readonly type: SqlType; readonly value: Value }
