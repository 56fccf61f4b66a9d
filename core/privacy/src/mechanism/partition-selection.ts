import { rationalOf, toNumberDown } from '../exact/double.ts'
import { bitLength, floor, multiply, type Rational, rational } from '../exact/rational.ts'
import type { Random } from '../sample/random-bits.ts'
import { expNegative } from './exp-bounds.ts'

/** (ε, δ) for everything a unit does in at most `maxGroups` groups. */
export type SelectionParameters = { readonly epsilon: number; readonly delta: number; readonly maxGroups: number }

/** Decides group by group whether a key is published. */
export type PartitionSelection = {
  /** The probability with which a group of that many units is published; exact, and what `isPublished` uses. */
  readonly probability: (units: bigint) => Rational
  /** Whether this group is published. */
  readonly isPublished: (units: bigint, random: Random) => boolean
}

// Where π did not reach 1 after so many units it stays as it is: staying is private too, and memory has an end.
const longestTable = 1 << 20

/**
 * Publishes a group's key with the largest probability that (ε, δ) allows for its number of units.
 *
 * Guarantee: keys are (ε, δ)-differentially private, and δ-approximate ε²/(2·maxGroups)-zCDP, for adding or removing a
 * unit that is in at most `maxGroups` groups. A group without units is never published.
 * Requires: ε > 0, 0 < δ < 1, maxGroups ≥ 1; RangeError otherwise.
 * Proof: docs/proofs/partition-selection.md, Theorems 1 and 2.
 * Source: Desfontaines, Voss, Gipson, Mandayam 2020 (arXiv:2006.03684), the recursion of Theorem 1.
 */
export function partitionSelection(parameters: SelectionParameters): PartitionSelection {
  const { epsilon, delta } = perGroup(parameters)
  const bits = 64 + bitLength(delta.denominator) - bitLength(delta.numerator)
  const one = 1n << BigInt(bits)
  const decay = expNegative(epsilon, bits).high
  const deltaBelow = floor(multiply(delta, rational(one)))
  const table: bigint[] = [0n]
  const numeratorOf = (units: bigint): bigint => {
    for (let last = table.at(-1) ?? 0n; last < one && table.length <= longestTable; table.push(last)) {
      if (BigInt(table.length) > units) break
      last = next(last, { one, decay, delta: deltaBelow })
    }
    return table[Number(units < BigInt(table.length) ? units : BigInt(table.length - 1))] ?? 0n
  }
  const probability = (units: bigint): Rational => rational(numeratorOf(checkedUnits(units)), one)
  return {
    probability,
    isPublished: (units, random) => random.below(one) < numeratorOf(checkedUnits(units)),
  }
}

/** What a selection costs in zero-concentrated terms: δ-approximate ρ-zCDP, ρ exact for the double ε. */
export function partitionSelectionLoss(parameters: SelectionParameters): {
  readonly rho: Rational
  readonly delta: number
} {
  perGroup(parameters)
  const { numerator, denominator } = rationalOf(parameters.epsilon)
  return {
    rho: rational(numerator ** 2n, 2n * BigInt(parameters.maxGroups) * denominator ** 2n),
    delta: parameters.delta,
  }
}

/** The probability with which a group of that many units is published, as a double that is not above it. */
export function partitionKeepProbability(parameters: SelectionParameters & { readonly units: bigint }): number {
  return toNumberDown(partitionSelection(parameters).probability(parameters.units))
}

type Step = { readonly one: bigint; readonly decay: bigint; readonly delta: bigint }

// π(n) from π(n − 1), both times `one`: every term is rounded down.
function next(previous: bigint, { one, decay, delta }: Step): bigint {
  const grown = (previous * one) / decay + delta
  const rest = one - previous - delta
  const saturated = rest <= 0n ? one : one - (decay * rest + one - 1n) / one
  const smaller = grown < saturated ? grown : saturated
  return smaller < one ? smaller : one
}

function perGroup({ epsilon, delta, maxGroups }: SelectionParameters): { epsilon: Rational; delta: Rational } {
  if (!(epsilon > 0 && Number.isFinite(epsilon))) throw new RangeError(`a selection needs an epsilon above 0`)
  if (!(delta > 0 && delta < 1)) throw new RangeError('a selection needs a delta between 0 and 1')
  if (!(Number.isSafeInteger(maxGroups) && maxGroups >= 1)) throw new RangeError('a unit is in at least one group')
  const share = rational(1n, BigInt(maxGroups))
  return { epsilon: multiply(rationalOf(epsilon), share), delta: multiply(rationalOf(delta), share) }
}

function checkedUnits(units: bigint): bigint {
  if (units < 0n) throw new RangeError('a group has no negative number of units')
  return units
}
