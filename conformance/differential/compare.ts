import { closeEnough, type SqlType, type Value } from '@glovebox/sql'
import type { Blur } from './sharpness.ts'

export type Rows = readonly (readonly Value[])[]

/** How the cells of each column are compared. */
export type ColumnRule = { readonly type: SqlType; readonly blur: Blur }

/** Halves of numbers below this may be rounded to 0. */
const leastMagnitude = 1e-300

/** Whether two rows are the same as far as the columns can be compared. */
function sameRow(a: readonly Value[], b: readonly Value[], columns: readonly ColumnRule[]): boolean {
  return columns.every(({ type, blur }, i) => {
    const [x = null, y = null] = [a[i], b[i]]
    if (blur === 'loose') return true
    if (blur === 'close') return closeEnough(x, y, type, leastMagnitude)
    // Adding 0 turns -0 into 0.
    return typeof x === 'number' && typeof y === 'number' ? Object.is(x + 0, y + 0) : x === y
  })
}

/** Whether the rows are the same, one by one. */
export function sameSequence(a: Rows, b: Rows, columns: readonly ColumnRule[]): boolean {
  return a.length === b.length && a.every((row, i) => sameRow(row, b[i] ?? [], columns))
}

/** Whether the rows are the same in some order. */
export function sameBag(a: Rows, b: Rows, columns: readonly ColumnRule[]): boolean {
  if (a.length !== b.length) return false
  const left = [...b]
  for (const row of a) {
    const partner = left.findIndex((other) => sameRow(row, other, columns))
    if (partner < 0) return false
    left.splice(partner, 1)
  }
  return true
}
