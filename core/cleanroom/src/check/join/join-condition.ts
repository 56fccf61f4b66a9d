import type { Diagnostic } from '@glovebox/diagnostics'
import {
  type ColumnId,
  type Expression,
  type JoinRelation,
  relationsOf,
  type TableRelation,
  tablesOf,
} from '@glovebox/sql'
import type { AggregationRule, JoinOperator, ListRule } from '../../model/analysis-rule.ts'
import { baseColumn, parts, sources, written } from '../definition.ts'
import {
  type Check,
  columnAt,
  isPublic,
  ownColumn,
  type Question,
  type RuledTable,
  refuse,
  textAt,
} from '../question.ts'

/** A table whose rule names join columns. */
export type JoinedTable = RuledTable<AggregationRule | ListRule>

/** One `a.x = b.y` of a join: the occurrences that it connects. */
export type Link = { readonly left: TableRelation; readonly right: TableRelation }

/**
 * Refuses join conditions other than `=` between a join column of each side, because any other way to match rows tells
 * more of them than that they match.
 */
export const checkJoinConditions: Check<JoinedTable> = (table, question) =>
  joinsOf(table, question).flatMap((join) => [
    ...checkOperators(join.on, table, question),
    ...leaves(join.on).flatMap((leaf) => checkLeaf(leaf, join, table, question)),
  ])

/** The equalities by which a query joins its tables. */
export function links(question: Question): readonly Link[] {
  const joins = relationsOf(question.query).filter((r): r is ConditionalJoin => r.kind === 'join' && r.on !== undefined)
  return joins.flatMap((join) =>
    leaves(join.on).flatMap((leaf) => {
      const sides = sidesOf(leaf, join, question)
      return sides === undefined ? [] : [{ left: sides.left.table, right: sides.right.table }]
    }),
  )
}

type ConditionalJoin = JoinRelation & { readonly on: Expression }

/** The joins that a table takes part in, or that stand above one; not those of a public table with another. */
function joinsOf(table: JoinedTable, question: Question): readonly ConditionalJoin[] {
  return relationsOf(question.query).filter(
    (r): r is ConditionalJoin =>
      r.kind === 'join' &&
      r.on !== undefined &&
      tablesOf(r).some((occurrence) => occurrence.table === table.association.name) &&
      !isOpen({ ...r, on: r.on }, question),
  )
}

/** Whether a join's condition is about a public table of each side, and about no other; a constant is about none. */
function isOpen({ left, right, on }: ConditionalJoin, question: Question): boolean {
  const joined = sources(on, question.definitions).map(({ table }) => table)
  return (
    [left, right].every((side) => tablesOf(side).some((occurrence) => joined.includes(occurrence))) &&
    joined.every(({ table: name }) => question.tables.some((t) => t.association.name === name && isPublic(t)))
  )
}

function leaves(condition: Expression): readonly Expression[] {
  return isConnective(condition) ? condition.arguments.flatMap(leaves) : [condition]
}

function isConnective(e: Expression): e is Extract<Expression, { kind: 'call' }> {
  return e.kind === 'call' && (e.function === 'and' || e.function === 'or')
}

type Side = NonNullable<ReturnType<typeof baseColumn>>

/** The columns that a leaf equates, one of each side of the join; undefined for any other condition. */
function sidesOf(
  leaf: Expression,
  join: JoinRelation,
  { definitions }: Question,
): { readonly left: Side; readonly right: Side } | undefined {
  const [first, second] = leaf.kind === 'call' && leaf.function === 'equal' ? leaf.arguments : []
  if (first === undefined || second === undefined) return undefined
  const stands = (e: Expression, side: JoinRelation['left']): boolean => {
    const column = columnOf(e)
    return column !== undefined && side.columns.some(({ id }) => id === column)
  }
  const isStraight = stands(first, join.left) && stands(second, join.right)
  if (!isStraight && !(stands(second, join.left) && stands(first, join.right))) return undefined
  const [left, right] = (isStraight ? [first, second] : [second, first]).map((e) => baseColumn(e, definitions))
  return left === undefined || right === undefined ? undefined : { left, right }
}

function columnOf(e: Expression): ColumnId | undefined {
  if (e.kind === 'cast' && e.implicit) return columnOf(e.argument)
  return e.kind === 'column' ? e.id : undefined
}

function checkLeaf(
  leaf: Expression,
  join: JoinRelation,
  table: JoinedTable,
  question: Question,
): readonly Diagnostic[] {
  const { joinColumns } = table.rule
  const own = sources(leaf, question.definitions).filter((source) => ownColumn(table, source.column.id) !== undefined)
  if (sidesOf(leaf, join, question) === undefined) {
    return [refuse(table, 'RULE_JOIN_CONDITION', { text: textAt(question, leaf.at), allowed: joinColumns }, leaf.at)]
  }
  if (own.every(({ column }) => joinColumns.includes(column.name))) return []
  return parts(leaf).flatMap((e) => {
    const base = e.kind === 'column' ? baseColumn(e, question.definitions) : undefined
    if (base === undefined || ownColumn(table, base.column.id) === undefined) return []
    if (joinColumns.includes(base.column.name)) return []
    const column = columnAt(question, e.at, base.column.name)
    return [refuse(table, 'RULE_JOIN_COLUMN', { column, allowed: joinColumns }, e.at)]
  })
}

function checkOperators(condition: Expression, table: JoinedTable, question: Question): readonly Diagnostic[] {
  const { allowedJoinOperators } = table.rule
  const allowed: readonly JoinOperator[] = allowedJoinOperators.length === 0 ? ['AND'] : allowedJoinOperators
  const isOwn = sources(condition, question.definitions).some(({ column }) => ownColumn(table, column.id) !== undefined)
  if (!isOwn) return []
  return parts(written(condition, question.definitions))
    .filter(isConnective)
    .map((e) => ({ operator: e.function === 'and' ? ('AND' as const) : ('OR' as const), at: e.at }))
    .filter(({ operator }) => !allowed.includes(operator))
    .map(({ operator, at }) => refuse(table, 'RULE_JOIN_OPERATOR', { operator, allowed }, at))
}
