import { expm1Down, log1pDown, multiplyDown, multiplyUp } from '../exact/outward.ts'

/** An upper bound of Pr[Z ≥ k] for the noise Z, not growing in k. */
export type UpperTail = (k: bigint) => number

/** A group as it would be published, beside what only the owner's side knows. */
export type NoisyGroup = { readonly units: bigint; readonly noisyUnits: bigint }

/**
 * Whether a group is published: where at least `minimumUnits` units are in it, and the noisy number of units less
 * (`minimumUnits` − 1) reaches the threshold.
 *
 * Guarantee: a unit that alone makes a group eligible is published with probability Pr[1 + Z ≥ threshold], whatever
 * `minimumUnits` is; the noisy number itself is paid for apart.
 * Requires: a threshold made for the noise in `noisyUnits`; minimumUnits ≥ 1; RangeError otherwise.
 * Proof: docs/proofs/gaussian-threshold.md, Theorem 1.
 * Source: GoogleSQL's rule for min_privacy_units_per_group.
 */
export function isGroupPublished(
  group: NoisyGroup,
  rule: { readonly threshold: bigint; readonly minimumUnits: number },
): boolean {
  if (!(Number.isSafeInteger(rule.minimumUnits) && rule.minimumUnits >= 1)) {
    throw new RangeError('a group has a minimum of one unit')
  }
  const minimum = BigInt(rule.minimumUnits)
  return group.units >= minimum && group.noisyUnits - (minimum - 1n) >= rule.threshold
}

/**
 * An upper bound of δ: the probability that any of `maxGroups` groups with nobody but one unit in them is published,
 * if the unit counts `sensitivity` in each and a group is published where its noisy count is at least the threshold.
 *
 * Proof: docs/proofs/gaussian-threshold.md, Lemma 2.
 */
export function selectionDelta(
  tail: UpperTail,
  rule: { readonly threshold: bigint; readonly maxGroups: number; readonly sensitivity?: bigint },
): number {
  checkGroups(rule.maxGroups)
  const single = Math.min(1, tail(rule.threshold - (rule.sensitivity ?? 1n)))
  const union = multiplyUp(rule.maxGroups, single)
  // 1 − (1 − p)^κ is smaller, and much smaller where κp is not small.
  const exact = single === 1 ? 1 : 0 - expm1Down(multiplyDown(rule.maxGroups, log1pDown(-single)))
  return Math.min(1, union, exact)
}

// Tails of doubles end near 5e-324; times any number of groups they stay below this.
const smallestDelta = 1e-300

/**
 * The smallest threshold of at least 1 whose `selectionDelta` is not above δ. Throws RangeError unless 1e-300 ≤ δ < 1.
 *
 * Proof: docs/proofs/gaussian-threshold.md, Lemma 2.
 */
export function smallestThreshold(
  tail: UpperTail,
  rule: { readonly delta: number; readonly maxGroups: number; readonly sensitivity?: bigint },
): bigint {
  if (!(rule.delta >= smallestDelta && rule.delta < 1)) {
    throw new RangeError('a threshold needs a delta from 1e-300 to below 1')
  }
  const isPrivate = (threshold: bigint): boolean => selectionDelta(tail, { ...rule, threshold }) <= rule.delta
  if (isPrivate(1n)) return 1n
  let [open, enough] = [1n, 2n]
  while (!isPrivate(enough)) {
    open = enough
    enough *= 2n
  }
  while (enough - open > 1n) {
    const middle = (open + enough) >> 1n
    if (isPrivate(middle)) enough = middle
    else open = middle
  }
  return enough
}

function checkGroups(maxGroups: number): void {
  if (!(Number.isSafeInteger(maxGroups) && maxGroups >= 1)) throw new RangeError('a unit is in at least one group')
}
