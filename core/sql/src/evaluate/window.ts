import type { WindowCall, WindowRelation } from '../relation/relation.ts'
import type { Value } from '../type/sql-type.ts'
import { aggregateValues } from './aggregate.ts'
import { evaluateExpression } from './expression.ts'
import { frameOf, type Ordered } from './frame.ts'
import { compareInSort, groupKey } from './order.ts'
import type { Row, World } from './world.ts'

/** The input's rows, each with a column for each call. */
export function windowRows(relation: WindowRelation, rows: readonly Row[], world: World): readonly Row[] {
  const added = relation.calls.map((call) => ({ id: call.column.id, values: callValues(call, rows, world) }))
  return rows.map((row) => new Map([...row, ...added.map(({ id, values }) => [id, values.get(row) ?? null] as const)]))
}

/** The call's value for each row. */
function callValues(call: WindowCall, rows: readonly Row[], world: World): ReadonlyMap<Row, Value> {
  const partitions = Map.groupBy(rows, (row) =>
    groupKey(call.partitionBy.map((expression) => evaluateExpression(expression, row, world))),
  )
  const values = new Map<Row, Value>()
  for (const partition of partitions.values()) {
    const ordered = order(call, partition, world)
    for (const [i, { row }] of ordered.entries()) values.set(row, callValue(call, ordered, i, world))
  }
  return values
}

function order(call: WindowCall, partition: readonly Row[], world: World): readonly Ordered[] {
  const keyed = partition.map((row) => ({
    row,
    keys: call.orderBy.map((key) => evaluateExpression(key.expression, row, world)),
  }))
  return keyed.sort((a, b) => {
    const orders = call.orderBy.map((key, i) => compareInSort(a.keys[i] ?? null, b.keys[i] ?? null, key))
    return orders.find((o) => o !== 0) ?? 0
  })
}

function callValue(call: WindowCall, ordered: readonly Ordered[], i: number, world: World): Value {
  const valueAt = (place: number): Value | undefined => {
    const [argument] = call.arguments
    const row = ordered[place]?.row
    return argument === undefined || row === undefined ? undefined : evaluateExpression(argument, row, world)
  }
  const keyAt = (place: number): string => groupKey(ordered[place]?.keys ?? [])
  switch (call.function) {
    case 'row-number':
      return BigInt(i + 1)
    case 'rank':
      return BigInt(ordered.findIndex((_, place) => keyAt(place) === keyAt(i)) + 1)
    case 'dense-rank':
      return BigInt(new Set(ordered.slice(0, i + 1).map((_, place) => keyAt(place))).size)
    case 'lag':
    case 'lead': {
      const [, offset, otherwise] = call.arguments
      const row = ordered[i]?.row ?? new Map()
      const distance = offset === undefined ? 1 : Number(evaluateExpression(offset, row, world))
      const found = valueAt(call.function === 'lag' ? i - distance : i + distance)
      if (found !== undefined) return found
      return otherwise === undefined ? null : evaluateExpression(otherwise, row, world)
    }
    case 'first-value':
    case 'last-value': {
      const { start, end } = frameOf(call, ordered, i)
      if (start > end) return null
      return valueAt(call.function === 'first-value' ? start : end) ?? null
    }
    case 'sum':
    case 'count':
    case 'avg':
    case 'min':
    case 'max': {
      const { start, end } = frameOf(call, ordered, i)
      const [argument] = call.arguments
      if (argument === undefined) return BigInt(Math.max(0, end - start + 1))
      const inFrame = ordered.slice(start, end + 1).map(({ row }) => evaluateExpression(argument, row, world))
      const values = inFrame.filter((value) => value !== null)
      return aggregateValues(call.function, values, { from: argument.type, to: call.column.type })
    }
  }
}
