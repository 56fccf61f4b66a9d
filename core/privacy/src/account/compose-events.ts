import { addUp, divideUp, multiplyUp, squareRootUp } from '../exact/outward.ts'
import { gaussianDelta, gaussianEpsilon } from '../loss/gaussian.ts'
import { requireCount } from '../loss/parameter.ts'
import { composedDelta, composedEpsilon, type Repeated } from '../loss/pld-compose.ts'
import { type LossPair, lossDistributions, type Mechanism } from '../loss/pld-mechanism.ts'

/** A mechanism and how many times it is run. */
export type RepeatedMechanism = { readonly mechanism: Mechanism; readonly count: number }

/** How a composition is computed. Where no step is given, one is chosen by which ε comes out within about 1e-4, relatively where it is above 1. */
export type Composition = { readonly step?: number; readonly rounding?: 'pessimistic' | 'connect-the-dots' }

/**
 * The least ε known of a batch of mechanisms that was fixed beforehand, by privacy loss distributions; rounded up. For planning and
 * for reports on a batch: an analyst who chooses the next question after an answer is held by {@link zcdpFilter} instead.
 *
 * Guarantee: all of them on the same data are together (result, delta)-DP.
 * Requires: 0 ≤ delta < 1; mechanisms and counts do not depend on answers.
 * Proof: docs/proofs/pld.md, Theorem 3.
 * Source: Koskela, Jälkö, Honkela 2020 (arXiv:1906.03049); Doroshenko and others 2022 (arXiv:2207.04380).
 */
export function composeEvents(events: readonly RepeatedMechanism[], delta: number, how: Composition = {}): number {
  if (!(delta >= 0 && delta < 1)) throw new RangeError('delta is at least 0 and below 1')
  const merged = mergeGaussians(events)
  const pure = merged.reduce((sum, { mechanism, count }) => addUp(sum, multiplyUp(count, pureEpsilon(mechanism))), 0)
  if (delta === 0 || merged.length === 0) return pure
  const [only] = merged
  if (merged.length === 1 && only !== undefined && isPlainGaussian(only.mechanism)) {
    return gaussianEpsilon(only.mechanism.sigma, delta, only.mechanism.l2)
  }
  const [remove, add] = distributionsOf(merged, delta, how)
  return Math.min(pure, Math.max(composedEpsilon(remove, delta), remove === add ? 0 : composedEpsilon(add, delta)))
}

/** The least δ known of such a batch at an ε ≥ 0; rounded up. See {@link composeEvents}. */
export function composeEventsDelta(
  events: readonly RepeatedMechanism[],
  epsilon: number,
  how: Composition = {},
): number {
  if (!(epsilon >= 0)) throw new RangeError('epsilon must be at least 0')
  const merged = mergeGaussians(events)
  const [only] = merged
  if (only === undefined) return 0
  if (merged.length === 1 && isPlainGaussian(only.mechanism)) {
    return gaussianDelta(only.mechanism.sigma, epsilon, only.mechanism.l2)
  }
  const pure = merged.reduce((sum, { mechanism, count }) => addUp(sum, multiplyUp(count, pureEpsilon(mechanism))), 0)
  if (epsilon >= pure) return 0
  const [remove, add] = distributionsOf(merged, 1e-10, how)
  return Math.max(composedDelta(remove, epsilon), remove === add ? 0 : composedDelta(add, epsilon))
}

type Gaussian = Extract<Mechanism, { kind: 'gaussian' }>

function isPlainGaussian(mechanism: Mechanism): mechanism is Gaussian {
  return mechanism.kind === 'gaussian' && (mechanism.sampling ?? 1) === 1
}

// Gaussian mechanisms one after the other are one Gaussian mechanism: the squares of l2/σ add up.
function mergeGaussians(events: readonly RepeatedMechanism[]): RepeatedMechanism[] {
  const others: RepeatedMechanism[] = []
  let square = 0
  for (const event of events) {
    requireCount('count', event.count)
    if (isPlainGaussian(event.mechanism)) {
      const ratio = divideUp(event.mechanism.l2, event.mechanism.sigma)
      square = addUp(square, multiplyUp(event.count, multiplyUp(ratio, ratio)))
    } else others.push(event)
  }
  if (square === 0) return others
  return [...others, { mechanism: { kind: 'gaussian', sigma: 1, l2: squareRootUp(square) }, count: 1 }]
}

function distributionsOf(
  events: readonly RepeatedMechanism[],
  delta: number,
  how: Composition,
): [readonly Repeated[], readonly Repeated[]] {
  const tail = Math.min(1e-20, (delta * 1e-6) / events.reduce((sum, { count }) => sum + count, 0))
  const grid = { step: how.step ?? stepFor(events), rounding: how.rounding ?? 'connect-the-dots', tail }
  const pairs = events.map(({ mechanism, count }) => ({ pair: lossDistributions(mechanism, grid), count }))
  const take = (direction: keyof LossPair): Repeated[] =>
    pairs.map(({ pair, count }) => ({ distribution: pair[direction], count }))
  const remove = take('remove')
  return [remove, pairs.every(({ pair }) => pair.add === pair.remove) ? remove : take('add')]
}

// Connecting the dots adds about step²/12 to the loss of each mechanism: together 2e-5 of about what ε will be. The step must not
// drown losses much smaller than it.
function stepFor(events: readonly RepeatedMechanism[]): number {
  const count = events.reduce((sum, event) => sum + event.count, 0)
  const scales = events.map(({ mechanism }) => lossScale(mechanism)).filter((scale) => scale > 0)
  const spread = Math.sqrt(events.reduce((sum, event) => sum + event.count * lossScale(event.mechanism) ** 2, 0))
  const wanted = Math.min(Math.sqrt((2e-4 * (1 + 5 * spread)) / count), ...scales.map((scale) => scale / 50))
  return 2 ** Math.floor(Math.log2(Math.max(wanted, (16 * spread) / 2 ** 20, 2 ** -40)))
}

/** About the standard deviation of the loss. */
function lossScale(mechanism: Mechanism): number {
  switch (mechanism.kind) {
    case 'gaussian':
      return (mechanism.sampling ?? 1) * (mechanism.l2 / mechanism.sigma)
    case 'laplace':
      return (mechanism.sampling ?? 1) * (mechanism.l1 / mechanism.scale)
    case 'discrete-laplace':
      return mechanism.decay * mechanism.sensitivity
    case 'discrete-gaussian':
      return mechanism.sensitivity / Math.sqrt(mechanism.sigmaSquared)
    case 'approximate':
      return mechanism.epsilon
  }
}

/** The ε that the mechanism has with δ = 0, rounded up; Infinity where there is none. */
function pureEpsilon(mechanism: Mechanism): number {
  switch (mechanism.kind) {
    case 'gaussian':
    case 'discrete-gaussian':
      return Number.POSITIVE_INFINITY
    case 'laplace': {
      const epsilon = divideUp(mechanism.l1, mechanism.scale)
      const sampling = mechanism.sampling ?? 1
      return sampling === 1 ? epsilon : Math.log1p(sampling * Math.expm1(epsilon)) * (1 + 2 ** -48)
    }
    case 'discrete-laplace':
      return multiplyUp(mechanism.decay, mechanism.sensitivity)
    case 'approximate':
      return mechanism.delta === 0 ? mechanism.epsilon : Number.POSITIVE_INFINITY
  }
}
