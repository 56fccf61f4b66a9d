import { addDown, divideDown } from '../exact/outward.ts'
import { bisect, doubleUntil } from '../numeric/bisect.ts'
import {
  difference,
  exp,
  type Interval,
  log,
  log1p,
  negated,
  point,
  product,
  quotient,
  sum,
} from '../numeric/interval.ts'
import { requireDelta, requirePositive } from './parameter.ts'

/**
 * The least ε for which ρ-zCDP is known to imply (ε, delta)-DP; rounded up.
 *
 * Guarantee: every rho-zCDP mechanism is (result, delta)-DP.
 * Requires: rho ≥ 0, 0 < delta < 1.
 * Proof: docs/proofs/zcdp-conversion.md, Theorem 1.
 * Source: Canonne, Kamath, Steinke 2020, Corollary 13 (arXiv:2004.00010).
 */
export function zcdpEpsilon(rho: number, delta: number): number {
  requireRho(rho)
  requireDelta(delta)
  const logDelta = log(point(delta))
  // ε(α) falls, then rises: its derivative has the sign of β²ρ + log(1 + β) + log δ, which grows with β = α − 1.
  const isBehind = (beta: number): boolean => beta * beta * rho + Math.log1p(beta) + logDelta.low >= 0
  const beta = turn(isBehind)
  return Math.max(0, sum(product(orderOf(beta), point(rho)), excess(beta, logDelta)).high)
}

/**
 * The least δ for which ρ-zCDP is known to imply (epsilon, δ)-DP; rounded up.
 *
 * Guarantee: every rho-zCDP mechanism is (epsilon, result)-DP.
 * Requires: rho ≥ 0, epsilon ≥ 0.
 * Proof: docs/proofs/zcdp-conversion.md, Theorem 1.
 * Source: Canonne, Kamath, Steinke 2020, Corollary 13 (arXiv:2004.00010).
 */
export function zcdpDelta(rho: number, epsilon: number): number {
  requireRho(rho)
  if (!(epsilon >= 0)) throw new RangeError('epsilon must be at least 0')
  if (rho === 0) return 0
  const isBehind = (beta: number): boolean => (2 * beta + 1) * rho - epsilon - Math.log1p(1 / beta) >= 0
  const beta = turn(isBehind)
  const order = orderOf(beta)
  const moment = product(point(beta), difference(product(order, point(rho)), point(epsilon)))
  return Math.min(1, exp(difference(moment, sum(product(order, logOrderRatio(beta)), log(point(beta))))).high)
}

/**
 * The largest ρ for which ρ-zCDP is known to imply (epsilon, delta)-DP; rounded down.
 *
 * Guarantee: every mechanism that is result-zCDP is (epsilon, delta)-DP.
 * Requires: epsilon > 0, 0 < delta < 1.
 * Proof: docs/proofs/zcdp-conversion.md, Theorem 2.
 * Source: Canonne, Kamath, Steinke 2020, Corollary 13 (arXiv:2004.00010).
 */
export function zcdpRho(epsilon: number, delta: number): number {
  requirePositive({ epsilon })
  requireDelta(delta)
  const logDelta = log(point(delta))
  // At the best order, ρ = (−log δ − log α)/β²; the ε which that ρ costs falls as β grows.
  const isBehind = (beta: number): boolean => {
    const rho = (-logDelta.high - Math.log1p(beta)) / beta / beta
    const logs = (1 + beta) * Math.log1p(1 / beta) + Math.log(beta) + logDelta.high
    return (1 + beta) * rho - logs / beta <= epsilon
  }
  const beta = turn(isBehind)
  const room = addDown(epsilon, -excess(beta, logDelta).high)
  return Math.max(0, divideDown(room, room > 0 ? orderOf(beta).high : orderOf(beta).low))
}

// Any order α = 1 + β gives a valid bound; the best one is where the claim turns true.
function turn(isBehind: (beta: number) => boolean): number {
  const least = 2 ** -100
  const high = doubleUntil(isBehind, least)
  return Number.isFinite(high) ? bisect(isBehind, high / 2, high, isNear).above : 2 ** 1000
}

// At an optimum, half of the digits of the argument give all digits of the value.
function isNear(below: number, above: number): boolean {
  return above - below <= 2 ** -40 * above
}

/** α. */
function orderOf(beta: number): Interval {
  return sum(point(1), point(beta))
}

/** log(α/(α − 1)). */
function logOrderRatio(beta: number): Interval {
  return log1p(quotient(point(1), point(beta)))
}

/** (−log δ − α·log(α/(α − 1)) − log(α − 1))/(α − 1): what a Rényi divergence of order α costs on top of itself. */
function excess(beta: number, logDelta: Interval): Interval {
  const logs = sum(logDelta, product(orderOf(beta), logOrderRatio(beta)), log(point(beta)))
  return quotient(negated(logs), point(beta))
}

function requireRho(rho: number): void {
  if (!(rho >= 0 && Number.isFinite(rho))) throw new RangeError('rho must be a finite number of at least 0')
}
