import {
  type Column,
  type Expression,
  inputs,
  mapExpression,
  mapExpressions,
  mapInputs,
  mapSubqueries,
  type Relation,
  sameType,
} from '@glovebox/sql'
import { percent, pick, type Source } from '../differential/source.ts'

// Small changes, most of which change the rows. What is known of values (ranges, nullability) is not kept up.

/** The relation with one or a few small changes. */
export function mutated(relation: Relation, source: Source): Relation {
  const parts = countOf(relation)
  const chosen = new Set([source.below(parts), ...(percent(source, 25) ? [source.below(parts)] : [])])
  return mutate(relation, { source, chosen, next: 0 })
}

type State = { readonly source: Source; readonly chosen: ReadonlySet<number>; next: number }

function countOf(relation: Relation): number {
  const state: State = { source: { below: () => 0, choices: [] }, chosen: new Set(), next: 0 }
  mutate(relation, state)
  return state.next
}

function mutate(relation: Relation, state: State): Relation {
  const below = mapInputs(relation, (input) => mutate(input, state))
  const reach = inputs(relation).flatMap((input) => input.columns)
  const after = mapExpressions(below, (expression) => mutateExpression(expression, reach, state))
  return state.chosen.has(state.next++) ? mutateNode(after, state.source) : after
}

function mutateExpression(expression: Expression, reach: readonly Column[], state: State): Expression {
  const inside = mapSubqueries(expression, (relation) => mutate(relation, state))
  return mapExpression(inside, (e) => (state.chosen.has(state.next++) ? mutateOne(e, reach, state.source) : e))
}

function mutateNode(relation: Relation, source: Source): Relation {
  switch (relation.kind) {
    case 'filter':
      return { ...relation.input }
    case 'join':
      return relation.on === undefined
        ? relation
        : { ...relation, join: pick(source, ['inner', 'left', 'right', 'full'] as const) }
    case 'reduce':
      return {
        ...relation,
        aggregates: relation.aggregates.map((a) => {
          if (percent(source, 40) && a.argument !== undefined) return { ...a, distinct: !a.distinct }
          const { filter, ...unfiltered } = a
          if (filter !== undefined && percent(source, 50)) return unfiltered
          const other = a.function === 'min' ? 'max' : a.function === 'max' ? 'min' : a.function
          return { ...a, function: other }
        }),
      }
    case 'set':
      return percent(source, 50)
        ? { ...relation, operator: pick(source, ['union-all', 'intersect', 'except', 'intersect-all', 'except-all']) }
        : { ...relation, rightColumns: exchanged(relation.rightColumns, relation.columns, source) }
    case 'window':
      return {
        ...relation,
        calls: relation.calls.map((call) =>
          percent(source, 50)
            ? { ...call, partitionBy: call.partitionBy.slice(1) }
            : { ...call, orderBy: call.orderBy.slice(1) },
        ),
      }
    case 'sort': {
      const [first, ...rest] = relation.keys
      if (first === undefined || percent(source, 20)) return relation.input
      const direction = first.direction === 'ascending' ? 'descending' : 'ascending'
      const changed = percent(source, 50) ? { ...first, direction } : { ...first, nulls: 'first' }
      return { ...relation, keys: [changed as typeof first, ...rest] }
    }
    case 'limit':
      return { ...relation, offset: relation.offset + 1 }
    case 'values':
      return { ...relation, rows: relation.rows.slice(1) }
    case 'map':
      return { ...relation, outputs: relation.outputs.map((o) => exchangedOutput(o, relation, source)) }
    case 'table':
      return relation
  }
}

type MapRelation = Extract<Relation, { kind: 'map' }>

/** Another output's expression of the same type. */
function exchangedOutput(
  output: MapRelation['outputs'][number],
  { outputs }: MapRelation,
  source: Source,
): MapRelation['outputs'][number] {
  const others = outputs.filter(({ column }) => sameType(column.type, output.column.type))
  return percent(source, 30) ? { ...output, expression: pick(source, others).expression } : output
}

/** Two columns of one type in each other's place. */
function exchanged(ids: readonly number[], columns: readonly Column[], source: Source): readonly number[] {
  const i = source.below(ids.length)
  const j = columns.findIndex((column, k) => k !== i && sameType(column.type, columns[i]?.type ?? { kind: 'null' }))
  const [a, b] = [ids[i], ids[j]]
  return a === undefined || b === undefined ? ids : ids.with(i, b).with(j, a)
}

const others: Readonly<Record<string, readonly string[]>> = {
  equal: ['not-equal', 'is-not-distinct-from', 'less-or-equal'],
  'not-equal': ['equal', 'is-distinct-from'],
  less: ['less-or-equal', 'greater', 'not-equal'],
  'less-or-equal': ['less', 'greater-or-equal'],
  greater: ['greater-or-equal', 'less'],
  'greater-or-equal': ['greater', 'less-or-equal'],
  'is-distinct-from': ['not-equal', 'is-not-distinct-from'],
  'is-not-distinct-from': ['equal'],
  and: ['or'],
  or: ['and'],
  'is-null': ['is-not-null'],
  'is-not-null': ['is-null'],
  'is-true': ['is-not-false', 'is-false'],
  'is-false': ['is-not-true', 'is-true'],
  'is-not-true': ['is-false'],
  'is-not-false': ['is-true'],
  not: ['is-not-true', 'is-false'],
  like: ['ilike', 'not-like'],
  greatest: ['least', 'coalesce'],
  least: ['greatest'],
  coalesce: ['greatest'],
  lower: ['upper'],
}

function mutateOne(e: Expression, reach: readonly Column[], source: Source): Expression {
  switch (e.kind) {
    case 'literal':
      return { ...e, value: otherValue(e.value, source) }
    case 'column': {
      const same = reach.filter((column) => sameType(column.type, e.type))
      return same.length === 0 ? e : { ...e, id: pick(source, same).id }
    }
    case 'call': {
      const names = others[e.function]
      if (names !== undefined && percent(source, 60))
        return { ...e, function: pick(source, names) as typeof e.function }
      if (e.arguments.every((a) => sameType(a.type, e.arguments[0]?.type ?? { kind: 'null' }))) {
        return { ...e, arguments: e.arguments.toReversed() }
      }
      return e
    }
    case 'case':
      return { ...e, branches: e.branches.toReversed() }
    case 'in-list':
      return percent(source, 50) ? { ...e, negated: !e.negated } : { ...e, list: e.list.slice(0, 1) }
    case 'in-query':
      return { ...e, negated: !e.negated }
    case 'cast':
    case 'scalar-query':
    case 'exists':
      return e
  }
}

type Literal = Extract<Expression, { kind: 'literal' }>['value']

function otherValue(value: Literal, source: Source): Literal {
  if (typeof value === 'bigint') return percent(source, 20) ? null : value + 1n
  if (typeof value === 'number') return percent(source, 20) ? -value : value + 1
  if (typeof value === 'boolean') return !value
  return value
}
