import { divideDown, divideUp, multiplyUp, squareRootUp } from '../exact/outward.ts'
import { gaussianSigma } from '../loss/gaussian.ts'
import { requireCount, requirePositive } from '../loss/parameter.ts'
import type { Mechanism } from '../loss/pld-mechanism.ts'
import { zcdpRho } from '../loss/zcdp.ts'
import { bisect } from '../numeric/bisect.ts'
import { type Composition, composeEventsDelta } from './compose-events.ts'

/** What a number of equal mechanisms, fixed in advance, may lose together. */
export type Target = { readonly epsilon: number; readonly delta: number; readonly count: number }

/** The least scale, within 1e-6 and rounded up, of Laplace noise on `count` values of sensitivity l1 each. */
export function smallestLaplaceScale(l1: number, target: Target, how: Composition = {}): number {
  requirePositive({ l1 })
  const basic = multiplyUp(divideUp(l1, target.epsilon), target.count)
  return smallest(basic, target, (scale) => ({ kind: 'laplace', scale, l1 }), how)
}

/**
 * The largest decay, within 1e-6 and rounded down, of discrete Laplace noise, in proportion to e^(−decay·|x|), on `count` whole
 * numbers of the given sensitivity each.
 */
export function largestDiscreteLaplaceDecay(sensitivity: number, target: Target, how: Composition = {}): number {
  requireCount('sensitivity', sensitivity)
  if (target.delta === 0) {
    requireTarget(target)
    return divideDown(target.epsilon, multiplyUp(sensitivity, target.count))
  }
  const basic = multiplyUp(divideUp(sensitivity, target.epsilon), target.count)
  const mechanism = (scale: number): Mechanism => ({ kind: 'discrete-laplace', decay: divideUp(1, scale), sensitivity })
  return divideDown(1, smallest(basic, target, mechanism, how))
}

/** The least standard deviation, rounded up, of Gaussian noise on `count` values of sensitivity l2 each. */
export function smallestGaussianSigma(l2: number, target: Target): number {
  requireTarget(target)
  return gaussianSigma(target.epsilon, target.delta, multiplyUp(l2, squareRootUp(target.count)))
}

/** Standard deviations of noise that would each keep the same promise. */
export type NoiseComparison = {
  /** Laplace with ε split over the groups. */
  readonly laplace: number
  /** Laplace, its losses composed exactly. */
  readonly composedLaplace: number
  readonly gaussian: number
  /** Gaussian out of a ledger of ρ. */
  readonly zcdpGaussian: number
}

/** The noise of a count of which a unit touches `groups` groups once each, under (epsilon, delta)-DP; each rounded up. */
export function compareNoise(epsilon: number, delta: number, groups: number): NoiseComparison {
  const target = { epsilon, delta, count: groups }
  return {
    laplace: multiplyUp(Math.SQRT2, multiplyUp(divideUp(1, epsilon), groups)),
    composedLaplace: multiplyUp(Math.SQRT2, smallestLaplaceScale(1, target)),
    gaussian: smallestGaussianSigma(1, target),
    zcdpGaussian: squareRootUp(divideUp(groups, 2 * zcdpRho(epsilon, delta))),
  }
}

// `basic` is enough: it splits ε evenly.
function smallest(basic: number, target: Target, mechanism: (scale: number) => Mechanism, how: Composition): number {
  requireTarget(target)
  if (target.delta === 0) return basic
  const isEnough = (scale: number): boolean =>
    composeEventsDelta([{ mechanism: mechanism(scale), count: target.count }], target.epsilon, how) <= target.delta
  let high = basic
  while (isEnough(high / 2)) high /= 2
  return bisect(isEnough, high / 2, high, (below, above) => above - below <= 1e-6 * above).above
}

function requireTarget({ epsilon, delta, count }: Target): void {
  requirePositive({ epsilon })
  requireCount('count', count)
  if (!(delta >= 0 && delta < 1)) throw new RangeError('delta is at least 0 and below 1')
}
