import {
  type ColumnId,
  type Expression,
  type FilterRelation,
  type LimitRelation,
  type MapRelation,
  mapExpressions,
  mapSubqueries,
  type Output,
  type Relation,
  type SortRelation,
  type TableRelation,
} from '@glovebox/sql'
import { type Carried, type Carrying, columnOf, type Pair, reference, type Tag, untagged } from './carried.ts'
import { equalities } from './equalities.ts'
import { carryJoin } from './join.ts'
import { carryReduce } from './reduce.ts'
import { refuseCarried } from './refuse-carried.ts'
import { carrySet } from './set.ts'
import { carryWindow } from './window.ts'
import type { Work } from './work.ts'

/** Rewrites a relation so that it carries the columns to be counted, and withholds small rows where it aggregates them. */
export function carry(written: Relation, work: Work): Carrying {
  const relation = closeSubqueries(written, work)
  const below = (input: Relation): Carrying => carry(input, work)
  switch (relation.kind) {
    case 'table':
      return carryTable(relation, work)
    case 'values':
      return { relation, carried: [], pairs: [] }
    case 'map':
      return carryMap(relation, below(relation.input), work)
    case 'filter':
      return carryFilter(relation, below(relation.input))
    case 'reduce':
      return carryReduce(relation, below(relation.input), work)
    case 'join':
      return carryJoin(relation, below(relation.left), below(relation.right))
    case 'set':
      return carrySet(relation, below(relation.left), below(relation.right), work)
    case 'window':
      return carryWindow(relation, below(relation.input), work)
    case 'sort':
      return carryOrder(relation, below(relation.input))
    case 'limit': {
      // Which rows of one branch are left depends on how many there are of another.
      const limited = carryOrder(relation, below(relation.input))
      return { ...limited, carried: untagged(limited.carried) }
    }
  }
}

/** A subquery in an expression is a result of its own: what it gives must be aggregated inside it. */
function closeSubqueries(relation: Relation, work: Work): Relation {
  const close = (inner: Relation): Relation => {
    const { relation: closed, carried } = carry(inner, work)
    refuseCarried(carried, inner.at, work)
    return closed
  }
  return mapExpressions(relation, (expression) => mapSubqueries(expression, close))
}

function carryTable(relation: TableRelation, { minimums }: Work): Carrying {
  const carried = minimums
    .filter(({ table }) => table.association.name === relation.table)
    .flatMap((minimum): readonly Carried[] => {
      const column = relation.columns.find(({ name }) => name === minimum.column)
      return column === undefined ? [] : [{ minimum, id: column.id, tags: [] }]
    })
  return { relation, carried, pairs: [] }
}

function carryFilter(relation: FilterRelation, input: Carrying): Carrying {
  const equal = equalities(relation.condition)
  const pairs = equal.flatMap(([a, b]): readonly Pair[] => [
    { of: a, like: b },
    { of: b, like: a },
  ])
  return {
    relation: { ...relation, input: input.relation, columns: input.relation.columns },
    carried: input.carried,
    pairs: [...input.pairs, ...pairs],
  }
}

function carryOrder(relation: SortRelation | LimitRelation, input: Carrying): Carrying {
  return { ...input, relation: { ...relation, input: input.relation, columns: input.relation.columns } }
}

/** Adds what is carried to the outputs, where it is not among them. */
function carryMap(relation: MapRelation, input: Carrying, work: Work): Carrying {
  const added: Output[] = []
  const shown = (id: ColumnId): readonly ColumnId[] =>
    relation.outputs.filter(({ expression }) => isColumn(expression, id)).map(({ column }) => column.id)
  for (const { id } of input.carried) {
    if (shown(id).length > 0 || added.some(({ expression }) => isColumn(expression, id))) continue
    const column = columnOf(input.relation, id)
    added.push({ column: { ...column, id: work.nextId++ }, expression: reference(column, relation) })
  }
  const outputs = [...relation.outputs, ...added]
  const renamed = (id: ColumnId): readonly ColumnId[] =>
    outputs.filter(({ expression }) => isColumn(expression, id)).map(({ column }) => column.id)
  const constants = relation.outputs.flatMap(({ column, expression }): readonly Tag[] =>
    expression.kind === 'literal' && expression.value !== null ? [{ column: column.id, values: [expression] }] : [],
  )
  const carried = input.carried.flatMap((c): readonly Carried[] => {
    const [id] = renamed(c.id)
    if (id === undefined) return []
    const tags = c.tags.flatMap((tag) => renamed(tag.column).map((column) => ({ ...tag, column })))
    return [{ ...c, id, tags: [...tags, ...constants] }]
  })
  return {
    relation: { ...relation, input: input.relation, outputs, columns: outputs.map(({ column }) => column) },
    carried,
    pairs: [...renamePairs(input.pairs, renamed), ...doubled(outputs)],
  }
}

function isColumn(expression: Expression, id: ColumnId): boolean {
  return expression.kind === 'column' && expression.id === id
}

function renamePairs(pairs: readonly Pair[], renamed: (id: ColumnId) => readonly ColumnId[]): readonly Pair[] {
  return pairs.flatMap((pair) => renamed(pair.of).flatMap((of) => renamed(pair.like).map((like) => ({ of, like }))))
}

/** A column that is selected twice is like itself: each is like the first, and the first like each. */
function doubled(outputs: readonly Output[]): readonly Pair[] {
  const first = new Map<ColumnId, ColumnId>()
  return outputs.flatMap(({ column: { id }, expression }) => {
    if (expression.kind !== 'column') return []
    const twin = first.get(expression.id)
    if (twin === undefined) first.set(expression.id, id)
    return twin === undefined
      ? []
      : [
          { of: id, like: twin },
          { of: twin, like: id },
        ]
  })
}
