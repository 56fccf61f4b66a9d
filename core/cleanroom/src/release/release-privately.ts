import { noiseDistribution, noiseSampler, type QuantileTree, quantileTree, type Random } from '@glovebox/privacy'
import type { Value } from '@glovebox/sql'
import type { PrivateStep } from '../model/private-step.ts'
import { type Candidate, candidates } from './candidate.ts'
import { estimator, type Interval, type Noisy } from './estimate.ts'
import { isKept, keepRule } from './keep.ts'

type Row = readonly Value[]

/** What leaves of a step: rows of keys and columns, in the order of the keys, and where each number lies at 95 %. */
export type PublishedRows = {
  readonly rows: readonly Row[]
  /** For each row one for each column that was aggregated; null where the column is no number. */
  readonly intervals: readonly (readonly (Interval | null)[])[]
}

/**
 * Publishes a step: exact bounded integers in, noisy rows out.
 *
 * Guarantee: rows and intervals together lose at most the step's `loss`. They are made of the exact integers only by
 * adding independent noise to each, and, where groups are private, by selecting groups by the rule that `loss.delta`
 * pays for; of everything else only what was declared beforehand is read.
 * Requires: parts in which one unit changes each coordinate by at most its sensitivity in at most `maxGroups` groups, and
 * each tree by at most `maxRows` rows; `random` uniform and secret. Throws where a part is not as the step says.
 * Proof: docs/proofs/release.md, Theorem 1.
 * Source: Canonne, Kamath, Steinke 2020 (arXiv:2004.00010) for the noise; GoogleSQL's rule for the minimum of units.
 */
export function releasePrivately(
  step: PrivateStep,
  parts: readonly (readonly Row[])[],
  domain: readonly Row[] | undefined,
  random: Random,
): PublishedRows {
  return publish(step, candidates(step, parts, domain), noiseAdder(step, random))
}

/** The rows of those candidates that are kept, from their noisy integers alone. */
export function publish(
  step: PrivateStep,
  groups: readonly Candidate[],
  addNoise: (candidate: Candidate) => Noisy,
): PublishedRows {
  const [keep, estimate] = [keepRule(step), estimator(step)]
  const published = groups.flatMap(({ key, ...exact }) => {
    const noisy = addNoise({ key, ...exact })
    // Groups that are withheld are worked out as well, so that the time taken does not show which they are.
    const cells = estimate(noisy)
    return isKept(keep, exact.coordinates, noisy.coordinates) ? [{ key, cells }] : []
  })
  return {
    rows: published.map(({ key, cells }) => [...key, ...cells.map(({ value }) => value)]),
    intervals: published.map(({ cells }) => cells.map(({ interval }) => interval)),
  }
}

/** What adds fresh noise to every coordinate and, when a node is looked at, to every node of a tree. */
function noiseAdder(step: PrivateStep, random: Random): (candidate: Candidate) => Noisy {
  const samplers = step.noise.map(noiseSampler)
  const trees = step.trees.map((shape, i) => {
    const noise = step.treeNoise[i]
    if (noise === undefined) throw new Error('a tree has no noise')
    const { standardDeviation } = noiseDistribution(noise)
    const { fanout, height } = shape
    return { fanout, height, noise: noiseSampler(noise), standardDeviation }
  })
  if (samplers.length !== step.coordinates.length) throw new Error('a coordinate has no noise')
  return ({ coordinates, leaves }) => ({
    coordinates: samplers.map((sample, i) => (coordinates[i] ?? 0n) + sample(random)),
    trees: trees.map((tree, i): QuantileTree => quantileTree({ ...tree, leafCounts: leaves[i] ?? new Map() }, random)),
  })
}
