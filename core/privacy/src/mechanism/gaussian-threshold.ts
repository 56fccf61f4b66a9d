import { discreteGaussianDistribution } from '../distribution/discrete-gaussian.ts'
import type { Rational } from '../exact/rational.ts'
import { selectionDelta, smallestThreshold } from './threshold.ts'

/** Discrete Gaussian noise on the number of units of each group; a unit is in at most `maxGroups`. */
export type GaussianCounts = { readonly sigmaSquared: Rational; readonly maxGroups: number }

/**
 * The smallest threshold at which publishing a group iff its noisy number of units reaches it fails with probability at
 * most δ. With a minimum of units the rule of `isGroupPublished` needs the same threshold.
 *
 * Guarantee: published keys and noisy numbers of units are δ-approximate κ/(2σ²)-zCDP, κ being `maxGroups`.
 * Requires: 1e-300 ≤ δ < 1, maxGroups ≥ 1, noise independent between groups; RangeError otherwise.
 * Proof: docs/proofs/gaussian-threshold.md, Theorem 1.
 * Source: Wilkins, Kifer, Zhang, Karrer 2024 (arXiv:2202.01100) for the continuous case.
 */
export function gaussianThreshold(input: GaussianCounts & { readonly delta: number }): bigint {
  return smallestThreshold(discreteGaussianDistribution(input.sigmaSquared).tailAtLeast, input)
}

/** The δ of a threshold, rounded up: where a unit counts `sensitivity` (1 by default) in each of its groups. */
export function gaussianThresholdDelta(
  input: GaussianCounts & { readonly threshold: bigint; readonly sensitivity?: bigint },
): number {
  return selectionDelta(discreteGaussianDistribution(input.sigmaSquared).tailAtLeast, input)
}
