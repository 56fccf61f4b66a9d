import type { SetRelation } from '../relation/relation.ts'
import type { Value } from '../type/sql-type.ts'
import { groupKey } from './order.ts'
import { cell, type Row } from './world.ts'

/** The rows of a set operation on bags: INTERSECT ALL keeps the smaller count, EXCEPT ALL the difference of counts. */
export function setRows(relation: SetRelation, leftRows: readonly Row[], rightRows: readonly Row[]): readonly Row[] {
  const left = leftRows.map((row) => relation.leftColumns.map((id) => cell(row, id)))
  const right = rightRows.map((row) => relation.rightColumns.map((id) => cell(row, id)))
  return combine(relation.operator, left, right).map(
    (cells) => new Map(relation.columns.map((column, i) => [column.id, cells[i] ?? null])),
  )
}

type Cells = readonly Value[]

function combine(operator: SetRelation['operator'], left: readonly Cells[], right: readonly Cells[]): readonly Cells[] {
  switch (operator) {
    case 'union-all':
      return [...left, ...right]
    case 'intersect-all':
      return split(left, right).matched
    case 'except-all':
      return split(left, right).unmatched
    case 'intersect':
      return distinct(left).filter((row) => right.some((other) => groupKey(other) === groupKey(row)))
    case 'except':
      return distinct(left).filter((row) => !right.some((other) => groupKey(other) === groupKey(row)))
  }
}

/** The left rows with and without a right row of their own. */
function split(
  left: readonly Cells[],
  right: readonly Cells[],
): { matched: readonly Cells[]; unmatched: readonly Cells[] } {
  const remaining = right.map(groupKey)
  const matched: Cells[] = []
  const unmatched: Cells[] = []
  for (const row of left) {
    const partner = remaining.indexOf(groupKey(row))
    if (partner >= 0) remaining.splice(partner, 1)
    ;(partner >= 0 ? matched : unmatched).push(row)
  }
  return { matched, unmatched }
}

/** The first of each kind. */
function distinct(rows: readonly Cells[]): readonly Cells[] {
  const keys = rows.map(groupKey)
  return rows.filter((_, i) => keys.indexOf(keys[i] ?? '') === i)
}
