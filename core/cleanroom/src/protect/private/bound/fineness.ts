/** How many steps the largest value of a grid of powers of two has. */
export const usualSteps: bigint = 2n ** 30n
/** More steps, and the sum of some million rows of one unit would not fit 64 bits. */
export const mostOwnSteps: bigint = 2n ** 40n
/** How far beyond the bounds of a unit's sum a single row counts: so far that no row matters there. */
export const beyond: number = 2 ** 10
/** Bounded sums of one unit stay below this. */
export const largestSum: bigint = 2n ** 62n

/** The smaller of two. */
export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

/** The smallest of all. */
export function smallest(...values: readonly bigint[]): bigint {
  return values.reduce(smaller)
}
