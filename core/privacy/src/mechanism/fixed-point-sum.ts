import { rationalOf } from '../exact/double.ts'
import { ceil, compare, divide, floor, multiply, negate, type Rational, rational, subtract } from '../exact/rational.ts'

/** A grid on which clamped values are whole numbers of steps away from a middle. */
export type FixedPoint = {
  /** What one step is worth: a power of two. */
  readonly step: Rational
  readonly low: number
  readonly high: number
  /** Subtracted from every value before it is counted in steps. */
  readonly middle: number
  /** The most by which one clamped value changes the sum, in steps; at least 1. */
  readonly sensitivity: bigint
}

// Sums are computed in signed 128-bit integers; a bit is kept free.
const largestSum = 1n << 126n

/**
 * The grid for a sum of values between two bounds.
 *
 * Guarantee: with each unit clamped to [low, high] and rounded to the grid, the sum is an exact integer whatever the order
 * of addition, and one unit changes it by at most `sensitivity` steps; `maxUnits` units do not overflow.
 * Requires: finite low ≤ high, 1 ≤ bits ≤ 62, and maxUnits · sensitivity within 126 bits; RangeError otherwise.
 * Proof: docs/proofs/fixed-point-sum.md, Theorem 1.
 * Source: Casacuberta et al. 2022 (arXiv:2207.10635), the attacks this answers.
 */
export function fixedPoint(input: {
  readonly low: number
  readonly high: number
  readonly middle?: number
  /** How finely the largest magnitude is divided: into 2^(bits − 1) to 2^bits steps. */
  readonly bits: number
  readonly maxUnits: bigint
}): FixedPoint {
  const { low, high, bits, maxUnits } = input
  const middle = input.middle ?? 0
  if (!(Number.isFinite(low) && Number.isFinite(high) && Number.isFinite(middle) && low <= high)) {
    throw new RangeError('a sum needs finite bounds in order')
  }
  if (!(Number.isSafeInteger(bits) && bits >= 1 && bits <= 62)) throw new RangeError('a grid has 1 to 62 bits')
  const reach = largest(
    magnitude(subtract(rationalOf(low), rationalOf(middle))),
    magnitude(subtract(rationalOf(high), rationalOf(middle))),
  )
  const step = reach.numerator === 0n ? rational(1n) : powerOfTwoAtLeast(divide(reach, rational(1n << BigInt(bits))))
  const steps = ceil(divide(reach, step))
  const sensitivity = steps > 0n ? steps : 1n
  if (sensitivity * maxUnits >= largestSum) throw new RangeError('so many units of this size may overflow a sum')
  return { step, low, high, middle, sensitivity }
}

/** The steps of one value: clamped, less the middle, rounded half up; NaN counts as nothing. */
export function toSteps(value: number, { low, high, middle, step }: FixedPoint): bigint {
  if (Number.isNaN(value)) return 0n
  const clamped = rationalOf(Math.min(Math.max(value, low), high))
  const twice = multiply(divide(subtract(clamped, rationalOf(middle)), step), rational(2n))
  return floor(rational(twice.numerator + twice.denominator, 2n * twice.denominator))
}

function magnitude(a: Rational): Rational {
  return a.numerator < 0n ? negate(a) : a
}

function largest(a: Rational, b: Rational): Rational {
  return compare(a, b) < 0 ? b : a
}

function powerOfTwoAtLeast(a: Rational): Rational {
  let power = rational(1n)
  while (compare(power, a) < 0) power = multiply(power, rational(2n))
  for (let half = rational(1n, 2n * power.denominator); compare(half, a) >= 0 && power.numerator === 1n; ) {
    power = half
    half = rational(1n, 2n * power.denominator)
  }
  return power
}
