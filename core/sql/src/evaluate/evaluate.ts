import type { Query, Relation } from '../relation/relation.ts'
import type { SqlType, Value } from '../type/sql-type.ts'
import { evaluateRelation } from './relation.ts'
import { cell, type Row, type Tables, type World } from './world.ts'

export type { Tables } from './world.ts'

/** The result of a query: its rows in the relation's order, which means something only below a sort. */
export type Evaluated = {
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
  readonly rows: readonly (readonly Value[])[]
}

/**
 * What a query means: every node by its definition, exactly, without regard to speed. Integers, decimals and dates are
 * exact; doubles are rounded once where that is possible. The oracle for everything that is emitted.
 */
export function evaluate(query: Query, tables: Tables): Evaluated {
  const found = new Map<Relation, readonly Row[]>()
  const world: World = {
    tables,
    // Subqueries are not correlated: one evaluation holds for every row.
    subquery: (relation) => {
      const rows = found.get(relation) ?? evaluateRelation(relation, world)
      found.set(relation, rows)
      return rows
    },
  }
  const rows = evaluateRelation(query.relation, world)
  const types = new Map(query.relation.columns.map((column) => [column.id, column.type]))
  return {
    columns: query.outputs.map(({ id, name }) => ({ name, type: types.get(id) ?? { kind: 'null' } })),
    rows: rows.map((row) => query.outputs.map(({ id }) => cell(row, id))),
  }
}
