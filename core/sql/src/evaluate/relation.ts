import type { Relation } from '../relation/relation.ts'
import { evaluateExpression } from './expression.ts'
import { joinRows } from './join.ts'
import { compareInSort } from './order.ts'
import { reduceRows } from './reduce.ts'
import { setRows } from './set.ts'
import { windowRows } from './window.ts'
import type { Row, World } from './world.ts'

/** The rows of a relation. */
export function evaluateRelation(relation: Relation, world: World): readonly Row[] {
  const rowsOf = (input: Relation): readonly Row[] => evaluateRelation(input, world)
  switch (relation.kind) {
    case 'table': {
      const rows = Object.hasOwn(world.tables, relation.table) ? world.tables[relation.table] : undefined
      if (rows === undefined) throw new Error('a table is not given')
      return rows.map((cells) => new Map(relation.columns.map((column, i) => [column.id, cells[i] ?? null])))
    }
    case 'values':
      return relation.rows.map((row) => {
        const cells = row.map((expression) => evaluateExpression(expression, new Map(), world))
        return new Map(relation.columns.map((column, i) => [column.id, cells[i] ?? null]))
      })
    case 'map':
      return rowsOf(relation.input).map(
        (row) =>
          new Map(relation.outputs.map((o) => [o.column.id, evaluateExpression(o.expression, row, world)] as const)),
      )
    case 'filter':
      return rowsOf(relation.input).filter((row) => evaluateExpression(relation.condition, row, world) === true)
    case 'reduce':
      return reduceRows(relation, rowsOf(relation.input), world)
    case 'join':
      return joinRows(relation, rowsOf(relation.left), rowsOf(relation.right), world)
    case 'set':
      return setRows(relation, rowsOf(relation.left), rowsOf(relation.right))
    case 'window':
      return windowRows(relation, rowsOf(relation.input), world)
    case 'sort': {
      const keyed = rowsOf(relation.input).map((row) => ({
        row,
        keys: relation.keys.map((key) => evaluateExpression(key.expression, row, world)),
      }))
      return keyed
        .sort((a, b) => {
          const orders = relation.keys.map((key, i) => compareInSort(a.keys[i] ?? null, b.keys[i] ?? null, key))
          return orders.find((order) => order !== 0) ?? 0
        })
        .map(({ row }) => row)
    }
    case 'limit': {
      const end = relation.count === undefined ? undefined : relation.offset + relation.count
      return rowsOf(relation.input).slice(relation.offset, end)
    }
  }
}
