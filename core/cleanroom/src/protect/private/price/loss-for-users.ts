import { divide, type IntegerNoise, noiseDistribution, type Rational, rational, rationalOf } from '@glovebox/privacy'
import type { BoundedStep } from '../../../model/private-step.ts'
import { vectorOf } from './step-vector.ts'

/** Whether losses add up as ρ or as ε. */
export type Accounting = 'zcdp' | 'pure'

const confidence = 0.95

/**
 * What a step loses if a count of units in it lies within ± so many at 95 %, and everything else has the same noise for
 * its sensitivity.
 *
 * With variance s for a sensitivity of 1, each of J coordinates and trees in each of κ groups loses 1/(2s) of ρ; with
 * scale s, 1/s of ε.
 */
export function lossForUsers(users: number, step: BoundedStep, accounting: Accounting): Rational {
  const { coordinates, maxGroups } = vectorOf(step)
  const size = sizeForUsers(users, accounting)
  const shares = rational(BigInt(maxGroups) * BigInt(coordinates.length), accounting === 'zcdp' ? 2n : 1n)
  return divide(shares, size)
}

/** The largest variance or scale, within a millionth, with which a count of units lies within ± so many at 95 %. */
function sizeForUsers(users: number, accounting: Accounting): Rational {
  const isWithin = (size: number): boolean =>
    noiseDistribution(noiseOfSize(rationalOf(size), accounting)).halfWidth(confidence) <= BigInt(users)
  // Both kinds have less than 5 % beyond n at a tenth of n, and more at (n + 1)².
  let [within, beyond] = [users / 10, (users + 1) ** 2]
  while (beyond > within * (1 + 1e-7)) {
    const middle = Math.sqrt(within * beyond)
    if (isWithin(middle)) within = middle
    else beyond = middle
  }
  // Room for the rounding up of noise when it is made of the loss.
  return rationalOf(within * (1 - 1e-9))
}

function noiseOfSize(size: Rational, accounting: Accounting): IntegerNoise {
  return accounting === 'zcdp'
    ? { kind: 'discrete-gaussian', sigmaSquared: size }
    : { kind: 'discrete-laplace', scale: size }
}
