import type { Random } from '../sample/random-bits.ts'
import type { Sampler } from '../sample/sampler.ts'
import type { UpperTail } from './threshold.ts'

/** Bin 0 is [0, scale], bin i is (scale · base^(i−1), scale · base^i]; as many again below 0, from (0, −scale] on. */
export type LogHistogramShape = { readonly bins: number; readonly base: number; readonly scale: number }

/** How many values lie in each bin, from the one next to 0 outwards. */
export type LogHistogram<Count> = { readonly negative: readonly Count[]; readonly positive: readonly Count[] }

/** Bounds of most values, or that there are too few values to say. */
export type BoundsOutcome =
  | { readonly kind: 'found'; readonly low: number; readonly high: number }
  | { readonly kind: 'not-found' }

export type PrivateBoundsInput = {
  readonly histogram: LogHistogram<bigint>
  readonly shape: LogHistogramShape
  readonly noise: Sampler
  /** Of the same noise. */
  readonly tail: UpperTail
  /** How likely an empty bin may be taken for a filled one; ten times as likely again and again, up to `mostFailure`. */
  readonly failure: number
  readonly mostFailure: number
}

/**
 * Bounds of most of the values, from a noisy histogram of their magnitudes.
 *
 * Guarantee: a function of noisy counts alone. A unit with at most m values changes the counts by at most m in L1 and in
 * L2: the noise must be priced for that. Where no bin stands out the outcome says so; it never is a guess.
 * Requires: a histogram of the shape, counts ≥ 0, 0 < failure ≤ mostFailure < 1; RangeError otherwise.
 * Proof: docs/proofs/private-bounds.md, Theorem 1.
 * Source: Wilson et al. 2020 (arXiv:1909.01917), §5.1.1.
 */
export function privateBounds(input: PrivateBoundsInput, random: Random): BoundsOutcome {
  const { shape, failure, mostFailure } = input
  if (!(failure > 0 && failure <= mostFailure && mostFailure < 1)) {
    throw new RangeError('bounds fail with a probability between 0 and 1')
  }
  const noisy = {
    negative: noisyCounts(input.histogram.negative, input, random),
    positive: noisyCounts(input.histogram.positive, input, random),
  }
  for (let allowed = failure; ; allowed = Math.min(10 * allowed, mostFailure)) {
    const found = boundsOfHistogram(noisy, shape, Number(emptyBinThreshold(input.tail, shape.bins, allowed)))
    if (found.kind === 'found' || allowed === mostFailure) return found
  }
}

/**
 * The bounds between which the bins lie that reach the threshold.
 *
 * Proof: docs/proofs/private-bounds.md, Theorem 1 (post-processing).
 */
export function boundsOfHistogram(
  counts: LogHistogram<bigint | number>,
  shape: LogHistogramShape,
  threshold: number,
): BoundsOutcome {
  checkShape(shape)
  const edges = [
    ...sideEdges(counts.negative, shape, threshold).map(([inner, outer]) => [-outer, 0 - inner] as const),
    ...sideEdges(counts.positive, shape, threshold),
  ]
  if (edges.length === 0) return { kind: 'not-found' }
  return {
    kind: 'found',
    low: Math.min(...edges.map(([low]) => low)),
    high: Math.max(...edges.map(([, high]) => high)),
  }
}

/** The histogram of these values; NaN is in no bin, and what is beyond the outermost bin is in it. */
export function logHistogram(values: Iterable<number>, shape: LogHistogramShape): LogHistogram<bigint> {
  checkShape(shape)
  const negative = Array.from({ length: shape.bins }, () => 0n)
  const positive = [...negative]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    const side = value < 0 ? negative : positive
    const bin = binOf(Math.abs(value), shape)
    side[bin] = (side[bin] ?? 0n) + 1n
  }
  return { negative, positive }
}

/** The smallest count that Laplace noise 1/ε leaves all empty bins below with this probability, if one bin is filled. */
export function approximateBoundsThreshold(input: {
  readonly bins: number
  readonly successProbability: number
  readonly epsilon: number
}): number {
  return -Math.log(2 * emptyBinTail(input.bins, Math.log(input.successProbability))) / input.epsilon
}

function emptyBinThreshold(tail: UpperTail, bins: number, failure: number): bigint {
  const allowed = emptyBinTail(bins, Math.log1p(-failure))
  let enough = 1n
  while (tail(enough) > allowed) enough *= 2n
  let open = enough / 2n
  while (enough - open > 1n) {
    const middle = (open + enough) >> 1n
    if (tail(middle) <= allowed) enough = middle
    else open = middle
  }
  return enough
}

// Bounds are sought where there are values: one of the 2·bins bins is not empty.
function emptyBinTail(bins: number, logSuccess: number): number {
  return -Math.expm1(logSuccess / (2 * bins - 1))
}

function noisyCounts(counts: readonly bigint[], input: PrivateBoundsInput, random: Random): readonly bigint[] {
  if (counts.length !== input.shape.bins) throw new RangeError('a histogram has the bins of its shape')
  return counts.map((count) => {
    if (count < 0n) throw new RangeError('a bin has no negative number of values')
    return count + input.noise(random)
  })
}

function sideEdges(
  counts: readonly (bigint | number)[],
  shape: LogHistogramShape,
  threshold: number,
): (readonly [inner: number, outer: number])[] {
  return counts.flatMap((count, bin) =>
    count >= threshold ? [[bin === 0 ? 0 : outerEdge(bin - 1, shape), outerEdge(bin, shape)] as const] : [],
  )
}

function binOf(magnitude: number, shape: LogHistogramShape): number {
  let bin = 0
  while (bin < shape.bins - 1 && magnitude > outerEdge(bin, shape)) bin++
  return bin
}

function outerEdge(bin: number, { base, scale }: LogHistogramShape): number {
  return Math.min(scale * base ** bin, Number.MAX_VALUE)
}

function checkShape({ bins, base, scale }: LogHistogramShape): void {
  if (!(Number.isSafeInteger(bins) && bins >= 1)) throw new RangeError('a histogram has at least one bin')
  if (!(base > 1 && Number.isFinite(base))) throw new RangeError('bins grow by a base above 1')
  if (!(scale > 0 && Number.isFinite(scale))) throw new RangeError('the first bin has a finite size above 0')
}
