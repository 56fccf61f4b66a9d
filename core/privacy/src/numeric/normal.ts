import { log1mexp } from './log-space.ts'

const halfLog2Pi = 0.9189385332046728
const sqrtHalf = Math.SQRT1_2
const inverseSqrt2Pi = 0.3989422804014327

// Nodes and weights of the midpoint rule with step 1/2 for erfcx(z) = (2z/π)·∫₀^∞ e^(−t²)/(z² + t²) dt.
const step = 0.5
const nodes = Array.from({ length: 14 }, (_, k) => ((k + 0.5) * step) ** 2)
const weights = nodes.map((square) => Math.exp(-square))

/**
 * The scaled complementary error function e^(z²)·erfc(z) for z ≥ 0, within 4 ulp.
 *
 * The midpoint rule's error is e^(−π²/h²) < 1e-17 once the pole at t = iz is accounted for by its residue while it lies in the
 * strip |Im t| < π/h; every term is positive, so nothing cancels.
 * Source: Hunter & Regan 1972, "A note on the evaluation of the complementary error function".
 */
export function erfcx(z: number): number {
  const square = z * z
  let sum = 0
  for (let k = nodes.length - 1; k >= 0; k -= 1) sum += (weights[k] ?? 0) / (square + (nodes[k] ?? 0))
  const rule = (2 * step * z * sum) / Math.PI
  return z < Math.PI / step ? rule + (2 * Math.exp(square)) / (1 + Math.exp((2 * Math.PI * z) / step)) : rule
}

/** e^(−x²/2) with the rounding of the square taken out, so that it stays relatively accurate in the far tail. */
function bell(x: number): number {
  const head = Math.trunc(x * 16) / 16
  return Math.exp((-head * head) / 2) * Math.exp((-(x - head) * (x + head)) / 2)
}

/** log of the standard normal density. */
export function normalLogDensity(x: number): number {
  return (-x * x) / 2 - halfLog2Pi
}

/** Φ(x), the probability that a standard normal variable is at most x; relatively accurate to 1e-14 until it underflows. */
export function normalCdf(x: number): number {
  if (x > 0) return 1 - normalCdf(-x)
  return 0.5 * bell(x) * erfcx(-x * sqrtHalf)
}

/** log Φ(x), finite for every finite x down to −1e154 and accurate on both sides: near 0 above, like −x²/2 below. */
export function normalLogCdf(x: number): number {
  if (x > 0) return Math.log1p(-normalCdf(-x))
  if (x > -1) return Math.log(normalCdf(x))
  return (-x * x) / 2 + Math.log(0.5 * erfcx(-x * sqrtHalf))
}

/** Φ(x) − 1/2, relatively accurate around 0. */
export function normalCentral(x: number): number {
  if (Math.abs(x) > 1) return x > 0 ? 0.5 - normalCdf(-x) : normalCdf(x) - 0.5
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n += 1) {
    term *= (x * x) / (2 * n + 1)
    sum += term
  }
  return sum * inverseSqrt2Pi * Math.exp((-x * x) / 2)
}

/** Φ⁻¹(p) for 0 ≤ p ≤ 1, −∞ and ∞ at the ends. Use {@link normalQuantileOfLog} for an upper tail nearer to 1 than 1e-16. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError('a probability lies between 0 and 1')
  if (Math.abs(p - 0.5) > 0.3) return p < 0.5 ? normalQuantileOfLog(Math.log(p)) : -normalQuantileOfLog(Math.log1p(-p))
  // Newton's method on Φ(x) − 1/2, which is concave on the right of 0 and so approached from its left.
  const target = Math.abs(p - 0.5)
  let x = target / inverseSqrt2Pi
  for (let round = 0; round < 8; round += 1) x += (target - normalCentral(x)) / (inverseSqrt2Pi * bell(x))
  return p < 0.5 ? -x : x
}

/** Φ⁻¹(e^logP) for logP ≤ 0: the quantile of a probability too small, or too near to 1, to be written as a number. */
export function normalQuantileOfLog(logP: number): number {
  if (!(logP <= 0)) throw new RangeError('a probability has a logarithm of at most 0')
  if (logP === -Infinity || logP === 0) return logP === 0 ? Number.POSITIVE_INFINITY : -Infinity
  if (logP > -0.2) return -normalQuantileOfLog(log1mexp(logP))
  if (logP > -1.6) return normalQuantile(Math.exp(logP))
  // Newton's method on log Φ, which is concave: from a point on the left it approaches without overshooting.
  let x = -Math.sqrt(-2 * logP)
  for (let round = 0; round < 40; round += 1) {
    const next = x + (logP - normalLogCdf(x)) * millsRatio(x)
    if (!(next > x)) break
    x = next
  }
  return x
}

/** Φ(x)/φ(x) for x ≤ 0. */
function millsRatio(x: number): number {
  return (0.5 / inverseSqrt2Pi) * erfcx(-x * sqrtHalf)
}
