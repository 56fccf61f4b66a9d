import type { Span } from '@glovebox/diagnostics'
import {
  type AggregateName,
  aggregateFunctions,
  type Column,
  type ColumnExpression,
  type ColumnId,
  children,
  type Expression,
  type FilterRelation,
  type Frame,
  integerType,
  isMisapplied,
  type JoinRelation,
  type MapRelation,
  type Query,
  type ReduceRelation,
  type Relation,
  type SortKey,
  type WindowName,
  type WindowRelation,
  windowFunctions,
} from '@glovebox/sql'

// Relations as they are put together here: columns, types and lineage follow from the expressions.

/** Where new columns get their ids, and the place in the SQL that they all stand for. */
export type Builder = { readonly nextId: () => ColumnId; readonly at: Span }

/** An expression and the name that its column gets. */
export type Named = { readonly name: string; readonly expression: Expression }

/** An aggregate to be; without an argument it counts rows. `sum-64` is a sum of integers, NULL where 64 bits cannot hold it. */
export type Summary = {
  readonly name: string
  readonly function: AggregateName | 'sum-64'
  readonly argument?: Expression
  readonly distinct?: boolean
}

/** A window call to be. */
export type Ranking = {
  readonly name: string
  readonly function: WindowName
  readonly argument?: Expression
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly Expression[]
  readonly frame?: Frame
}

/** A reference to a column. */
export function reference({ id, name, type, nullable, range }: Column, { at }: Builder): ColumnExpression {
  return { kind: 'column', id, name, type, nullable, ...(range === undefined ? {} : { range }), at }
}

/** References to the columns of a relation, in order. */
export function references(relation: Relation, builder: Builder): readonly ColumnExpression[] {
  return relation.columns.map((column) => reference(column, builder))
}

/** Exactly these columns. */
export function mapped(input: Relation, outputs: readonly Named[], builder: Builder): MapRelation {
  const made = outputs.map(({ name, expression }) => ({
    column: columnOf(name, expression, input, builder),
    expression,
  }))
  return { kind: 'map', input, outputs: made, columns: made.map(({ column }) => column), at: builder.at }
}

/** The rows for which the condition is true. */
export function filtered(input: Relation, condition: Expression, { at }: Builder): FilterRelation {
  return { kind: 'filter', clause: 'where', input, condition, columns: input.columns, at }
}

/** One row for each distinct key. */
export function reduced(
  input: Relation,
  keys: readonly Named[],
  summaries: readonly Summary[],
  builder: Builder,
): ReduceRelation {
  const made = keys.map(({ name, expression }) => ({ column: columnOf(name, expression, input, builder), expression }))
  const aggregates = summaries.map(({ name, function: asked, argument, distinct = false }) => {
    const of = asked === 'sum-64' ? 'sum' : asked
    const applied = aggregateFunctions[of].apply(argument)
    if (isMisapplied(applied)) throw new Error(`${of} does not take its argument`)
    const [taken] = applied.arguments
    const lineage = lineageOf(applied.arguments, input)
    const facts = asked === 'sum-64' ? { type: integerType, nullable: true } : factsOf(applied)
    const column: Column = { id: builder.nextId(), name, ...facts, lineage }
    return { column, function: of, ...(taken === undefined ? {} : { argument: taken }), distinct, at: builder.at }
  })
  const columns = [...made, ...aggregates].map(({ column }) => column)
  // Without aggregates it is DISTINCT, which is what a block of keys alone is written as.
  const clause = aggregates.length === 0 ? 'distinct' : 'group-by'
  return { kind: 'reduce', clause, input, keys: made, aggregates, columns, at: builder.at }
}

/** The input's columns and one for each ranking; keys sort ascending, NULL last. */
export function ranked(input: Relation, rankings: readonly Ranking[], builder: Builder): WindowRelation {
  const { at } = builder
  const calls = rankings.map(({ name, function: of, argument, partitionBy, orderBy, frame }) => {
    const applied = windowFunctions[of].apply(argument === undefined ? [] : [argument])
    if (isMisapplied(applied)) throw new Error(`${of} does not take its argument`)
    const lineage = lineageOf([...applied.arguments, ...partitionBy, ...orderBy], input)
    const column: Column = { id: builder.nextId(), name, ...factsOf(applied), lineage }
    const keys = orderBy.map((expression): SortKey => ({ expression, direction: 'ascending', nulls: 'last', at }))
    const framed = frame === undefined ? {} : { frame }
    return { column, function: of, arguments: applied.arguments, partitionBy, orderBy: keys, ...framed, at }
  })
  return { kind: 'window', input, calls, columns: [...input.columns, ...calls.map(({ column }) => column)], at }
}

/** The pairs of rows for which the condition is true; every pair without one. */
export function joined(left: Relation, right: Relation, on: Expression | undefined, { at }: Builder): JoinRelation {
  const columns = [...left.columns, ...right.columns]
  return on === undefined
    ? { kind: 'join', join: 'cross', left, right, columns, at }
    : { kind: 'join', join: 'inner', left, right, on, columns, at }
}

/** The query that gives all columns of a relation. */
export function queryOf(relation: Relation, { at }: Builder): Query {
  return { relation, outputs: relation.columns.map(({ id, name }) => ({ id, name, at })), features: [] }
}

function columnOf(name: string, expression: Expression, input: Relation, { nextId }: Builder): Column {
  return { id: nextId(), name, ...factsOf(expression), lineage: lineageOf([expression], input) }
}

function factsOf({
  type,
  nullable,
  range,
}: Pick<Expression, 'type' | 'nullable' | 'range'>): Omit<Column, 'id' | 'name' | 'lineage'> {
  return { type, nullable, ...(range === undefined ? {} : { range }) }
}

function lineageOf(expressions: readonly Expression[], input: Relation): readonly ColumnId[] {
  const own = new Map(input.columns.map(({ id, lineage }) => [id, lineage]))
  const visit = (e: Expression): readonly ColumnId[] => {
    const below = children(e).flatMap(visit)
    if (e.kind === 'column') return [...below, ...(own.get(e.id) ?? [])]
    if (e.kind !== 'scalar-query' && e.kind !== 'in-query') return below
    return [...below, ...(e.relation.columns.find(({ id }) => id === e.output)?.lineage ?? [])]
  }
  return [...new Set(expressions.flatMap(visit))].sort((a, b) => a - b)
}
