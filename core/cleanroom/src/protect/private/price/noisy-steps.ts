import {
  cheapestNoise,
  gaussianThreshold,
  jointGaussian,
  jointGaussianRho,
  jointLaplaceEpsilon,
  jointLaplaceRho,
  type Rational,
  rational,
} from '@glovebox/privacy'
import type { BoundedStep, Noise, PricedGroups, PrivateStep, StepLoss } from '../../../model/private-step.ts'
import { remembered } from '../../../release/remembered.ts'
import type { Accounting } from './loss-for-users.ts'
import { dependsOnRows, vectorOf } from './step-vector.ts'

/** What was decided of a query. */
export type Decided = {
  readonly accounting: Accounting
  /** What each step may lose. */
  readonly losses: readonly Rational[]
  /** With what the selections of all steps may fail together. */
  readonly selectionDelta: number
}

/**
 * The steps with their noise, their thresholds and their exact losses, which are at most what each may lose. Noise is
 * of the kind with the smaller errors at that loss; Gaussian where groups are selected, because the threshold is made
 * for it.
 */
export function noisySteps(
  steps: readonly BoundedStep[],
  { accounting, losses, selectionDelta }: Decided,
): readonly PrivateStep[] {
  const selecting = steps.filter(({ groups }) => groups.kind === 'private').length
  // A little less than the share, so that the shares' sum cannot round above the whole.
  const delta = selecting === 1 ? selectionDelta : (selectionDelta / selecting) * (1 - 2 ** -40)
  return steps.map((step, i) => {
    const allowed = losses[i]
    if (allowed === undefined) throw new Error('a step may lose nothing')
    const noise = dependsOnRows(step) ? jointNoise(step, allowed, accounting) : []
    return {
      ...step,
      noise: noise.slice(0, step.coordinates.length),
      treeNoise: noise.slice(step.coordinates.length),
      groups: pricedGroups(step, noise, delta),
      loss: stepLoss(step, noise, { accounting, delta }),
    }
  })
}

/** The noise of the coordinates, then of the trees. */
function jointNoise(step: BoundedStep, allowed: Rational, accounting: Accounting): readonly Noise[] {
  const vector = vectorOf(step)
  if (accounting === 'pure') return cheapestNoise({ ...vector, loss: { kind: 'pure', epsilon: allowed } })
  if (step.groups.kind !== 'private') return cheapestNoise({ ...vector, loss: { kind: 'zcdp', rho: allowed } })
  return jointGaussian({ ...vector, rho: allowed }).map((sigmaSquared) => ({ kind: 'discrete-gaussian', sigmaSquared }))
}

/** What the noise loses, exactly for Gaussian noise and for ε, and rounded up for the ρ of Laplace noise. */
function stepLoss(
  step: BoundedStep,
  noise: readonly Noise[],
  { accounting, delta }: { readonly accounting: Accounting; readonly delta: number },
): StepLoss {
  const sigmaSquared = noise.flatMap((one) => (one.kind === 'discrete-gaussian' ? [one.sigmaSquared] : []))
  const scales = noise.flatMap((one) => (one.kind === 'discrete-laplace' ? [one.scale] : []))
  const vector = vectorOf(step)
  if (accounting === 'pure') {
    return { kind: 'pure', epsilon: noise.length === 0 ? nothing : jointLaplaceEpsilon({ ...vector, scales }) }
  }
  const ownDelta = step.groups.kind === 'private' ? delta : 0
  if (noise.length === 0) return { kind: 'zcdp', rho: nothing, delta: ownDelta }
  const rho = scales.length > 0 ? jointLaplaceRho({ ...vector, scales }) : jointGaussianRho({ ...vector, sigmaSquared })
  return { kind: 'zcdp', rho, delta: ownDelta }
}

const nothing = rational(0n)

/** The threshold is made for the noise of the units, which a unit changes by one. */
function pricedGroups(step: BoundedStep, noise: readonly Noise[], delta: number): PricedGroups {
  const { groups, unitsCoordinate = -1, maxGroups } = step
  if (groups.kind !== 'private') return groups
  const [units, own] = [step.coordinates[unitsCoordinate], noise[unitsCoordinate]]
  if (units?.sensitivity !== 1n || own?.kind !== 'discrete-gaussian') {
    throw new Error('a step selects groups and does not count their units one by one')
  }
  const { numerator, denominator } = own.sigmaSquared
  return { kind: 'private', threshold: thresholdOf(numerator, denominator, delta, maxGroups) }
}

const thresholdOf = remembered(1000, (numerator: bigint, denominator: bigint, delta: number, maxGroups: number) =>
  gaussianThreshold({ sigmaSquared: { numerator, denominator }, delta, maxGroups }),
)
