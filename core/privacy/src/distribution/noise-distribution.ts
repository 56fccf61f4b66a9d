/** What is known about an integer noise without drawing it. */
export type NoiseDistribution = {
  /** Pr[Z = k], rounded to a double but not outward. */
  readonly pmf: (k: bigint) => number
  /** An upper bound of Pr[Z ≥ k], for any integer k; above 0 always. */
  readonly tailAtLeast: (k: bigint) => number
  /**
   * The smallest w with Pr[|Z| ≤ w] ≥ confidence; larger by rounding, never smaller.
   * Throws RangeError unless 0 < confidence < 1.
   */
  readonly halfWidth: (confidence: number) => bigint
  /** The variance of Z, within a few units in the last place. */
  readonly variance: number
  /** The standard deviation of Z, within a few units in the last place. */
  readonly standardDeviation: number
}

/** The smallest w ≥ 0 whose two tails beyond it are surely not above 1 − confidence. */
export function halfWidthOf(tailAtLeast: (k: bigint) => number, confidence: number): bigint {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError('a confidence lies strictly between 0 and 1')
  // Exact from 1/2 upward (Sterbenz); below, one unit in the last place of a half covers the rounding.
  const allowed = confidence >= 0.5 ? 1 - confidence : 1 - confidence - 2 ** -53
  const isEnough = (w: bigint): boolean => 2 * tailAtLeast(w + 1n) <= allowed
  let [missing, enough] = [-1n, 0n]
  while (!isEnough(enough)) {
    missing = enough
    enough = 2n * enough + 1n
  }
  while (enough - missing > 1n) {
    const middle = (missing + enough) / 2n
    if (isEnough(middle)) enough = middle
    else missing = middle
  }
  return enough
}
