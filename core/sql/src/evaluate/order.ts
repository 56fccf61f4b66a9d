import type { Value } from '../type/sql-type.ts'

/** Compares two values of one type, neither NULL: negative, zero or positive. NaN is the greatest number, -0 is 0. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b)
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  throw new Error('values of different types are compared')
}

function compareDoubles(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
  if (Number.isNaN(b)) return -1
  return a < b ? -1 : a > b ? 1 : 0
}

/** By code point, which is also the order of the UTF-8 bytes; not by UTF-16 unit. */
function compareTexts(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Whether two values are the same to GROUP BY, DISTINCT and set operations: NULLs are, NaNs are, -0 and 0 are. */
export function isSame(a: Value, b: Value): boolean {
  return groupKey([a]) === groupKey([b])
}

/** A text that is the same for two lists of values exactly where each pair is the same. */
export function groupKey(values: readonly Value[]): string {
  return JSON.stringify(values.map(partOfKey))
}

function partOfKey(value: Value): string | null {
  if (value === null) return null
  // Adding 0 turns -0 into 0.
  return typeof value === 'number' ? `number ${value + 0}` : `${typeof value} ${value}`
}

/** Compares two values of one type in a sort. */
export function compareInSort(
  a: Value,
  b: Value,
  { direction, nulls }: { readonly direction: 'ascending' | 'descending'; readonly nulls: 'first' | 'last' },
): number {
  if (a === null || b === null) {
    if (a === null && b === null) return 0
    return (a === null) === (nulls === 'first') ? -1 : 1
  }
  return direction === 'ascending' ? compareValues(a, b) : compareValues(b, a)
}
