import type { ConfidenceInterval } from './interval.ts'

/** Declared ends of the values. */
export type ValueRange = { readonly low: number; readonly high: number }

/** Intervals of a noisy count and of noisy sums of values less `middle`. */
export type MeanParts = {
  readonly sum: ConfidenceInterval
  readonly count: ConfidenceInterval
  readonly middle: number
  readonly range: ValueRange
}

/** The sum of squares is of (value − middle)² less `middleSquare`. */
export type VarianceParts = MeanParts & {
  readonly squares: ConfidenceInterval
  readonly middleSquare: number
  /** Divided by one less than the count. */
  readonly isSample: boolean
}

/**
 * Bounds of a mean from bounds of its sum and its count.
 *
 * Guarantee: where `sum` and `count` hold the exact ones, and at least one value counts, the result holds the exact mean
 * of the bounded values. With two intervals of level 1 − α/2 its level is at least 1 − α.
 * Requires: low ≤ high everywhere; RangeError otherwise.
 * Proof: docs/proofs/intervals.md, Theorem 3.
 * Source: google/differential-privacy's confidence intervals (corner method).
 */
export function meanInterval({ sum, count, middle, range }: MeanParts): ConfidenceInterval {
  checkOrder(sum, count, range)
  return clamp(shift(ratio(sum, atLeast(count, 1)), middle), range)
}

/**
 * Bounds of a variance from bounds of its three sums.
 *
 * Guarantee: where all three intervals hold the exact sums, and at least one value counts (two for a sample's variance),
 * the result holds the exact variance of the bounded values. With three intervals of level 1 − α/3 its level is at
 * least 1 − α.
 * Requires: low ≤ high everywhere; RangeError otherwise.
 * Proof: docs/proofs/intervals.md, Theorem 4.
 * Source: interval arithmetic on E[x²] − E[x]².
 */
export function varianceInterval(parts: VarianceParts): ConfidenceInterval {
  const { sum, squares, middle, middleSquare, range, isSample } = parts
  checkOrder(sum, squares, parts.count, range)
  const count = atLeast(parts.count, isSample ? 2 : 1)
  const mean = clamp(ratio(sum, count), { low: range.low - middle, high: range.high - middle })
  const square = shift(ratio(squares, count), middleSquare)
  const magnitudes = [Math.abs(mean.low), Math.abs(mean.high)]
  const smallest = mean.low <= 0 && mean.high >= 0 ? 0 : Math.min(...magnitudes)
  const most = largestVariance(range)
  const population = clamp(
    { low: square.low - Math.max(...magnitudes) ** 2, high: square.high - smallest ** 2 },
    { low: 0, high: most },
  )
  if (!isSample) return population
  return { low: population.low * bessel(count.high), high: population.high * bessel(count.low) }
}

/** Bounds of a standard deviation; as sure as those of the variance. */
export function deviationInterval(parts: VarianceParts): ConfidenceInterval {
  const { low, high } = varianceInterval(parts)
  return { low: Math.sqrt(low), high: Math.sqrt(high) }
}

/** The mean that noisy sums tell, within the range; the count is taken as at least 1. */
export function meanEstimate(parts: {
  readonly sum: number
  readonly count: number
  readonly middle: number
  readonly range: ValueRange
}): number {
  return within(parts.middle + parts.sum / Math.max(1, parts.count), parts.range)
}

/** The variance that noisy sums tell: at least 0, and at most what the range allows. */
export function varianceEstimate(parts: {
  readonly sum: number
  readonly squares: number
  readonly count: number
  readonly middle: number
  readonly middleSquare: number
  readonly range: ValueRange
  readonly isSample: boolean
}): number {
  const count = Math.max(parts.isSample ? 2 : 1, parts.count)
  const mean = within(parts.sum / count, {
    low: parts.range.low - parts.middle,
    high: parts.range.high - parts.middle,
  })
  const population = within(parts.squares / count + parts.middleSquare - mean ** 2, {
    low: 0,
    high: largestVariance(parts.range),
  })
  return parts.isSample ? population * bessel(count) : population
}

// Popoviciu's inequality.
function largestVariance({ low, high }: ValueRange): number {
  return (high - low) ** 2 / 4
}

// n/(n − 1), from n = 2 on.
function bessel(count: number): number {
  return count === Number.POSITIVE_INFINITY ? 1 : count / (count - 1)
}

// The extremes of a quotient with a positive divisor are at corners of the rectangle.
function ratio(dividend: ConfidenceInterval, divisor: ConfidenceInterval): ConfidenceInterval {
  return {
    low: dividend.low / (dividend.low < 0 ? divisor.low : divisor.high),
    high: dividend.high / (dividend.high < 0 ? divisor.high : divisor.low),
  }
}

function atLeast({ low, high }: ConfidenceInterval, least: number): ConfidenceInterval {
  return { low: Math.max(low, least), high: Math.max(high, least) }
}

function shift({ low, high }: ConfidenceInterval, by: number): ConfidenceInterval {
  return { low: low + by, high: high + by }
}

function clamp({ low, high }: ConfidenceInterval, range: ValueRange): ConfidenceInterval {
  return { low: within(low, range), high: within(high, range) }
}

function within(x: number, { low, high }: ValueRange): number {
  return Math.min(Math.max(x, low), high)
}

function checkOrder(...intervals: readonly ConfidenceInterval[]): void {
  for (const { low, high } of intervals) {
    if (!(low <= high)) throw new RangeError('an interval starts where it ends or below')
  }
}
