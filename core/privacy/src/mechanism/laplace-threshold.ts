import { discreteLaplaceDistribution } from '../distribution/discrete-laplace.ts'
import { toNumberUp } from '../exact/double.ts'
import { expUp, multiplyUp } from '../exact/outward.ts'
import { divide, type Rational, rational } from '../exact/rational.ts'
import { selectionDelta, smallestThreshold } from './threshold.ts'

/** Discrete Laplace noise on the number of units of each group; a unit is in at most `maxGroups`. */
export type LaplaceCounts = { readonly scale: Rational; readonly maxGroups: number }

/**
 * The smallest threshold at which publishing a group iff its noisy number of units reaches it fails with probability at
 * most δ. With a minimum of units the rule of `isGroupPublished` needs the same threshold.
 *
 * Guarantee: published keys and noisy numbers of units are (κ/scale, δ)-differentially private, κ being `maxGroups`.
 * Requires: 1e-300 ≤ δ < 1, maxGroups ≥ 1, noise independent between groups; RangeError otherwise.
 * Proof: docs/proofs/laplace-threshold.md, Theorem 1.
 * Source: Korolova, Kenthapadi, Mishra, Ntoulas 2009; the sum over integers is exact.
 */
export function discreteLaplaceThreshold(input: LaplaceCounts & { readonly delta: number }): bigint {
  return smallestThreshold(discreteLaplaceDistribution(input.scale).tailAtLeast, input)
}

/** The δ of a threshold, rounded up: where a unit counts `sensitivity` (1 by default) in each of its groups. */
export function discreteLaplaceThresholdDelta(
  input: LaplaceCounts & { readonly threshold: bigint; readonly sensitivity?: bigint },
): number {
  return selectionDelta(discreteLaplaceDistribution(input.scale).tailAtLeast, input)
}

/**
 * The δ of a threshold on numbers of rows where a unit is `rows` rows anywhere: group privacy over the δ of one row.
 *
 * Proof: docs/proofs/laplace-threshold.md, Corollary 3.
 * Source: Tumult Core, GeometricPartitionSelection.
 */
export function geometricSelectionDelta(input: {
  readonly scale: Rational
  readonly threshold: bigint
  readonly rows: number
}): number {
  if (!(Number.isSafeInteger(input.rows) && input.rows >= 0)) throw new RangeError('a unit has a whole number of rows')
  if (input.rows === 0) return 0
  const single = discreteLaplaceThresholdDelta({ ...input, maxGroups: 1 })
  if (input.rows === 1) return single
  const epsilon = toNumberUp(divide(rational(BigInt(input.rows)), input.scale))
  return Math.min(1, multiplyUp(multiplyUp(input.rows, expUp(epsilon)), single))
}
