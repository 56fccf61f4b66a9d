import type { Aggregate, ReduceRelation } from '../relation/relation.ts'
import { typeName } from '../type/sql-type.ts'
import type { Blocks } from './blocks.ts'
import { conditionTerm, expressionTerm, type Reading } from './expression.ts'
import { extraText } from './extra.ts'
import type { Block, ColumnTerm, Leaf, RowOrder, Term } from './form.ts'
import { leafOf, scopeOf } from './leaf.ts'
import { literalValue } from './logic.ts'
import { columnTerm, mark, operation } from './term.ts'

/** A reduce: its leaf stands for the input rows and the set of keys, whatever is aggregated. */
export type Reduced = {
  readonly leaf: Leaf
  readonly keys: readonly ColumnTerm[]
  readonly aggregates: readonly ColumnTerm[]
}

/** The leaf of a reduce and its columns; of the aggregates all or those that are read. */
export function reduced(relation: ReduceRelation, order: RowOrder, blocks: Blocks): Reduced {
  const { kind, input, keys, aggregates, clause, columns, at, ...rest } = relation
  const { making } = blocks
  const { terms, live } = making
  const block = blocks.blockOf(input, order)
  const reading = blocks.reading(block.columns)
  const parts = keys.map(({ expression }) => mark(terms, 'key', expressionTerm(expression, reading)))
  const leaf = leafOf(making, `${kind}${extraText(rest, making)}`, [scopeOf(block, order)], {
    defining: parts.map((part) => [part]),
    isDefiningFree: true,
  })
  return {
    leaf,
    keys: parts.map((part) => columnTerm(terms, leaf, '', [part], part.type)),
    aggregates: aggregates
      .filter(({ column }) => live.has(column.id))
      .map((aggregate) => columnTerm(terms, leaf, '', [aggregateTerm(aggregate, reading)], aggregate.column.type)),
  }
}

/** The block of a reduce. */
export function reduceBlock(relation: ReduceRelation, order: RowOrder, blocks: Blocks): Block {
  const { leaf, keys, aggregates } = reduced(relation, order, blocks)
  const read = relation.aggregates.filter(({ column }) => blocks.making.live.has(column.id))
  const named = [...relation.keys, ...read].map(({ column }) => column.id)
  const columns = [...keys, ...aggregates].map((term, i) => [named[i] ?? -1, term] as const)
  return { leaves: [leaf], conditions: [], columns: new Map(columns), order: [] }
}

function aggregateTerm(aggregate: Aggregate, reading: Reading): Term {
  const { column, function: name, argument, distinct, filter, fraction, at, ...rest } = aggregate
  const { terms } = reading.making
  const extra = extraText(rest, reading.making)
  const over = argument === undefined ? undefined : expressionTerm(argument, reading)
  // A literal that is not NULL is counted in every row.
  const value = over === undefined ? undefined : literalValue(over)
  const isEveryRow = name === 'count' && !distinct && extra === '' && value !== undefined && value !== null
  const where = filter === undefined ? undefined : conditionTerm(filter, reading)
  const head = [
    `aggregate-${name}`,
    typeName(column.type),
    ...(distinct ? ['distinct'] : []),
    ...(fraction === undefined ? [] : [String(fraction)]),
  ]
  return operation(
    terms,
    `${head.join(' ')}${extra}`,
    [
      ...(over === undefined || isEveryRow ? [] : [mark(terms, 'of', over)]),
      ...(where === undefined || literalValue(where) === true ? [] : [mark(terms, 'where', where)]),
    ],
    column.type,
  )
}
