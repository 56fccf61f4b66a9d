import {
  type ColumnExpression,
  type Expression,
  literal,
  type Output,
  type Relation,
  relationsOf,
  type Value,
} from '@glovebox/sql'
import type { Groups } from '../../../model/private-step.ts'
import type { Asked } from './asked.ts'
import { type Builder, filtered, joined, mapped, references } from './build.ts'
import { type Domain, domainOf } from './domain.ts'
import { all, any, call } from './expressions.ts'
import { publicTuples } from './public-tuples.ts'

/** Which groups appear, and which rows are of one of them. */
export type Grouping = {
  readonly groups: Groups
  /** How many groups there are at most; absent where nobody knows. */
  readonly count?: number
  readonly inGroups: (relation: Relation, keys: readonly ColumnExpression[]) => Relation
}

/** The groups of keys: public where all of them are, or else those that turn out to have enough units. */
export function groupingOf(keys: readonly Output[], asked: Asked): Grouping {
  if (keys.length === 0) return { groups: { kind: 'one' }, count: 1, inGroups: (relation) => relation }
  const domain = domainOf(keys, asked)
  if (domain !== undefined) {
    return {
      groups: { kind: 'public', tuples: domain.tuples },
      count: domain.tuples.length,
      inGroups: (relation, columns) => inDomain(relation, columns, domain, asked.builder),
    }
  }
  const query = publicTuples(keys, asked)
  if (query === undefined) return { groups: { kind: 'private' }, inGroups: (relation) => relation }
  return {
    groups: { kind: 'public-table', query },
    inGroups: (relation, columns) => {
      const again = hasOuterJoin(asked.aggregation.reduce.input) ? publicTuples(keys, asked) : undefined
      return again === undefined ? relation : matching(relation, columns, again.relation, asked.builder)
    },
  }
}

/** The rows whose keys are one of the tuples. */
function inDomain(
  relation: Relation,
  keys: readonly ColumnExpression[],
  { tuples, isProduct }: Domain,
  builder: Builder,
): Relation {
  const lists = keys.map((_, i) => [...new Set(tuples.map((tuple) => tuple[i] ?? null))])
  const { at } = builder
  const kept = filtered(
    relation,
    all(
      keys.map((key, i) => oneOf(key, lists[i] ?? [], builder)),
      at,
    ) ?? never(builder),
    builder,
  )
  if (isProduct) return kept
  const columns = keys.map(({ name, type }) => ({ id: builder.nextId(), name, type, nullable: true, lineage: [] }))
  const rows = tuples.map((tuple) => tuple.map((value, i) => literal(value, keys[i]?.type ?? { kind: 'null' }, at)))
  return matching(kept, keys, { kind: 'values', rows, columns, at }, builder)
}

function oneOf(key: ColumnExpression, values: readonly Value[], builder: Builder): Expression {
  const { at } = builder
  const given = values.filter((value) => value !== null)
  const list = given.map((value) => literal(value, key.type, at))
  const isOne: Expression = {
    kind: 'in-list',
    operand: key,
    list,
    negated: false,
    type: { kind: 'boolean' },
    nullable: key.nullable,
    at,
  }
  const conditions = [
    ...(list.length === 0 ? [] : [isOne]),
    ...(values.includes(null) ? [call('is-null', [key], at)] : []),
  ]
  return any(conditions, at) ?? never(builder)
}

function never({ at }: Builder): Expression {
  return literal(false, { kind: 'boolean' }, at)
}

/** The rows whose keys are a row of another relation, whose rows are different. */
function matching(relation: Relation, keys: readonly ColumnExpression[], other: Relation, builder: Builder): Relation {
  const { at } = builder
  const tuple = references(other, builder)
  const same = keys.flatMap((key, i) => {
    const value = tuple[i]
    return value === undefined ? [] : [call('is-not-distinct-from', [key, value], at)]
  })
  const paired = joined(relation, other, all(same, at), builder)
  const own = references(paired, builder).slice(0, relation.columns.length)
  return mapped(
    paired,
    own.map((expression) => ({ name: expression.name, expression })),
    builder,
  )
}

/** Whether some of its rows may have NULL where a public table has another value. */
function hasOuterJoin(relation: Relation): boolean {
  return relationsOf(relation).some((r) => r.kind === 'join' && r.join !== 'inner' && r.join !== 'cross')
}
