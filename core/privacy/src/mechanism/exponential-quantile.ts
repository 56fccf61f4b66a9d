import { ceil, divide, multiply, type Rational, rational, subtract } from '../exact/rational.ts'
import type { Random } from '../sample/random-bits.ts'
import { type Bounds, expNegative } from './exp-bounds.ts'

/** Rows on the integer grid 0 … size − 1, and which quantile of them is wanted at what price. */
export type ExponentialQuantileInput = {
  readonly counts: ReadonlyMap<bigint, bigint>
  readonly size: bigint
  readonly fraction: Rational
  readonly epsilon: Rational
  /** The most rows that one unit has here. */
  readonly maxRows: bigint
}

/**
 * A grid value whose rank is near the wanted one, drawn exactly from the exponential mechanism.
 *
 * Guarantee: ε-differentially private, ε-bounded range and hence ε²/8-zCDP, for adding or removing a unit of at most
 * `maxRows` rows. The rank's error has the sensitivity maxRows · max(fraction, 1 − fraction).
 * Requires: size ≥ 1, counted values within the grid, 0 ≤ fraction ≤ 1, ε > 0, maxRows ≥ 1; RangeError otherwise.
 * Proof: docs/proofs/exponential-quantile.md, Theorems 2 to 4.
 * Source: Smith 2011 (quantiles); Dong, Durfee, Rogers 2020 (bounded range); Cesar, Rogers 2021 (ε²/8).
 */
export function exponentialQuantile(input: ExponentialQuantileInput, random: Random): bigint {
  const plateaus = plateausOf(input)
  const chosen = plateaus[choose(plateaus, random)]
  if (chosen === undefined) throw new RangeError('a grid has at least one value')
  return chosen.start + random.below(chosen.length)
}

/** Values next to each other that are equally likely: each has the weight e^−exponent. */
export type Plateau = { readonly start: bigint; readonly length: bigint; readonly exponent: Rational }

/** The weights of the exponential mechanism over the whole grid, in order. Throws RangeError like the mechanism. */
export function plateausOf(input: ExponentialQuantileInput): readonly Plateau[] {
  const { fraction, epsilon, size } = checked(input)
  const rows = [...input.counts].filter(([, count]) => count > 0n).sort(([a], [b]) => (a < b ? -1 : 1))
  const total = rows.reduce((sum, [, count]) => sum + count, 0n)
  const wanted = multiply(fraction, rational(total))
  const other = subtract(rational(1n), fraction)
  const share = other.numerator * fraction.denominator > fraction.numerator * other.denominator ? other : fraction
  const slope = divide(epsilon, multiply(rational(2n * input.maxRows), share))
  // How far the ranks `below` … `upTo` of equal rows are from the wanted one.
  const exponent = (below: bigint, upTo: bigint): Rational => {
    const over = subtract(rational(below), wanted)
    const under = subtract(wanted, rational(upTo))
    const distance = over.numerator > 0n ? over : under.numerator > 0n ? under : rational(0n)
    return multiply(slope, distance)
  }
  const plateaus: Plateau[] = []
  let [start, below] = [0n, 0n]
  for (const [value, count] of rows) {
    if (value > start) plateaus.push({ start, length: value - start, exponent: exponent(below, below) })
    plateaus.push({ start: value, length: 1n, exponent: exponent(below, below + count) })
    start = value + 1n
    below += count
  }
  if (start < size) plateaus.push({ start, length: size - start, exponent: exponent(below, below) })
  return plateaus
}

// A uniform number in [0, 1) times the total weight falls into the chosen plateau. Number and weights are known to some
// digits; while these do not decide, more are drawn and computed, so the choice is exact.
function choose(plateaus: readonly Plateau[], random: Random): number {
  let drawn = 0n
  for (let bits = 0, step = 128; ; step *= 2) {
    drawn = (drawn << BigInt(step)) | random.below(1n << BigInt(step))
    bits += step
    const index = decided(cumulative(plateaus, bits), { drawn, bits: BigInt(bits) })
    if (index !== undefined) return index
  }
}

function cumulative(plateaus: readonly Plateau[], bits: number): readonly Bounds[] {
  let [low, high] = [0n, 0n]
  return plateaus.map(({ length, exponent }) => {
    const weight = expNegative(exponent, bits)
    low += length * weight.low
    high += length * weight.high
    return { low, high }
  })
}

function decided(sums: readonly Bounds[], point: { drawn: bigint; bits: bigint }): number | undefined {
  const total = sums.at(-1) ?? { low: 0n, high: 0n }
  const target = {
    low: (point.drawn * total.low) >> point.bits,
    high: -(-((point.drawn + 1n) * total.high) >> point.bits),
  }
  // The first plateau that may reach beyond the target; it is the one where it certainly does and the last did not.
  const index = sums.findIndex((sum) => sum.high > target.low)
  const sum = sums[index]
  const before = index === 0 ? 0n : (sums[index - 1]?.high ?? 0n)
  return sum !== undefined && before <= target.low && target.high <= sum.low ? index : undefined
}

function checked(input: ExponentialQuantileInput): ExponentialQuantileInput {
  const { counts, size, fraction, epsilon, maxRows } = input
  if (size < 1n) throw new RangeError('a grid has at least one value')
  if (fraction.numerator < 0n || ceil(fraction) > 1n) throw new RangeError('a quantile is of a fraction in [0, 1]')
  if (epsilon.numerator <= 0n) throw new RangeError('a quantile needs an epsilon above 0')
  if (maxRows < 1n) throw new RangeError('a unit has at least one row')
  for (const [value, count] of counts) {
    if (value < 0n || value >= size) throw new RangeError('a row is outside of its grid')
    if (count < 0n) throw new RangeError('a value has no negative number of rows')
  }
  return input
}
