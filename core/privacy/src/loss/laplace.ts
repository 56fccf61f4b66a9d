import { rationalOf } from '../exact/double.ts'
import { addUp, subtractUp } from '../exact/outward.ts'
import { compare, divide, multiply, type Rational } from '../exact/rational.ts'
import { difference, exp, expm1, type Interval, point, product, quotient, sum } from '../numeric/interval.ts'
import { requireCount, requirePositive } from './parameter.ts'

/**
 * δ(ε) of Laplace noise, rounded up; ε may be negative. 0 from ε = l1/scale on.
 *
 * Guarantee: Laplace noise on a number that moves by at most l1 between neighbours is (epsilon, result)-DP.
 * Requires: scale > 0, l1 > 0.
 * Proof: docs/proofs/pld.md, Lemma 5.
 * Source: Dwork, McSherry, Nissim, Smith 2006; Koskela, Jälkö, Honkela 2020 (arXiv:1906.03049).
 */
export function laplaceDelta(scale: number, l1: number, epsilon: number): number {
  requirePositive({ scale, l1 })
  const largest = quotient(point(l1), point(scale))
  if (isAtLeast(epsilon, largest, () => divide(rationalOf(l1), rationalOf(scale)))) return 0
  if (epsilon < -largest.high) return atMostOne(-expm1(point(epsilon)).low)
  return atMostOne(-expm1(quotient(difference(point(epsilon), largest), point(2))).low)
}

/**
 * δ(ε) of discrete Laplace noise, whose probabilities are in proportion to e^(−decay·|x|), rounded up; ε may be negative.
 *
 * Guarantee: the noise on a whole number that moves by at most `sensitivity` between neighbours is (epsilon, result)-DP.
 * Requires: decay > 0, sensitivity a whole number ≥ 1.
 * Proof: docs/proofs/pld.md, Lemma 6.
 * Source: Ghosh, Roughgarden, Sundararajan 2009 (arXiv:0811.2841).
 */
export function discreteLaplaceDelta(decay: number, sensitivity: number, epsilon: number): number {
  requirePositive({ decay })
  requireCount('sensitivity', sensitivity)
  const largest = product(point(decay), point(sensitivity))
  if (isAtLeast(epsilon, largest, () => multiply(rationalOf(decay), rationalOf(sensitivity)))) return 0
  if (epsilon < -largest.high) return atMostOne(-expm1(point(epsilon)).low)
  // Outputs up to `last` speak for the true value by more than ε. Both sides of a rounded quotient are tried.
  const middle = (sensitivity - epsilon / decay) / 2
  const candidates = [Math.ceil(middle) - 2, Math.ceil(middle) - 1, Math.ceil(middle)]
  return Math.max(...candidates.map((last) => hockeyStickUpTo(last, decay, sensitivity, epsilon)))
}

// P[X ≤ last] − e^ε·P[X ≤ last − sensitivity]: a lower bound of δ for every `last`, and δ itself for the best.
function hockeyStickUpTo(last: number, decay: number, sensitivity: number, epsilon: number): number {
  const other = product(exp(point(epsilon)), atMost(last - sensitivity, decay))
  return atMostOne(subtractUp(atMost(last, decay).high, other.low))
}

function atMost(x: number, decay: number): Interval {
  const ratio = exp(point(-decay))
  const share = (steps: number): Interval => quotient(exp(product(point(-decay), point(steps))), sum(point(1), ratio))
  return x < 0 ? share(-x) : difference(point(1), share(x + 1))
}

/** The ε of answering a yes-or-no question truthfully with probability 1/2 < p < 1 and falsely else; rounded up. */
export function randomizedResponseEpsilon(p: number): number {
  if (!(p > 0.5 && p < 1))
    throw new RangeError('randomized response tells the truth with a probability between 1/2 and 1')
  // log(p/(1 − p)) = log1p((2p − 1)/(1 − p)), where 2p − 1 and 1 − p are exact doubles.
  const odds = Math.log1p((2 * p - 1) / (1 - p))
  return addUp(odds, odds * 2 ** -51)
}

// Exact where doubles cannot tell, so that the δ of a pure mechanism is 0 at its own ε.
function isAtLeast(epsilon: number, threshold: Interval, exact: () => Rational): boolean {
  if (epsilon >= threshold.high) return true
  return epsilon >= threshold.low && compare(rationalOf(epsilon), exact()) >= 0
}

function atMostOne(delta: number): number {
  return Math.min(1, Math.max(0, delta))
}
