import { normalCdf, normalQuantileOfLog } from '../numeric/normal.ts'
import type { DiscreteGaussian } from './discrete-gaussian.ts'
import { gaussianDelta } from './gaussian.ts'
import { laplaceDelta } from './laplace.ts'
import { requireCount, requirePositive } from './parameter.ts'
import {
  type Atom,
  atomsDistribution,
  connectTheDots,
  type LossDistribution,
  pessimisticDistribution,
  type Rounding,
} from './pld.ts'

/** The losses of a mechanism both ways: where a unit is removed, and where it is added. */
export type LossPair = { readonly remove: LossDistribution; readonly add: LossDistribution }

/** How fine the grid is, how losses are put on it, and how much of an unbounded tail counts as infinite. */
export type Grid = { readonly step: number; readonly rounding: Rounding; readonly tail: number }

/** A mechanism whose privacy loss distribution is known. Sensitivities are those of adding or removing one unit. */
export type Mechanism =
  | { readonly kind: 'gaussian'; readonly sigma: number; readonly l2: number; readonly sampling?: number }
  | { readonly kind: 'laplace'; readonly scale: number; readonly l1: number; readonly sampling?: number }
  | { readonly kind: 'discrete-laplace'; readonly decay: number; readonly sensitivity: number }
  | ({ readonly kind: 'discrete-gaussian'; readonly sensitivity: number } & DiscreteGaussian)
  | { readonly kind: 'approximate'; readonly epsilon: number; readonly delta: number }

/**
 * The privacy loss distributions of a mechanism. `sampling` is the probability with which each unit takes part (Poisson sampling).
 * `discrete-gaussian` is noise on one whole number; `approximate` is any (ε, δ)-DP mechanism, in its worst case.
 *
 * Guarantee: each distribution dominates the mechanism's outputs on neighbouring data in its direction.
 * Requires: the parameters of {@link gaussianDelta}, {@link laplaceDelta} and their kin; 0 < sampling ≤ 1.
 * Proof: docs/proofs/pld.md, Theorem 2.
 * Source: Koskela, Jälkö, Honkela 2020 (arXiv:1906.03049); Zhu, Dong, Wang 2022 (arXiv:2106.08567).
 */
export function lossDistributions(mechanism: Mechanism, grid: Grid): LossPair {
  requirePositive({ step: grid.step })
  switch (mechanism.kind) {
    case 'gaussian': {
      requirePositive({ sigma: mechanism.sigma, l2: mechanism.l2 })
      const mu = mechanism.l2 / mechanism.sigma
      const highest = (mu * mu) / 2 - mu * normalQuantileOfLog(Math.log(grid.tail / 2))
      return additive(mechanism.sampling ?? 1, grid, {
        delta: (epsilon) => gaussianDelta(1, epsilon, mu),
        survival: (loss) => normalCdf(mu / 2 - loss / mu),
        highest,
      })
    }
    case 'laplace': {
      const { scale, l1 } = mechanism
      requirePositive({ scale, l1 })
      return additive(mechanism.sampling ?? 1, grid, {
        delta: (epsilon) => laplaceDelta(scale, l1, epsilon),
        survival: (loss) => laplaceSurvival(loss, l1 / scale),
        highest: l1 / scale,
      })
    }
    case 'discrete-laplace':
      return symmetric(
        atomsDistribution(discreteLaplaceAtoms(mechanism.decay, mechanism.sensitivity), grid.step, grid.rounding),
      )
    case 'discrete-gaussian':
      return symmetric(atomsDistribution(discreteGaussianAtoms(mechanism, grid.tail), grid.step, grid.rounding))
    case 'approximate':
      return symmetric(
        atomsDistribution(approximateAtoms(mechanism.epsilon, mechanism.delta), grid.step, grid.rounding),
      )
  }
}

type Additive = {
  readonly delta: (epsilon: number) => number
  readonly survival: (loss: number) => number
  readonly highest: number
}

function additive(sampling: number, grid: Grid, { delta, survival, highest }: Additive): LossPair {
  if (!(sampling > 0 && sampling <= 1)) throw new RangeError('a sampling probability lies between 0 and 1')
  const bounds = { lowest: -highest, highest }
  if (sampling === 1 && grid.rounding === 'pessimistic')
    return symmetric(pessimisticDistribution(survival, bounds, grid.step))
  if (sampling === 1) return symmetric(connectTheDots(delta, bounds, grid.step))
  // The loss with sampling, log(1 − q + q·e^loss), turns the loss without it around.
  const diluted = (loss: number): number =>
    loss > 30 ? loss + Math.log(sampling) : Math.log1p(sampling * Math.expm1(loss))
  const most = diluted(highest)
  const least = diluted(-highest)
  const remove = connectTheDots(
    (epsilon) => removedDelta(epsilon, sampling, delta),
    { lowest: least, highest: most },
    grid.step,
  )
  const add = connectTheDots(
    (epsilon) => addedDelta(epsilon, sampling, delta),
    { lowest: -most, highest: -least },
    grid.step,
  )
  return { remove, add }
}

// (1 − q)·Q + q·P against Q, where P against Q has the given δ.
function removedDelta(epsilon: number, sampling: number, delta: (epsilon: number) => number): number {
  const odds = Math.expm1(epsilon) / sampling
  return odds <= -1 ? -Math.expm1(epsilon) : sampling * delta(Math.log1p(odds))
}

// Q against (1 − q)·Q + q·P.
function addedDelta(epsilon: number, sampling: number, delta: (epsilon: number) => number): number {
  const room = sampling * Math.exp(epsilon) - Math.expm1(epsilon)
  return room <= 0 ? 0 : room * delta(epsilon + Math.log(sampling) - Math.log(room))
}

function laplaceSurvival(loss: number, largest: number): number {
  if (loss >= largest) return 0
  return loss < -largest ? 1 : 1 - Math.exp((loss - largest) / 2) / 2
}

function discreteLaplaceAtoms(decay: number, sensitivity: number): Atom[] {
  requirePositive({ decay })
  requireCount('sensitivity', sensitivity)
  const ratio = Math.exp(-decay)
  const atoms: Atom[] = [
    { loss: decay * sensitivity, mass: 1 / (1 + ratio) },
    { loss: -decay * sensitivity, mass: Math.exp(-decay * sensitivity) / (1 + ratio) },
  ]
  for (let x = 1; x < sensitivity; x += 1) {
    atoms.push({ loss: decay * (sensitivity - 2 * x), mass: (-Math.expm1(-decay) / (1 + ratio)) * ratio ** x })
  }
  return atoms
}

function discreteGaussianAtoms(noise: DiscreteGaussian & { readonly sensitivity: number }, tail: number): Atom[] {
  requirePositive({ sigmaSquared: noise.sigmaSquared })
  requireCount('sensitivity', noise.sensitivity)
  if (noise.truncation !== undefined) requireCount('truncation', noise.truncation)
  const reach = noise.truncation ?? Math.ceil(39 * Math.sqrt(noise.sigmaSquared)) + 1
  const weight = (x: number): number => Math.exp((-x * x) / (2 * noise.sigmaSquared))
  let total = 0
  for (let x = reach; x > 0; x -= 1) total += 2 * weight(x)
  total += 1
  // What lies beyond `cut` is rarer than the tail: above it counts as infinite, below it as `-cut`.
  let [cut, beyond] = [reach, 0]
  for (; cut > 0 && beyond + weight(cut) / total <= tail / 2; cut -= 1) beyond += weight(cut) / total
  const atoms: Atom[] = [{ loss: Number.POSITIVE_INFINITY, mass: beyond }]
  for (let x = -cut; x <= cut; x += 1) {
    const isRuledOut = x + noise.sensitivity > (noise.truncation ?? Number.POSITIVE_INFINITY)
    const loss = (noise.sensitivity * (2 * x + noise.sensitivity)) / (2 * noise.sigmaSquared)
    const mass = weight(x) / total + (x === -cut ? beyond : 0)
    atoms.push({ loss: isRuledOut ? Number.POSITIVE_INFINITY : loss, mass })
  }
  return atoms
}

// The worst (ε, δ)-DP mechanism: with probability δ it tells all, else it is randomized response.
function approximateAtoms(epsilon: number, delta: number): Atom[] {
  if (!(epsilon >= 0 && delta >= 0 && delta < 1))
    throw new RangeError('epsilon is at least 0, and delta at least 0 and below 1')
  const truth = 1 / (1 + Math.exp(-epsilon))
  return [
    { loss: epsilon, mass: (1 - delta) * truth },
    { loss: -epsilon, mass: (1 - delta) * truth * Math.exp(-epsilon) },
    { loss: Number.POSITIVE_INFINITY, mass: delta },
  ]
}

function symmetric(distribution: LossDistribution): LossPair {
  return { remove: distribution, add: distribution }
}
