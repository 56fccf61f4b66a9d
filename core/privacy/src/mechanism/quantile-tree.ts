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

// Children below this many standard deviations are most likely noise alone: only what they hold together counts.
const significance = 2

// 95 % of a Laplace distribution lie within so many standard deviations, and more of any sum of them or of Gaussians.
const confidence95 = 2.12

/**
 * Quantiles from a tree of noisy counts. The noise of a node's children is drawn when they are first looked at and stays.
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
  const known = new Map<string, Children>()
  const childrenOf = (level: number, node: number): Children => {
    const key = `${level}:${node}`
    const seen = known.get(key)
    if (seen !== undefined) return seen
    const counts = Array.from({ length: input.fanout }, (_, i) =>
      Number((levels[level + 1]?.get(node * input.fanout + i) ?? 0n) + input.noise(random)),
    )
    const children = { counts, weights: weightsOf(counts, significance * input.standardDeviation) }
    known.set(key, children)
    return children
  }
  const tree: Walkable = { ...input, childrenOf }
  return {
    quantile: (fraction) => {
      if (!(fraction >= 0 && fraction <= 1)) throw new RangeError('a quantile is of a fraction between 0 and 1')
      const found = walk(tree, fraction)
      return { position: found.position, ...intervalOf(tree, fraction, found) }
    },
  }
}

type Children = {
  /** As they were drawn: unbiased, maybe negative. */
  readonly counts: readonly number[]
  /** Never negative: what the search goes by. */
  readonly weights: readonly number[]
}

type Walkable = Pick<QuantileTreeInput, 'fanout' | 'height' | 'standardDeviation'> & {
  readonly childrenOf: (level: number, node: number) => Children
}

/** A way from the root to where a fraction is reached. */
type Walk = {
  readonly position: number
  /** The ends of the node in which the search ended. */
  readonly low: number
  readonly high: number
  readonly steps: readonly { readonly counts: readonly number[]; readonly child: number }[]
}

function weightsOf(counts: readonly number[], least: number): readonly number[] {
  const isSignificant = counts.map((count) => count > 0 && count >= least)
  const rest = counts.filter((_, i) => !isSignificant[i])
  const share = Math.max(0, sum(rest)) / rest.length
  return counts.map((count, i) => (isSignificant[i] ? count : share))
}

// Each node's weights make a measure on its part of the range; the position is where it reaches the fraction, which
// does not fall as the fraction grows.
function walk(tree: Walkable, fraction: number): Walk {
  const steps: Walk['steps'][number][] = []
  let [node, width, within] = [0, 1, Math.min(1, Math.max(0, fraction))]
  for (let level = 0; level < tree.height; level++) {
    const { counts, weights } = tree.childrenOf(level, node)
    const target = within * sum(weights)
    if (sum(weights) === 0) break
    const { child, before } = childAt(weights, target)
    steps.push({ counts, child })
    within = Math.min(1, Math.max(0, (target - before) / (weights[child] ?? 1)))
    node = node * tree.fanout + child
    width /= tree.fanout
  }
  const low = node * width
  return { position: low + within * width, low, high: low + width, steps }
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

// From as far away as the noise is large, on until the rank of a node's end is surely beyond the wanted one. To look
// closer would be to try noise often where many values share one rank.
function intervalOf(tree: Walkable, fraction: number, found: Walk): { readonly low: number; readonly high: number } {
  const rows = sum(tree.childrenOf(0, 0).counts)
  if (!(rows > 0)) return { low: 0, high: 1 }
  const step = Math.max((confidence95 * rankAt(tree, fraction, found, 0).deviation) / 2, 1) / rows
  const isBelow = ({ excess, deviation }: Rank): boolean => excess <= -confidence95 * deviation
  const isAbove = ({ excess, deviation }: Rank): boolean => excess >= confidence95 * deviation
  let [low, high] = [0, 1]
  for (let at = fraction - 2 * step; at > 0; at -= step) {
    const end = walk(tree, at)
    if (!isBelow(rankAt(tree, fraction, end, 0))) continue
    low = end.low
    break
  }
  for (let at = fraction + 2 * step; at < 1; at += step) {
    const end = walk(tree, at)
    if (!isAbove(rankAt(tree, fraction, end, 1))) continue
    high = end.high
    break
  }
  return { low: Math.min(low, found.position), high: Math.max(high, found.position) }
}

/** How many more rows than the wanted share lie below a node's end, without bias, and how far that may be off. */
type Rank = { readonly excess: number; readonly deviation: number }

// What lies to the left, level by level. A node's children and its own count tell the same total twice: the difference,
// times the share that lies to the left, takes out most of the noise. `end` is 0 for the node's lower end, 1 for its
// upper one.
function rankAt(tree: Walkable, fraction: number, { steps }: Walk, end: 0 | 1): Rank {
  let [excess, variance, own] = [0, 0, 0]
  for (const [level, { counts, child }] of steps.entries()) {
    const share = level === 0 ? fraction : child / tree.fanout
    const below = steps[level + 1]
    const next = below === undefined ? end : below.child / tree.fanout
    excess += sum(counts.slice(0, child)) - share * (sum(counts) - own)
    variance += (1 - share) ** 2 * child + share ** 2 * (tree.fanout - 1 - child) + (share - next) ** 2
    own = counts[child] ?? 0
  }
  return { excess: excess + end * own, deviation: tree.standardDeviation * Math.sqrt(variance) }
}

/**
 * The exact counts of all nodes that have rows, by level from the root down; the tree's sensitivity is theirs.
 *
 * Proof: docs/proofs/quantile-tree.md, Theorem 1.
 */
export function countsByLevel({
  leafCounts,
  fanout,
  height,
}: Pick<QuantileTreeInput, 'leafCounts' | 'fanout' | 'height'>): readonly ReadonlyMap<number, bigint>[] {
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
