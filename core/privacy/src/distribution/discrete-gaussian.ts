import { toNumber } from '../exact/double.ts'
import { compare, divide, multiply, type Rational, rational } from '../exact/rational.ts'
import { requireScale } from '../sample/discrete-laplace.ts'
import { integratedTail, summedTail } from './gaussian-tail.ts'
import { halfWidthOf, type NoiseDistribution } from './noise-distribution.ts'

/**
 * The discrete Gaussian distribution, Pr[k] ∝ exp(−k² / 2σ²). Its variance is at most σ².
 *
 * Guarantee: tails and half widths are rounded outward.
 * Requires: 2⁻⁵¹² ≤ σ² ≤ 2⁵¹²; throws RangeError for others.
 * Proof: docs/proofs/discrete-gaussian.md, Theorem 2.
 */
export function discreteGaussianDistribution(sigmaSquared: Rational): NoiseDistribution {
  requireScale(sigmaSquared, 'variance parameter')
  const tail = compare(sigmaSquared, rational(2n ** 20n)) < 0 ? summedTail(sigmaSquared) : integratedTail(sigmaSquared)
  const tailAtLeast = (k: bigint): number => tail(k).high
  const half = divide(rational(1n, 2n), sigmaSquared)
  const { normalizer, variance } = moments(toNumber(sigmaSquared))
  return {
    pmf: (k) => Math.exp(-toNumber(multiply(rational(k * k), half))) / normalizer,
    tailAtLeast,
    halfWidth: (confidence) => halfWidthOf(tailAtLeast, confidence),
    variance,
    standardDeviation: Math.sqrt(variance),
  }
}

/**
 * The sum of all terms and the variance. By Poisson summation both differ from σ√2π and σ² by a factor
 * 1 + O(σ² · exp(−2π²σ²)), which is 1 in doubles from σ² = 4.
 */
function moments(sigmaSquared: number): { readonly normalizer: number; readonly variance: number } {
  if (sigmaSquared >= 4) return { normalizer: Math.sqrt(2 * Math.PI * sigmaSquared), variance: sigmaSquared }
  let [mass, second] = [0, 0]
  for (let j = 100; j > 0; j--) {
    const term = Math.exp(-(j * j) / (2 * sigmaSquared))
    mass += 2 * term
    second += 2 * j * j * term
  }
  return { normalizer: 1 + mass, variance: second / (1 + mass) }
}
