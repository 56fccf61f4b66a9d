import { compareInSort, groupKey, type Value } from '@glovebox/sql'

/** A text that two keys share exactly where GROUP BY puts them into one group. */
export function keyText(key: readonly Value[]): string {
  return groupKey(key)
}

/** One value for all that GROUP BY takes for the same: which one an engine gives may depend on the order of its rows. */
export function sameKey(value: Value): Value {
  // Adding 0 turns -0 into 0.
  return typeof value === 'number' ? value + 0 : value
}

/** The order of published groups: by value, key after key, NULLs last. It says nothing of rows. */
export function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (const [i, value] of a.entries()) {
    const order = compareInSort(value, b[i] ?? null, { direction: 'ascending', nulls: 'last' })
    if (order !== 0) return order
  }
  return 0
}
