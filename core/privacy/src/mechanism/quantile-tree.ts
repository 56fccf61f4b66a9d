import type { Random } from '../sample/random-bits.ts'
import type { Sampler } from '../sample/sampler.ts'

/** What is counted in a tree: rows per leaf; leaves are numbered from 0 and fanout^height of them cover the range. */
export type QuantileTreeInput = {
  readonly leafCounts: ReadonlyMap<number, bigint>
  readonly fanout: number
  readonly height: number
  /** The noise of every node, and its standard deviation or more; intervals are made of it. */
  readonly noise: Sampler
  readonly standardDeviation: number
}

/** Where a quantile lies in the range: 0 is its lower end, 1 its upper one. */
export type QuantileEstimate = {
  readonly position: number
  /** Between these the quantile of the bounded rows lies with probability 95 %. */
  readonly low: number
  readonly high: number
}

/** Any number of quantiles of one noisy tree. */
export type QuantileTree = { readonly quantile: (fraction: number) => QuantileEstimate }

/** Google's published defaults: 16⁴ = 65,536 leaves. */
export const defaultTreeShape: { readonly fanout: number; readonly height: number } = { fanout: 16, height: 4 }

// A child with a smaller share of its node than this counts as empty: it is most likely noise alone.
const smallestShare = 0.0075

/**
 * Quantiles from a tree of noisy counts. A node's noise is drawn when it is first looked at and stays.
 *
 * Guarantee: all quantiles together are a function of one vector of counts with independent noise. A unit with at most
 * m rows in the tree changes that vector by at most m·height in L1 and by at most m²·height in squared L2: the noise
 * must be priced for that (`levels: height`, `sensitivity: m` of a joint release).
 * Requires: fanout ≥ 2, height ≥ 1, leaves within the tree, counts ≥ 0; RangeError otherwise. Fractions in [0, 1].
 * Proof: docs/proofs/quantile-tree.md, Theorem 1 and Proposition 2.
 * Source: the tree of google/differential-privacy's bounded quantiles; the search is ours.
 */
export function quantileTree(input: QuantileTreeInput, random: Random): QuantileTree {
  const levels = countsByLevel(input)
  const drawn = new Map<string, number>()
  const weights = new Map<string, readonly number[]>()
  const noisyCount = (level: number, node: number): number => {
    const key = `${level}:${node}`
    const known = drawn.get(key)
    if (known !== undefined) return known
    const noisy = Number((levels[level]?.get(node) ?? 0n) + input.noise(random))
    drawn.set(key, noisy)
    return noisy
  }
  const childWeights = (level: number, node: number): readonly number[] => {
    const key = `${level}:${node}`
    const known = weights.get(key)
    if (known !== undefined) return known
    const noisy = Array.from({ length: input.fanout }, (_, i) =>
      Math.max(0, noisyCount(level + 1, node * input.fanout + i)),
    )
    const least = smallestShare * sum(noisy)
    const kept = noisy.map((count) => (count < least ? 0 : count))
    weights.set(key, kept)
    return kept
  }
  const search = (fraction: number): Walk => walk({ ...input, childWeights }, fraction)
  return {
    quantile: (fraction) => {
      if (!(fraction >= 0 && fraction <= 1)) throw new RangeError('a quantile is of a fraction between 0 and 1')
      const found = search(fraction)
      const rows = Array.from({ length: input.fanout }, (_, i) => noisyCount(1, i)).reduce((a, b) => a + b, 0)
      // Three in a hundred thousand below the true total, so that the share is not too small.
      const certain = rows - 4 * input.standardDeviation * Math.sqrt(input.fanout)
      const share = certain > 0 ? rankError(input, found) / certain : 1
      return {
        position: found.position,
        low: fraction - share <= 0 ? 0 : Math.min(search(fraction - share).low, found.position),
        high: fraction + share >= 1 ? 1 : Math.max(search(fraction + share).high, found.position),
      }
    },
  }
}

type Walk = {
  readonly position: number
  /** The node in which the search ended. */
  readonly low: number
  readonly high: number
  /** The fraction that was sought in each node on the way. */
  readonly fractions: readonly number[]
}

type Walkable = Pick<QuantileTreeInput, 'fanout' | 'height'> & {
  readonly childWeights: (level: number, node: number) => readonly number[]
}

// Each node's weights make a measure on its part of the range; the position is where it reaches the fraction, which
// does not fall as the fraction grows.
function walk(tree: Walkable, fraction: number): Walk {
  const fractions: number[] = []
  let [node, width, within] = [0, 1, fraction]
  for (let level = 0; level < tree.height; level++) {
    const weights = tree.childWeights(level, node)
    const total = sum(weights)
    if (total === 0) break
    fractions.push(within)
    const target = within * total
    const { child, before } = childAt(weights, target)
    within = Math.min(1, Math.max(0, (target - before) / (weights[child] ?? 1)))
    node = node * tree.fanout + child
    width /= tree.fanout
  }
  const low = node * width
  return { position: low + within * width, low, high: low + width, fractions }
}

function childAt(weights: readonly number[], target: number): { readonly child: number; readonly before: number } {
  let before = 0
  let last = { child: 0, before: 0 }
  for (const [child, weight] of weights.entries()) {
    if (weight === 0) continue
    last = { child, before }
    if (before + weight >= target) return last
    before += weight
  }
  return last
}

// At each node the rank sought is off by the noise of the children to the left, times 1 − f, and of the others, times
// f. 2.12 standard deviations hold 95 % of a Laplace distribution, and of any sum of them or of Gaussians.
function rankError(input: QuantileTreeInput, found: Walk): number {
  const variance = sum(found.fractions.map((f) => input.fanout * Math.max(f, 1 - f) ** 2))
  return 2.12 * input.standardDeviation * Math.sqrt(variance)
}

function countsByLevel({ leafCounts, fanout, height }: QuantileTreeInput): readonly ReadonlyMap<number, bigint>[] {
  const isShape = Number.isSafeInteger(fanout) && fanout >= 2 && Number.isSafeInteger(height) && height >= 1
  if (!isShape || fanout ** height > 2 ** 40) throw new RangeError('a tree has a fanout of 2 or more and some levels')
  const leaves = fanout ** height
  const levels: Map<number, bigint>[] = Array.from({ length: height + 1 }, () => new Map())
  for (const [leaf, count] of leafCounts) {
    if (!(Number.isSafeInteger(leaf) && leaf >= 0 && leaf < leaves))
      throw new RangeError('a leaf is outside of its tree')
    if (count < 0n) throw new RangeError('a leaf has no negative number of rows')
    for (let level = height, node = leaf; level > 0; level--, node = Math.floor(node / fanout)) {
      const counts = levels[level]
      counts?.set(node, (counts.get(node) ?? 0n) + count)
    }
  }
  return levels
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}
