import {
  type Aggregate,
  booleanType,
  type Column,
  type ColumnId,
  type Expression,
  type FilterRelation,
  integerType,
  type ReduceRelation,
} from '@glovebox/sql'
import { type Carried, type Carrying, columnOf, determiners, type Pair, reference } from './carried.ts'
import { refuseStandalone } from './standalone.ts'
import { noteSuppression } from './suppression.ts'
import type { Work } from './work.ts'

/**
 * Counts, in every group, whom it stands for, and keeps the groups that stand for enough. Where the query groups by the
 * person, rows stay one person's and the column is carried on.
 */
export function carryReduce(relation: ReduceRelation, input: Carrying, work: Work): Carrying {
  const draft: Draft = { relation, input, work, aggregates: [...relation.aggregates] }
  const kept: { readonly carried: Carried; readonly pairs: readonly Pair[] }[] = []
  const conditions: Expression[] = []
  for (const carried of input.carried) {
    const keys = personKeys(carried, draft)
    if (keys.length > 0) {
      kept.push(carryOn(carried, keys, draft))
      continue
    }
    const minimum = carried.minimum.at(relation)
    if (minimum === 0) continue
    noteSuppression(carried.minimum, minimum, work)
    conditions.push(enough(carried, minimum, draft))
  }
  if (kept.length === 0) for (const aggregate of relation.aggregates) refuseStandalone(aggregate, relation, work)
  const columns = [...relation.keys, ...draft.aggregates].map(({ column }) => column)
  // DISTINCT that counts is a GROUP BY.
  const clause = draft.aggregates.length === 0 ? relation.clause : 'group-by'
  const reduced = { ...relation, clause, input: input.relation, aggregates: draft.aggregates, columns } as const
  return {
    relation: conditions.length === 0 ? reduced : filtered(reduced, conditions),
    carried: kept.map(({ carried }) => carried),
    pairs: [...keyPairs(draft), ...kept.flatMap(({ pairs }) => pairs)],
  }
}

type Draft = {
  readonly relation: ReduceRelation
  readonly input: Carrying
  readonly work: Work
  /** Those of the query, and the hidden ones. */
  readonly aggregates: Aggregate[]
}

/** The key columns that are an input column as it is. */
function keysOf(id: ColumnId, { relation }: Draft): readonly ColumnId[] {
  return relation.keys
    .filter(({ expression }) => expression.kind === 'column' && expression.id === id)
    .map(({ column }) => column.id)
}

/** The keys within which all rows are about one person or nobody. */
function personKeys({ minimum, id }: Carried, draft: Draft): readonly ColumnId[] {
  // MIN, which carries the person on, takes no booleans; nobody is identified by one.
  const isOne = minimum.kind === 'identity' && columnOf(draft.input.relation, id).type.kind !== 'boolean'
  return isOne ? [...determiners(id, draft.input.pairs)].flatMap((key) => keysOf(key, draft)) : []
}

function carryOn(
  carried: Carried,
  keys: readonly ColumnId[],
  draft: Draft,
): { readonly carried: Carried; readonly pairs: readonly Pair[] } {
  const tags = carried.tags.flatMap((tag) => keysOf(tag.column, draft).map((column) => ({ ...tag, column })))
  const [own] = keysOf(carried.id, draft)
  const id = own ?? hidden('min', carried.id, draft).id
  return { carried: { ...carried, id, tags }, pairs: keys.map((of) => ({ of, like: id })) }
}

function keyPairs(draft: Draft): readonly Pair[] {
  return draft.input.pairs.flatMap(({ of, like }) =>
    keysOf(of, draft).flatMap((a) => keysOf(like, draft).map((b) => ({ of: a, like: b }))),
  )
}

/** The hidden aggregate over a carried column: one that is there already, or a further one. */
function hidden(name: 'count' | 'min', id: ColumnId, { relation, input, work, aggregates }: Draft): Column {
  const distinct = name === 'count'
  const same = aggregates.find(
    (a) =>
      a.function === name &&
      a.distinct === distinct &&
      a.filter === undefined &&
      a.argument?.kind === 'column' &&
      a.argument.id === id,
  )
  if (same !== undefined) return same.column
  const over = columnOf(input.relation, id)
  const { lineage } = over
  const column: Column = distinct
    ? { id: work.nextId++, name: 'count', type: integerType, nullable: false, lineage }
    : { ...over, id: work.nextId++, nullable: true }
  aggregates.push({ column, function: name, argument: reference(over, relation), distinct, at: relation.at })
  return column
}

/** The condition that a group stands for enough people, or carries the literal tag of rows that are about nobody. */
function enough(carried: Carried, minimum: number, draft: Draft): Expression {
  const { relation } = draft
  const count = reference(hidden('count', carried.id, draft), relation)
  const facts = { type: booleanType, nullable: false, at: relation.at }
  const least: Expression = {
    kind: 'literal',
    value: BigInt(minimum),
    type: integerType,
    nullable: false,
    at: relation.at,
  }
  const reaches: Expression = { kind: 'call', function: 'greater-or-equal', arguments: [count, least], ...facts }
  const untouched = carried.tags.flatMap(({ column, values }) =>
    keysOf(column, draft).map((key): Expression => {
      const operand = reference(columnOf(relation, key), relation)
      return { kind: 'in-list', operand, list: values, negated: true, ...facts, nullable: operand.nullable }
    }),
  )
  return combined('or', [reaches, ...untouched], relation)
}

function filtered(input: ReduceRelation, conditions: readonly Expression[]): FilterRelation {
  const condition = combined('and', conditions, input)
  return { kind: 'filter', clause: 'threshold', input, condition, columns: input.columns, at: input.at }
}

function combined(name: 'and' | 'or', conditions: readonly Expression[], { at }: ReduceRelation): Expression {
  const [first, ...others] = conditions
  if (first === undefined) throw new Error('a group without a condition is not filtered')
  if (others.length === 0) return first
  const nullable = conditions.some((condition) => condition.nullable)
  return { kind: 'call', function: name, arguments: conditions, type: booleanType, nullable, at }
}
