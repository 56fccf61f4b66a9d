import type { Column, JoinRelation } from '../relation/relation.ts'
import { evaluateExpression } from './expression.ts'
import type { Row, World } from './world.ts'

/** Every pair for which the condition is true; then, for outer joins, the rows that found no partner, with NULLs. */
export function joinRows(
  { join, on, left, right }: JoinRelation,
  leftRows: readonly Row[],
  rightRows: readonly Row[],
  world: World,
): readonly Row[] {
  const pairs = leftRows.flatMap((l) =>
    rightRows
      .map((r) => ({ l, r, joined: new Map([...l, ...r]) }))
      .filter(({ joined }) => on === undefined || evaluateExpression(on, joined, world) === true),
  )
  const matchedLeft = new Set(pairs.map(({ l }) => l))
  const matchedRight = new Set(pairs.map(({ r }) => r))
  const keepsLeft = join === 'left' || join === 'full'
  const keepsRight = join === 'right' || join === 'full'
  const lonelyLeft = keepsLeft ? leftRows.filter((l) => !matchedLeft.has(l)) : []
  const lonelyRight = keepsRight ? rightRows.filter((r) => !matchedRight.has(r)) : []
  return [
    ...pairs.map(({ joined }) => joined),
    ...lonelyLeft.map((l) => new Map([...l, ...nulls(right.columns)])),
    ...lonelyRight.map((r) => new Map([...nulls(left.columns), ...r])),
  ]
}

function nulls(columns: readonly Column[]): Row {
  return new Map(columns.map((column) => [column.id, null]))
}
