import { expUp, multiplyUp, squareRootUp, subtractUp } from '../exact/outward.ts'
import { bisect, doubleUntil } from '../numeric/bisect.ts'
import { difference, exp, type Interval, point, product, quotient } from '../numeric/interval.ts'
import { erfcx, normalCdf } from '../numeric/normal.ts'
import { requireDelta, requirePositive } from './parameter.ts'

// What erfcx and Φ may be off by, relatively: four times what was measured.
const slack = 2 ** -49
const sqrtHalfPi = Math.sqrt(Math.PI / 2)

/**
 * δ(ε) of the Gaussian mechanism, rounded up; ε may be negative.
 *
 * Guarantee: noise N(0, sigma²) on a value that moves by at most l2 between neighbours is (epsilon, result)-DP.
 * Requires: sigma > 0, l2 > 0.
 * Proof: docs/proofs/gaussian-calibration.md, Theorem 1.
 * Source: Balle, Wang 2018, Theorem 8 (arXiv:1805.06530).
 */
export function gaussianDelta(sigma: number, epsilon: number, l2: number): number {
  requirePositive({ sigma, l2 })
  if (Number.isNaN(epsilon)) throw new RangeError('epsilon is not a number')
  const half = quotient(point(l2), product(point(2), point(sigma)))
  const tilt = quotient(product(point(epsilon), point(sigma)), point(l2))
  const upper = difference(half, tilt)
  const lower = difference({ low: -half.high, high: -half.low }, tilt)
  return Math.min(
    1,
    Math.max(0, upper.high > 1 ? byDifference(upper, lower, epsilon) : byTails(upper, lower, 2 * half.high)),
  )
}

// Φ(a) − e^ε·Φ(b), where Φ(a) is not small.
function byDifference(upper: Interval, lower: Interval, epsilon: number): number {
  const other = exp(point(epsilon)).low * normalCdf(lower.low) * (1 - slack)
  return subtractUp(normalCdf(upper.high) * (1 + slack), Number.isFinite(other) ? other : 0)
}

// φ(a)·(Φ(a)/φ(a) − Φ(b)/φ(b)), because φ(a) = e^ε·φ(b): what is small stays a factor.
function byTails(upper: Interval, lower: Interval, distance: number): number {
  const nearest = Math.max(upper.low, 0, -upper.high)
  const density = multiplyUp(expUp(multiplyUp(-nearest, nearest) / 2), (1 + slack) / Math.sqrt(2 * Math.PI))
  // The Mills ratio is convex, so that its slope at a bounds the difference where a and b are too near to be told apart.
  const slope = multiplyUp(upper.high, mills(upper.high)) + 1 + 8 * slack
  const rise = multiplyUp(slope, distance)
  const gap = subtractUp(mills(upper.high) * (1 + slack), mills(lower.low) * (1 - slack))
  return multiplyUp(density, Math.min(rise, gap))
}

/** Φ(x)/φ(x) for x ≤ 1. */
function mills(x: number): number {
  if (x > 0) return Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2) - mills(-x)
  return sqrtHalfPi * erfcx(-x * Math.SQRT1_2)
}

/**
 * The least standard deviation of Gaussian noise that is (epsilon, delta)-DP, rounded up.
 *
 * Guarantee: noise N(0, result²) on a value that moves by at most l2 between neighbours is (epsilon, delta)-DP.
 * Requires: epsilon ≥ 0, 0 < delta < 1, l2 > 0.
 * Proof: docs/proofs/gaussian-calibration.md, Theorem 2.
 * Source: Balle, Wang 2018, §3 (arXiv:1805.06530).
 */
export function gaussianSigma(epsilon: number, delta: number, l2: number): number {
  requireDelta(delta)
  requirePositive({ l2 })
  if (!(epsilon >= 0)) throw new RangeError('epsilon must be at least 0')
  // Solved for l2 = 1, because sigma is in proportion to it.
  const isEnough = (sigma: number): boolean => gaussianDelta(sigma, epsilon, 1) <= delta
  const high = doubleUntil(isEnough, 2 ** -20)
  if (!Number.isFinite(high)) throw new RangeError('no finite standard deviation reaches so small a delta')
  const { above } = bisect(isEnough, high / 2, high)
  return multiplyUp(above, l2)
}

/** ε(δ) of Gaussian noise of standard deviation sigma > 0 on a value of sensitivity l2 > 0, for 0 < delta < 1; rounded up. */
export function gaussianEpsilon(sigma: number, delta: number, l2: number): number {
  requireDelta(delta)
  const isEnough = (epsilon: number): boolean => gaussianDelta(sigma, epsilon, l2) <= delta
  if (isEnough(0)) return 0
  const high = doubleUntil(isEnough, 2 ** -20)
  return Number.isFinite(high) ? bisect(isEnough, high === 2 ** -20 ? 0 : high / 2, high).above : high
}

/** The L2 norm, rounded up, of a contribution to at most l0 coordinates of at most lInf each. */
export function l2Sensitivity(l0: number, lInf: number): number {
  return multiplyUp(squareRootUp(l0), lInf)
}
