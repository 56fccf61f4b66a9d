import { toNumber } from '../exact/double.ts'
import { divide, multiply, type Rational, rational } from '../exact/rational.ts'
import { expNegative } from '../mechanism/exp-bounds.ts'

/**
 * The probabilities of −bound … bound under the discrete Gaussian with σ² conditioned on that range, each within
 * 2⁻⁵² of itself or 2⁻²⁵⁰; from integer arithmetic of 320 bits, and slow.
 */
export function exactDiscreteGaussianPmf(sigmaSquared: Rational, bound: number): readonly number[] {
  const half = divide(rational(1n, 2n), sigmaSquared)
  return normalized(bound, (k) => multiply(rational(k * k), half))
}

/**
 * The probabilities of −bound … bound under the discrete Laplace distribution conditioned on that range, each within
 * 2⁻⁵² of itself or 2⁻²⁵⁰; from integer arithmetic of 320 bits, and slow.
 */
export function exactDiscreteLaplacePmf(scale: Rational, bound: number): readonly number[] {
  return normalized(bound, (k) => divide(rational(k), scale))
}

function normalized(bound: number, loss: (k: bigint) => Rational): readonly number[] {
  const weights = Array.from({ length: bound + 1 }, (_, k) => expNegative(loss(BigInt(k)), 320).low)
  const total = weights.reduce((sum, weight) => sum + 2n * weight, -(weights[0] ?? 0n))
  const right = weights.map((weight) => toNumber(rational(weight, total)))
  return [...right.slice(1).reverse(), ...right]
}
