/** The two neighbouring numbers between which a claim turns true. */
export type Turn = { readonly below: number; readonly above: number }

/**
 * Finds where a claim, false at `low` and true at `high`, turns true: neighbouring doubles, or less finely if `isClose` says so.
 * The claim is never asked at `low` and `high` themselves; where it is not monotone the result is one of its turns.
 */
export function bisect(
  holds: (x: number) => boolean,
  low: number,
  high: number,
  isClose: (below: number, above: number) => boolean = () => false,
): Turn {
  if (!(low <= high)) throw new RangeError('bisection needs two ends in order')
  let [below, above] = [low, high]
  while (!isClose(below, above)) {
    const middle = between(below, above)
    if (middle <= below || middle >= above) break
    if (holds(middle)) above = middle
    else below = middle
  }
  return { below, above }
}

/** The least of 1, 2, 4, … times `start` at which the claim holds; Infinity where none is finite. */
export function doubleUntil(holds: (x: number) => boolean, start: number): number {
  for (let x = start; Number.isFinite(x); x *= 2) if (holds(x)) return x
  return Number.POSITIVE_INFINITY
}

// The geometric middle of ends of very different size, so that 1e-300 … 1 is not halved a thousand times.
function between(low: number, high: number): number {
  if (low > 0 && high > 4 * low) return Math.sqrt(low) * Math.sqrt(high)
  if (high < 0 && low < 4 * high) return -Math.sqrt(-low) * Math.sqrt(-high)
  return low + (high - low) / 2
}
