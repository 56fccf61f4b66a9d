import {
  type ColumnId,
  type Expression,
  mapExpression,
  type Output,
  type Query,
  type Relation,
  sameType,
  type TableRelation,
} from '@glovebox/sql'
import { baseColumn, definitionOf } from '../../../check/definition.ts'
import type { Asked } from './asked.ts'
import { filtered, joined, mapped, queryOf, reduced, references } from './build.ts'
import { columnsIn, conditionsBelow, inline } from './domain.ts'
import { all } from './expressions.ts'

/**
 * The query for all tuples that keys from public tables can have: the different rows of each table, under the
 * conditions that speak of it alone, and every combination of different tables. Its columns are new on every call.
 * Undefined where a key is not a public table's column.
 */
export function publicTuples(keys: readonly Output[], asked: Asked): Query | undefined {
  const { aggregation, definitions, builder } = asked
  const bases = keys.map(({ expression }) => {
    const isPublic = expression.kind === 'column' && aggregation.publicColumns.has(expression.id)
    const base = isPublic ? baseColumn(expression, definitions) : undefined
    return base !== undefined && sameType(base.column.type, expression.type) ? base : undefined
  })
  const known = bases.filter((base) => base !== undefined)
  if (known.length < keys.length) return undefined
  const occurrences = new Map(known.map(({ table }) => [table.columns[0]?.id, table]))
  const sides = [...occurrences.values()].map((table) => {
    const own = known
      .filter((base) => base.table.columns[0]?.id === table.columns[0]?.id)
      .map(({ column }) => column.id)
    return distinctRows(table, [...new Set(own)], asked)
  })
  const [first, ...others] = sides
  if (first === undefined) return undefined
  const combined = others.reduce<Relation>(
    (left, { relation }) => joined(left, relation, undefined, builder),
    first.relation,
  )
  const made = references(combined, builder)
  const places = sides.flatMap(({ of }) => of)
  const outputs = known.flatMap(({ column }, i) => {
    const expression = made[places.indexOf(column.id)]
    return expression === undefined ? [] : [{ name: keys[i]?.column.name ?? column.name, expression }]
  })
  return queryOf(mapped(combined, outputs, builder), builder)
}

/** The different values of these columns, in the order of `of`. */
function distinctRows(
  table: TableRelation,
  of: readonly ColumnId[],
  asked: Asked,
): { readonly relation: Relation; readonly of: readonly ColumnId[] } {
  const { builder } = asked
  const columns = table.columns.map((column) => {
    const id = builder.nextId()
    return { ...column, id, lineage: [id] }
  })
  const copied: TableRelation = { ...table, columns, at: builder.at }
  const renamed = new Map(table.columns.map(({ id }, i) => [id, columns[i]]))
  const conditions = conditionsBelow(asked.aggregation.reduce.input).flatMap((condition) => {
    const own = ownCondition(condition, table, asked)
    return own === undefined ? [] : [rename(own, renamed)]
  })
  const condition = all(conditions, builder.at)
  const kept = condition === undefined ? copied : filtered(copied, condition, builder)
  const keys = references(kept, builder).filter((_, i) => of.includes(table.columns[i]?.id ?? -1))
  const relation = reduced(
    kept,
    keys.map((expression) => ({ name: expression.name, expression })),
    [],
    builder,
  )
  return { relation, of: table.columns.map(({ id }) => id).filter((id) => of.includes(id)) }
}

/** The condition over the table's columns, where it speaks of nothing else. */
function ownCondition(condition: Expression, table: TableRelation, { definitions }: Asked): Expression | undefined {
  const inlined = inline(condition, definitions)
  if (inlined === undefined) return undefined
  const columns = columnsIn(inlined)
  const isOwn = (id: ColumnId): boolean => {
    const definition = definitionOf(id, definitions)
    return (
      definition.kind === 'table' &&
      definition.table.columns.some(
        (column) => column.id === id && table.columns[0]?.id === definition.table.columns[0]?.id,
      )
    )
  }
  return columns.length > 0 && columns.every(isOwn) ? inlined : undefined
}

function rename(
  expression: Expression,
  columns: ReadonlyMap<ColumnId, { readonly id: ColumnId } | undefined>,
): Expression {
  return mapExpression(expression, (e) => (e.kind === 'column' ? { ...e, id: columns.get(e.id)?.id ?? e.id } : e))
}
