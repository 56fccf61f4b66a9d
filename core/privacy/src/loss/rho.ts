import { rationalOf, toNumberDown, toNumberUp } from '../exact/double.ts'
import { divide, multiply, type Rational, rational } from '../exact/rational.ts'
import { difference, exp, expm1, type Interval, negated, point, product, quotient, sum } from '../numeric/interval.ts'
import { requirePositive } from './parameter.ts'

/**
 * ρ of Gaussian and of discrete Gaussian noise, exact: Δ²/(2σ²).
 *
 * Guarantee: noise of that parameter in every coordinate of a vector that moves by at most √l2Squared in L2 norm between
 * neighbours (for the discrete one: a vector of whole numbers) is result-zCDP.
 * Requires: l2Squared ≥ 0, sigmaSquared > 0.
 * Proof: docs/proofs/zcdp-conversion.md, Theorem 3.
 * Source: Bun, Steinke 2016, Proposition 1.6 (arXiv:1605.02065); Canonne, Kamath, Steinke 2020, Theorem 4 (arXiv:2004.00010).
 */
export function gaussianRho(l2Squared: Rational, sigmaSquared: Rational): Rational {
  if (l2Squared.numerator < 0n || sigmaSquared.numerator <= 0n)
    throw new RangeError('Gaussian noise needs a positive variance')
  return divide(l2Squared, multiply(rational(2n), sigmaSquared))
}

/**
 * ρ of Laplace noise with epsilon = l1/scale: ε + e^(−ε) − 1, rounded up.
 *
 * Guarantee: Laplace noise of scale l1/epsilon on a vector that moves by at most l1 in L1 norm is result-zCDP, and no less.
 * Requires: epsilon > 0.
 * Proof: docs/proofs/laplace-zcdp.md, Theorem 1.
 * Source: Harrison, Manurangsi 2025 (arXiv:2510.25746).
 */
export function laplaceRho(epsilon: number): number {
  requirePositive({ epsilon })
  return laplaceKl(point(epsilon)).high
}

/**
 * ρ of discrete Laplace noise, whose probabilities are in proportion to e^(−|x|/scale), rounded up. It lies between that of
 * Laplace noise and that of randomized response at the same ε = l1/scale, which it is for l1 = 1.
 *
 * Guarantee: the noise on a vector of whole numbers that moves by at most l1 in L1 norm is result-zCDP, and no less.
 * Requires: l1 a whole number ≥ 1, scale > 0.
 * Proof: docs/proofs/laplace-zcdp.md, Theorem 2.
 * Source: Harrison, Manurangsi 2025 (arXiv:2510.25746).
 */
export function discreteLaplaceRho(l1: bigint, scale: Rational): number {
  if (l1 < 1n || scale.numerator <= 0n)
    throw new RangeError('discrete Laplace noise needs l1 of at least 1 and a positive scale')
  const decay = around(divide(rational(1n), scale))
  const epsilon = around(divide(rational(l1), scale))
  // ε − (γ/sinh γ)(1 − e^(−ε)), with what cancels taken apart.
  return sum(laplaceKl(epsilon), product(sinhExcess(decay), negated(expm1(negated(epsilon))))).high
}

/**
 * ρ of any pure ε-DP mechanism: ε·tanh(ε/2), rounded up; less than the usual ε²/2.
 *
 * Guarantee: every epsilon-DP mechanism is result-zCDP; randomized response is no less.
 * Requires: epsilon > 0.
 * Proof: docs/proofs/laplace-zcdp.md, Corollary 3.
 * Source: Harrison, Manurangsi 2025 (arXiv:2510.25746); Bun, Steinke 2016, Proposition 3.3 for ε²/2 (arXiv:1605.02065).
 */
export function pureRho(epsilon: number): number {
  requirePositive({ epsilon })
  // tanh(ε/2) = (1 − e^(−ε))/(1 + e^(−ε)).
  const fall = negated(expm1(point(-epsilon)))
  const tanh = epsilon > 40 ? point(1) : quotient(fall, sum(point(2), negated(fall)))
  return Math.min(product(point(epsilon), tanh).high, squareOver(epsilon, 2n))
}

/**
 * ρ of a bounded-range mechanism, such as the exponential mechanism: ε²/8, rounded up.
 *
 * Guarantee: a mechanism whose log-likelihood ratios between neighbours span an interval of length at most epsilon is result-zCDP.
 * Requires: bounded range epsilon > 0. The exponential mechanism that picks in proportion to e^(ε·u/(2Δu)) has it. Permute-and-flip
 * and report-noisy-max with Laplace noise do not: use {@link pureRho} for them.
 * Proof: docs/proofs/laplace-zcdp.md, Theorem 4.
 * Source: Cesar, Rogers 2021, Lemma 3.2 (arXiv:2010.02443).
 */
export function exponentialMechanismRho(epsilon: number): number {
  requirePositive({ epsilon })
  return squareOver(epsilon, 8n)
}

/** ε + e^(−ε) − 1. */
function laplaceKl(epsilon: Interval): Interval {
  if (epsilon.low >= 0.5) return sum(epsilon, expm1(negated(epsilon)))
  return series(product(epsilon, epsilon), negated(epsilon), 2)
}

/** 1 − γ/sinh γ. */
function sinhExcess(decay: Interval): Interval {
  if (decay.low >= 1) {
    const twiceSinh = difference(exp(decay), exp(negated(decay)))
    return difference(point(1), quotient(product(point(2), decay), twiceSinh))
  }
  const square = product(decay, decay)
  const sinhLessDecay = series(product(square, decay), square, 3)
  return quotient(sinhLessDecay, sum(decay, sinhLessDecay))
}

// lead/n! + lead·factor/(n + d)! + …, where d is the degree of the factor: 1 where it alternates, 2 where it is a square.
function series(lead: Interval, factor: Interval, n: number): Interval {
  const stride = factor.high <= 0 ? 1 : 2
  let term = quotient(lead, point(n === 2 ? 2 : 6))
  let total = point(0)
  for (let k = n; k < n + 20 * stride; k += stride) {
    total = sum(total, term)
    term = quotient(product(term, factor), point(stride === 1 ? k + 1 : (k + 1) * (k + 2)))
  }
  // The terms fall by more than half each time, so that what is left out is smaller than twice the next one.
  const rest = 2 * Math.max(Math.abs(term.low), Math.abs(term.high))
  return sum(total, { low: -rest, high: rest })
}

function squareOver(epsilon: number, divisor: bigint): number {
  const exact = rationalOf(epsilon)
  return toNumberUp(divide(multiply(exact, exact), rational(divisor)))
}

function around(a: Rational): Interval {
  return { low: toNumberDown(a), high: toNumberUp(a) }
}
