import { log1mexp, logAddExp } from '../numeric/log-space.ts'
import { normalLogCdf } from '../numeric/normal.ts'
import { requireCount, requireDelta, requirePositive } from './parameter.ts'

/** Rényi differential privacy: at each order α > 1, a bound on the divergence D_α in both directions. */
export type RenyiCurve = readonly { readonly order: number; readonly divergence: number }[]

// What the formulas below may be off by, relatively.
const slack = 1e-12

/**
 * The ε that Rényi divergences come to at a δ: the least over the given orders; rounded up.
 *
 * Guarantee: a mechanism with these divergences is (result, delta)-DP.
 * Requires: 0 < delta < 1, orders above 1, divergences at least 0.
 * Proof: docs/proofs/zcdp-conversion.md, Theorem 1.
 * Source: Canonne, Kamath, Steinke 2020, Proposition 12 (arXiv:2004.00010).
 */
export function rdpEpsilon(curve: RenyiCurve, delta: number): number {
  requireDelta(delta)
  let least = Number.POSITIVE_INFINITY
  for (const { order, divergence } of checked(curve)) {
    // Total variation is at most √(1 − e^(−D)) for the divergence of any order from 1 on.
    if (delta * delta + Math.expm1(-divergence) > 0) return 0
    const epsilon = divergence + Math.log1p(-1 / order) - Math.log(delta * order) / (order - 1)
    least = Math.min(least, epsilon + (divergence + Math.abs(Math.log(delta * order)) / (order - 1)) * slack)
  }
  return Math.max(0, least)
}

/** The δ that Rényi divergences come to at an ε ≥ 0: the least over the given orders; rounded up. See {@link rdpEpsilon}. */
export function rdpDelta(curve: RenyiCurve, epsilon: number): number {
  if (!(epsilon >= 0)) throw new RangeError('epsilon must be at least 0')
  let logDelta = 0
  for (const { order, divergence } of checked(curve)) {
    const variation = log1mexp(-divergence) / 2
    const moment = (order - 1) * (divergence - epsilon + Math.log1p(-1 / order)) - Math.log(order)
    const error = ((order - 1) * (divergence + epsilon) + 10) * slack
    logDelta = Math.min(logDelta, variation + slack, moment + error)
  }
  return Math.min(1, Math.exp(logDelta))
}

/** The divergences of several mechanisms one after the other: they add up, order by order. All have the same orders. */
export function addRenyi(a: RenyiCurve, b: RenyiCurve): RenyiCurve {
  return a.map(({ order, divergence }, index) => {
    if (a.length !== b.length || b[index]?.order !== order)
      throw new RangeError('curves that are added have the same orders')
    return { order, divergence: divergence + b[index].divergence }
  })
}

/** The Rényi divergence of Gaussian noise: α·l2²/(2σ²). */
export function gaussianRenyi(sigma: number, l2: number, order: number): number {
  requirePositive({ sigma, l2 })
  return (order * (l2 / sigma) ** 2 * (1 + slack)) / 2
}

/**
 * The Rényi divergence, of an order of at least 1, of a mechanism of bounded range such as the exponential mechanism; rounded up.
 *
 * Guarantee: log-likelihood ratios that span an interval of length at most epsilon have no larger divergence.
 * Requires: epsilon > 0, order ≥ 1.
 * Proof: docs/proofs/laplace-zcdp.md, Theorem 4.
 * Source: Dong, Durfee, Rogers 2020, Lemma 3.4 (arXiv:1909.13830).
 */
export function boundedRangeRenyi(epsilon: number, order: number): number {
  requirePositive({ epsilon })
  if (!(order >= 1)) throw new RangeError('a Rényi divergence has an order of at least 1')
  // The worst pair has two outputs, with log-ratios t and t − ε. The worst t is where the derivative is 0.
  const rest = order - 1
  if (rest < 1e-6) {
    const ratio = epsilon / -Math.expm1(-epsilon)
    const kullbackLeibler = ratio - 1 - Math.log(ratio)
    // The divergence grows with its order by at most ε²/8 for each 1.
    return kullbackLeibler + (rest * epsilon * epsilon) / 8 + slack
  }
  const t = Math.log((rest * -Math.expm1(-order * epsilon)) / (order * -Math.expm1(-rest * epsilon))) + epsilon
  const upper = Math.log(Math.expm1(epsilon - t) / Math.expm1(epsilon)) + order * t
  const lower = Math.log(-Math.expm1(-t) / -Math.expm1(-epsilon)) + order * (t - epsilon)
  const larger = Math.max(upper, lower)
  const logMoment = larger + Math.log1p(Math.exp(Math.min(upper, lower) - larger))
  return Math.max(0, logMoment / rest) + (slack * (1 + epsilon)) / Math.min(1, rest)
}

/**
 * The Rényi divergence of Gaussian noise where each unit takes part with probability q (Poisson sampling), by integration over
 * the line; rounded up. sigma is relative to the sensitivity.
 *
 * Guarantee: adding or removing one unit has no larger divergence of this order, in either direction.
 * Requires: 0 < q ≤ 1, sigma > 0, order > 1.
 * Proof: docs/proofs/pld.md, Lemma 7.
 * Source: Mironov, Talwar, Zhang 2019, Theorems 4 and 5 (arXiv:1908.10530).
 */
export function subsampledGaussianRenyi(q: number, sigma: number, order: number): number {
  requirePositive({ sigma })
  if (!(q > 0 && q <= 1)) throw new RangeError('a sampling probability lies between 0 and 1')
  if (!(order > 1)) throw new RangeError('a Rényi divergence has an order above 1')
  if (q === 1) return gaussianRenyi(sigma, 1, order)
  // log of ∫ N(z; 0, 1)·(1 − q + q·e^((2zσ − 1)/(2σ²)))^α dz, whose mass lies between 0 and α/σ. The trapezoidal rule converges
  // geometrically, because the integrand is analytic within πσ of the line.
  const logIntegrand = (z: number): number =>
    order * logMixture(q, (2 * z * sigma - 1) / (2 * sigma * sigma)) - (z * z) / 2
  const [from, to] = [-12, order / sigma + 12]
  const step = Math.min(1 / 16, sigma / 4, 1 / (8 * Math.sqrt(order)))
  const count = Math.ceil((to - from) / step)
  requireCount('the number of integration steps', count)
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i <= count; i += 1) largest = Math.max(largest, logIntegrand(from + i * step))
  let sum = 0
  for (let i = 0; i <= count; i += 1) sum += Math.exp(logIntegrand(from + i * step) - largest)
  const logMoment = largest + Math.log((sum * step) / Math.sqrt(2 * Math.PI))
  return Math.max(0, logMoment / (order - 1)) * (1 + slack) + slack / Math.min(1, order - 1)
}

/**
 * A bound on {@link subsampledGaussianRenyi} by its binomial series with every term taken positive, as other accountants report it.
 * At orders that are no whole number it is looser, by 3 % at 1.5; use it to compare with them only.
 *
 * Guarantee: not below the divergence, up to the rounding of doubles.
 * Requires: 0 < q < 1, sigma > 0, order > 1.
 * Proof: docs/proofs/pld.md, Lemma 7.
 * Source: Mironov, Talwar, Zhang 2019, §3.3 (arXiv:1908.10530).
 */
export function subsampledGaussianRenyiSeries(q: number, sigma: number, order: number): number {
  requirePositive({ sigma })
  if (!(q > 0 && q < 1)) throw new RangeError('a sampling probability lies between 0 and 1')
  if (!(order > 1)) throw new RangeError('a Rényi divergence has an order above 1')
  // Where both parts of the mixture weigh the same; each side is expanded in powers of the lesser one.
  const middle = sigma * sigma * Math.log(1 / q - 1) + 0.5
  const gauss = (power: number, other: number): number =>
    power * Math.log(q) + other * Math.log1p(-q) + (power * power - power) / (2 * sigma * sigma)
  let [logBinomial, total, last] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let i = 0; i < 100_000; i += 1) {
    const rest = order - i
    const below = logBinomial + gauss(i, rest) + normalLogCdf((middle - i) / sigma)
    const above = logBinomial + gauss(rest, i) + normalLogCdf((rest - middle) / sigma)
    total = logAddExp(total, logAddExp(below, above))
    const term = Math.max(below, above)
    if (rest === 0 || (term < last && term < total - 40)) return total / (order - 1)
    last = term
    logBinomial += Math.log(Math.abs(rest) / (i + 1))
  }
  return Number.POSITIVE_INFINITY
}

// log(1 − q + q·eˣ).
function logMixture(q: number, x: number): number {
  return x > 30 ? x + Math.log(q) + Math.log1p(((1 - q) / q) * Math.exp(-x)) : Math.log1p(q * Math.expm1(x))
}

function checked(curve: RenyiCurve): RenyiCurve {
  for (const { order, divergence } of curve) {
    if (!(order > 1 && divergence >= 0))
      throw new RangeError('a Rényi curve has orders above 1 and divergences of at least 0')
  }
  return curve
}
