import { toNumberDown, toNumberUp } from '../exact/double.ts'
import { ceil, compare, divide, type Rational, rational } from '../exact/rational.ts'
import { bernoulliExp, bernoulliExpOfOne, bernoulliExpWithin } from './bernoulli-exp.ts'
import type { Random } from './random-bits.ts'
import type { Sampler } from './sampler.ts'

/**
 * Draws from the discrete Laplace distribution.
 *
 * Guarantee: Pr[x] ∝ exp(−|x| / scale) over all integers x, exactly.
 * Requires: 2⁻⁵¹² ≤ scale ≤ 2⁵¹²; throws RangeError for others.
 * Proof: docs/proofs/discrete-laplace.md, Theorem 1.
 * Source: Canonne, Kamath, Steinke 2020, Algorithm 2 (arXiv:2004.00010), with steps of ⌈scale⌉ instead of a finer grid.
 */
export function discreteLaplace(scale: Rational): Sampler {
  requireScale(scale, 'scale')
  return ceil(scale) <= 2n ** 53n ? fastLaplace(scale) : wideLaplace(scale)
}

/** Throws RangeError unless the parameter lies between 2⁻⁵¹² and 2⁵¹², where doubles can enclose it. */
export function requireScale(parameter: Rational, name: string): void {
  const largest = 2n ** 512n
  if (compare(parameter, rational(1n, largest)) < 0 || compare(parameter, rational(largest)) > 0)
    throw new RangeError(`noise needs a ${name} between 2^-512 and 2^512`)
}

/** The same distribution by integers of any size alone; slow, for scales of any size. */
export function wideLaplace(scale: Rational): Sampler {
  const step = ceil(scale)
  const stepLoss = divide(rational(step), scale)
  return (random) => {
    for (;;) {
      const offset = random.below(step)
      if (!bernoulliExp(random, divide(rational(offset), scale))) continue
      let magnitude = offset
      while (bernoulliExp(random, stepLoss)) magnitude += step
      const isNegative = random.bit() === 1
      if (!isNegative) return magnitude
      if (magnitude !== 0n) return -magnitude
    }
  }
}

function fastLaplace(scale: Rational): Sampler {
  const step = Number(ceil(scale))
  const enclose = lossWithin(scale)
  const hasUnitSteps = scale.denominator === 1n
  const survives = (random: Random, distance: number): boolean => {
    const { low, high } = enclose(distance)
    return bernoulliExpWithin(random, low, high, () => divide(rational(BigInt(distance)), scale))
  }
  return (random) => {
    for (;;) {
      const offset = random.belowNumber(step)
      if (!survives(random, offset)) continue
      let steps = 0
      while (hasUnitSteps ? bernoulliExpOfOne(random) : survives(random, step)) steps++
      const isNegative = random.bit() === 1
      if (!isNegative) return exactSum(offset, step, steps)
      if (offset !== 0 || steps !== 0) return -exactSum(offset, step, steps)
    }
  }
}

/** Doubles that enclose distance / scale, for integer distances up to 2⁵³. */
export function lossWithin(scale: Rational): (distance: number) => { readonly low: number; readonly high: number } {
  const inverse = divide(rational(1n), scale)
  // The two products err by at most a factor 1 ± 2⁻⁵³ each.
  const low = toNumberDown(inverse) * (1 - 2 ** -50)
  const high = toNumberUp(inverse) * (1 + 2 ** -50)
  return (distance) => ({ low: distance * low, high: distance * high })
}

/** offset + step · steps, where the sum may be above 2⁵³ though its parts are not. */
export function exactSum(offset: number, step: number, steps: number): bigint {
  const sum = offset + step * steps
  return Number.isSafeInteger(sum) ? BigInt(sum) : BigInt(offset) + BigInt(step) * BigInt(steps)
}
