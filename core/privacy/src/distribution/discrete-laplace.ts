import { toNumber, toNumberDown, toNumberUp } from '../exact/double.ts'
import { divide, multiply, type Rational, rational } from '../exact/rational.ts'
import { difference, exp, type Interval, negated, point, quotient, sum } from '../numeric/interval.ts'
import { requireScale } from '../sample/discrete-laplace.ts'
import { halfWidthOf, type NoiseDistribution } from './noise-distribution.ts'

/**
 * The discrete Laplace distribution, Pr[k] ∝ exp(−|k| / scale).
 *
 * With a = exp(−1/scale): Pr[k] = (1 − a) / (1 + a) · a^|k|, Pr[Z ≥ k] = a^k / (1 + a) for k ≥ 1, variance 2a / (1 − a)².
 *
 * Guarantee: tails and half widths are rounded outward.
 * Requires: 2⁻⁵¹² ≤ scale ≤ 2⁵¹²; throws RangeError for others.
 * Proof: docs/proofs/discrete-laplace.md, Theorem 2.
 */
export function discreteLaplaceDistribution(scale: Rational): NoiseDistribution {
  requireScale(scale, 'scale')
  const inverse = divide(rational(1n), scale)
  const rate = toNumber(inverse)
  const atZero = -Math.expm1(-rate) / (1 + Math.exp(-rate))
  const power = (k: bigint): Interval => exp(negated(enclosed(multiply(rational(k), inverse))))
  const normalizer = sum(point(1), power(1n))
  const tailAtLeast = (k: bigint): number =>
    k >= 1n ? quotient(power(k), normalizer).high : difference(point(1), quotient(power(1n - k), normalizer)).high
  const standardDeviation = Math.SQRT1_2 / Math.sinh(rate / 2)
  return {
    pmf: (k) => atZero * Math.exp(-toNumber(multiply(rational(k < 0n ? -k : k), inverse))),
    tailAtLeast: (k) => Math.min(1, tailAtLeast(k)),
    halfWidth: (confidence) => halfWidthOf(tailAtLeast, confidence),
    variance: standardDeviation * standardDeviation,
    standardDeviation,
  }
}

/** Pr[X ≤ x] of the continuous Laplace distribution with density ∝ exp(−|x| / scale), for scale > 0. */
export function laplaceCdf(x: number, scale: number): number {
  return x < 0 ? Math.exp(x / scale) / 2 : 1 - Math.exp(-x / scale) / 2
}

function enclosed(x: Rational): Interval {
  return { low: toNumberDown(x), high: toNumberUp(x) }
}
