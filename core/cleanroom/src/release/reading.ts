import {
  multiply,
  noiseDistribution,
  type Rational,
  rational,
  toNumber,
  toNumberDown,
  toNumberUp,
} from '@glovebox/privacy'
import type { Noise, PrivateStep } from '../model/private-step.ts'
import { remembered } from './remembered.ts'

/** How a noisy coordinate is read. */
export type Reading = {
  /** What one of its steps is worth. */
  readonly step: Rational
  /** As a number. */
  readonly number: (noisy: bigint) => number
  /** Where the exact one lies, with the probability it was made for. */
  readonly interval: (noisy: bigint) => { readonly low: number; readonly high: number }
}

/** How a coordinate of a step is read, with intervals that fail with probability at most `alpha`. */
export function readingOf({ coordinates, noise }: PrivateStep, index: number, alpha: number): Reading {
  const [coordinate, own] = [coordinates[index], noise[index]]
  if (coordinate === undefined || own === undefined) throw new Error('a formula reads a coordinate that has no noise')
  const { step } = coordinate
  const { numerator, denominator } = own.kind === 'discrete-gaussian' ? own.sigmaSquared : own.scale
  const halfWidth = halfWidthOf(own.kind, numerator, denominator, alpha)
  const worth = (steps: bigint): Rational => multiply(rational(steps), step)
  return {
    step,
    number: (noisy) => toNumber(worth(noisy)),
    interval: (noisy) => ({ low: toNumberDown(worth(noisy - halfWidth)), high: toNumberUp(worth(noisy + halfWidth)) }),
  }
}

const halfWidthOf = remembered(1000, (kind: Noise['kind'], numerator: bigint, denominator: bigint, alpha: number) => {
  const size = { numerator, denominator }
  const noise: Noise = kind === 'discrete-gaussian' ? { kind, sigmaSquared: size } : { kind, scale: size }
  return noiseDistribution(noise).halfWidth(1 - alpha)
})
