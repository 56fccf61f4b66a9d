import { toNumberDown, toNumberUp } from '../exact/double.ts'
import { divide, floor, integerSquareRoot, type Rational, rational } from '../exact/rational.ts'
import { bernoulliExp, bernoulliExpOfOne, bernoulliExpWithin } from './bernoulli-exp.ts'
import { exactSum, requireScale, wideLaplace } from './discrete-laplace.ts'
import type { Sampler } from './sampler.ts'

/**
 * Draws from the discrete Gaussian distribution.
 *
 * Guarantee: Pr[x] ∝ exp(−x² / 2σ²) over all integers x, exactly.
 * Requires: 2⁻⁵¹² ≤ σ² ≤ 2⁵¹²; throws RangeError for others.
 * Proof: docs/proofs/discrete-gaussian.md, Theorem 1.
 * Source: Canonne, Kamath, Steinke 2020, Algorithm 3 (arXiv:2004.00010).
 */
export function discreteGaussian(sigmaSquared: Rational): Sampler {
  requireScale(sigmaSquared, 'variance parameter')
  return proposalScale(sigmaSquared) <= 2n ** 53n ? fastGaussian(sigmaSquared) : wideGaussian(sigmaSquared)
}

/** The same distribution by integers of any size alone; slow, for variances of any size. */
export function wideGaussian(sigmaSquared: Rational): Sampler {
  const propose = wideLaplace(rational(proposalScale(sigmaSquared)))
  return (random) => {
    for (;;) {
      const proposal = propose(random)
      const magnitude = proposal < 0n ? -proposal : proposal
      if (bernoulliExp(random, rejectionLoss(magnitude, sigmaSquared))) return proposal
    }
  }
}

function fastGaussian(sigmaSquared: Rational): Sampler {
  const step = Number(proposalScale(sigmaSquared))
  const enclose = rejectionLossWithin(sigmaSquared)
  return (random) => {
    for (;;) {
      const offset = random.belowNumber(step)
      const share = offset / step
      if (!bernoulliExpWithin(random, share * (1 - 2 ** -52), share * (1 + 2 ** -52), () => ratio(offset, step)))
        continue
      let steps = 0
      while (bernoulliExpOfOne(random)) steps++
      const isNegative = random.bit() === 1
      if (isNegative && offset === 0 && steps === 0) continue
      const exactLoss = (): Rational => rejectionLoss(exactSum(offset, step, steps), sigmaSquared)
      const { low, high } = enclose(share, steps)
      if (!bernoulliExpWithin(random, low, high, exactLoss)) continue
      return isNegative ? -exactSum(offset, step, steps) : exactSum(offset, step, steps)
    }
  }
}

/** ⌊σ⌋ + 1, the scale of the Laplace distribution that proposals are drawn from. */
export function proposalScale(sigmaSquared: Rational): bigint {
  return integerSquareRoot(floor(sigmaSquared)) + 1n
}

/** (|x| − σ²/t)² / 2σ², where t is the proposals' scale: a proposal x stays with probability exp(−this). */
export function rejectionLoss(magnitude: bigint, sigmaSquared: Rational): Rational {
  const { numerator, denominator } = sigmaSquared
  const scale = proposalScale(sigmaSquared)
  const distance = magnitude * denominator * scale - numerator
  return rational(distance * distance, 2n * numerator * denominator * scale * scale)
}

/**
 * Doubles that enclose the rejection loss at |x| = t · (steps + share), share being a double next to the true one.
 *
 * With r = σ²/t² ≤ 1 and y = |x|/t the loss is (y − r)² / 2r. The double for y − r errs by less than
 * (steps + 3) · 2⁻⁵² and the four operations after it by less than a factor 1 ± 2⁻⁵⁰; both are allowed for fourfold.
 */
export function rejectionLossWithin(
  sigmaSquared: Rational,
): (share: number, steps: number) => { readonly low: number; readonly high: number } {
  const scale = proposalScale(sigmaSquared)
  const r = divide(sigmaSquared, rational(scale * scale))
  const inverse = divide(rational(1n, 2n), r)
  const centre = toNumberDown(r)
  const lowInverse = toNumberDown(inverse) * (1 - 2 ** -48)
  const highInverse = toNumberUp(inverse) * (1 + 2 ** -48)
  return (share, steps) => {
    const distance = Math.abs(steps + share - centre)
    const error = (steps + 3) * 2 ** -50
    const near = Math.max(0, distance - error)
    const far = distance + error
    return { low: near * near * lowInverse, high: far * far * highInverse }
  }
}

function ratio(a: number, b: number): Rational {
  return rational(BigInt(a), BigInt(b))
}
