import { addUp, divideDown, multiplyUp } from '../exact/outward.ts'
import { logAddExp, logSubExp } from '../numeric/log-space.ts'
import { requireCount } from './parameter.ts'

/** So many mechanisms, each (epsilon, delta)-DP and otherwise unknown. */
export type EqualMechanisms = { readonly epsilon: number; readonly delta: number; readonly count: number }

/**
 * The least ε of the form (count − 2i)·epsilon that the composition of equal mechanisms is known to have at a total δ;
 * Infinity where there is none.
 *
 * Guarantee: any `count` mechanisms that are (epsilon, delta)-DP, chosen adaptively, are together (result, totalDelta)-DP.
 * Requires: epsilon ≥ 0, 0 ≤ delta < 1, count ≥ 1.
 * Proof: docs/proofs/pld.md, Theorem 4.
 * Source: Kairouz, Oh, Viswanath 2015, Theorem 3.3 (arXiv:1311.0776).
 */
export function optimalCompositionEpsilon(mechanisms: EqualMechanisms, totalDelta: number): number {
  const { epsilon, delta, count } = mechanisms
  requireCount('count', count)
  if (!(epsilon >= 0 && delta >= 0 && delta < 1))
    throw new RangeError('epsilon is at least 0, and delta at least 0 and below 1')
  for (let i = Math.floor(count / 2); i >= 0; i -= 1) {
    if (compositionDelta(mechanisms, i) <= totalDelta) return multiplyUp(count - 2 * i, epsilon)
  }
  return Number.POSITIVE_INFINITY
}

/**
 * The largest ε of each of `count` (ε, delta)-DP mechanisms, of the form totalEpsilon/(count − 2i) and rounded down, whose
 * composition is known to be (totalEpsilon, totalDelta)-DP; 0 where there is none.
 */
export function optimalCompositionInverse(
  total: { readonly epsilon: number; readonly delta: number },
  mechanisms: { readonly delta: number; readonly count: number },
): number {
  const { delta, count } = mechanisms
  requireCount('count', count)
  if (!(total.epsilon > 0 && delta >= 0 && delta < 1))
    throw new RangeError('epsilon is above 0, and delta at least 0 and below 1')
  for (let i = Math.floor((count - 1) / 2); i >= 0; i -= 1) {
    const epsilon = divideDown(total.epsilon, count - 2 * i)
    if (compositionDelta({ epsilon, delta, count }, i) <= total.delta) return epsilon
  }
  return 0
}

// 1 − (1 − δ)^k·(1 − δ_i), δ_i = Σ_{l<i} C(k, l)(e^((k−l)ε) − e^((k−2i+l)ε))/(1 + e^ε)^k; rounded up.
function compositionDelta({ epsilon, delta, count }: EqualMechanisms, i: number): number {
  let [logBinomial, logSum] = [0, -Infinity]
  const logTotal = count * logAddExp(0, epsilon)
  for (let l = 0; l < i; l += 1) {
    if (epsilon > 0) {
      const term = logBinomial + logSubExp((count - l) * epsilon, (count - 2 * i + l) * epsilon) - logTotal
      logSum = logAddExp(logSum, term)
    }
    logBinomial += Math.log((count - l) / (l + 1))
  }
  // Each logarithm is at most count·(ε + 1), and is off by a few units in its last place.
  const own = logSum === -Infinity ? 0 : Math.min(1, Math.exp(logSum + (count * (epsilon + 1) + i) * 2 ** -48))
  if (own === 1) return 1
  const combined = -Math.expm1(count * Math.log1p(-delta) + Math.log1p(-own))
  return addUp(combined, combined * count * 2 ** -50)
}
