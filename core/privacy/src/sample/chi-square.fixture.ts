import type { NoiseDistribution } from '../distribution/noise-distribution.ts'
import type { Random } from './random-bits.ts'
import type { Sampler } from './sampler.ts'

/** Pearson's statistic, and a limit that it exceeds with a probability below 1e-9 if the counts are as expected. */
export type Fit = { readonly statistic: number; readonly limit: number }

/**
 * Compares counts with expected counts, neighbouring cells put together until 100 are expected.
 *
 * The limit is Laurent and Massart's bound (2000, Lemma 1) of the chi-square quantile at 1e-12; the three further powers
 * of ten are for the counts being multinomial, not normal.
 */
export function chiSquare(observed: readonly number[], expected: readonly number[]): Fit {
  let [statistic, cells, seen, due] = [0, 0, 0, 0]
  let left = expected.reduce((sum, count) => sum + count, 0)
  expected.forEach((count, i) => {
    seen += observed[i] ?? 0
    due += count
    left -= count
    const isLast = i === expected.length - 1
    if (!isLast && (due < 100 || left < 100)) return
    statistic += due === 0 && seen === 0 ? 0 : (seen - due) ** 2 / due
    cells += 1
    seen = 0
    due = 0
  })
  const freedom = Math.max(1, cells - 1)
  const x = Math.log(1e12)
  return { statistic, limit: freedom + 2 * Math.sqrt(freedom * x) + 2 * x }
}

/** Draws a sample and compares how it falls between the edges with what the distribution says. */
export function fit(
  sampler: Sampler,
  random: Random,
  { distribution, edges, draws }: { distribution: NoiseDistribution; edges: readonly bigint[]; draws: number },
): Fit {
  const tails = [1, ...edges.map(distribution.tailAtLeast), 0]
  const expected = tails.slice(0, -1).map((tail, i) => draws * (tail - (tails[i + 1] ?? 0)))
  const observed = expected.map(() => 0)
  for (let i = 0; i < draws; i++) {
    const cell = cellOf(sampler(random), edges)
    observed[cell] = (observed[cell] ?? 0) + 1
  }
  return chiSquare(observed, expected)
}

/** The edges −count·width, …, −width, 0, width, …, shifted by half a step, so that 0 stands in the middle of a cell. */
export function edgesAround(width: bigint, count: number): readonly bigint[] {
  return Array.from({ length: 2 * count }, (_, i) => BigInt(i - count) * width + (width + 1n) / 2n)
}

function cellOf(x: bigint, edges: readonly bigint[]): number {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (x >= (edges[middle] ?? 0n)) low = middle + 1
    else high = middle
  }
  return low
}
