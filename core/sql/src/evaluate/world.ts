import type { ColumnId, Relation } from '../relation/relation.ts'
import type { Value } from '../type/sql-type.ts'

/** The rows of each table association, cells in the order of its columns. */
export type Tables = Readonly<Record<string, readonly (readonly Value[])[]>>

/** One row: the value of each column. */
export type Row = ReadonlyMap<ColumnId, Value>

/** What evaluation reads: the tables, and the rows of subqueries. */
export type World = { readonly tables: Tables; readonly subquery: (relation: Relation) => readonly Row[] }

/** The value of a column in a row. */
export function cell(row: Row, id: ColumnId): Value {
  const value = row.get(id)
  if (value === undefined) throw new Error(`a relation reads column ${id}, which its input does not give`)
  return value
}
