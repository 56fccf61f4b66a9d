import type { Aggregate, ReduceRelation } from '../relation/relation.ts'
import type { Value } from '../type/sql-type.ts'
import { aggregateValues } from './aggregate.ts'
import { evaluateExpression } from './expression.ts'
import { groupKey } from './order.ts'
import type { Row, World } from './world.ts'

/** One row for each distinct key; without keys exactly one. */
export function reduceRows(relation: ReduceRelation, rows: readonly Row[], world: World): readonly Row[] {
  const groups = new Map<string, { readonly keys: readonly Value[]; readonly rows: Row[] }>()
  if (relation.keys.length === 0) groups.set(groupKey([]), { keys: [], rows: [] })
  for (const row of rows) {
    const keys = relation.keys.map((key) => evaluateExpression(key.expression, row, world))
    const group = groups.get(groupKey(keys)) ?? { keys, rows: [] }
    group.rows.push(row)
    groups.set(groupKey(keys), group)
  }
  return [...groups.values()].map(
    (group) =>
      new Map([
        ...relation.keys.map((key, i) => [key.column.id, group.keys[i] ?? null] as const),
        ...relation.aggregates.map((a) => [a.column.id, aggregateRows(a, group.rows, world)] as const),
      ]),
  )
}

function aggregateRows(aggregate: Aggregate, rows: readonly Row[], world: World): Value {
  const { argument, filter, distinct, column, fraction } = aggregate
  const kept = filter === undefined ? rows : rows.filter((row) => evaluateExpression(filter, row, world) === true)
  if (argument === undefined) return BigInt(kept.length)
  const values = kept.map((row) => evaluateExpression(argument, row, world)).filter((value) => value !== null)
  const counted = distinct ? [...new Map(values.map((value) => [groupKey([value]), value])).values()] : values
  return aggregateValues(aggregate.function, counted, {
    from: argument.type,
    to: column.type,
    ...(fraction === undefined ? {} : { fraction }),
  })
}
