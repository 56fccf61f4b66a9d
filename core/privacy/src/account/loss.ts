import { rationalOf, toNumberUp } from '../exact/double.ts'
import { ceil, type Rational, rational } from '../exact/rational.ts'

/**
 * What a ledger counts, in whole units so that sums are exact: ρ and ε in units of 1e-15, δ in units of 1e-18.
 * `zcdp` is δ-approximate ρ-zCDP, `pure` is ε-differential privacy. The two are never added to each other.
 */
export type Loss =
  | { readonly kind: 'zcdp'; readonly rho: bigint; readonly delta: bigint }
  | { readonly kind: 'pure'; readonly epsilon: bigint }

/** The units of ρ and ε in 1. */
export const lossUnits: bigint = 10n ** 15n

/** The units of δ in 1. */
export const deltaUnits: bigint = 10n ** 18n

/** The cost of a mechanism that is delta-approximate rho-zCDP, rounded up. A number stands for its exact value. */
export function zcdpLoss(rho: Rational | number, delta: Rational | number = 0): Loss {
  return { kind: 'zcdp', rho: unitsUp(rho, lossUnits), delta: unitsUp(delta, deltaUnits) }
}

/** The cost of a mechanism that is epsilon-differentially private, rounded up. A number stands for its exact value. */
export function pureLoss(epsilon: Rational | number): Loss {
  return { kind: 'pure', epsilon: unitsUp(epsilon, lossUnits) }
}

/** Nothing spent, of the kind of another loss. */
export function noLoss(kind: Loss['kind']): Loss {
  return kind === 'pure' ? { kind, epsilon: 0n } : { kind, rho: 0n, delta: 0n }
}

/** The loss of both, one after the other. Throws RangeError where they are of different kinds. */
export function addLoss(a: Loss, b: Loss): Loss {
  if (a.kind === 'pure' && b.kind === 'pure') return { kind: 'pure', epsilon: a.epsilon + b.epsilon }
  if (a.kind === 'zcdp' && b.kind === 'zcdp') return { kind: 'zcdp', rho: a.rho + b.rho, delta: a.delta + b.delta }
  throw new RangeError('pure and zero-concentrated losses do not add up')
}

/** Whether a cost may be spent after what was spent without passing the cap in any part. Throws RangeError where kinds differ. */
export function fits(spent: Loss, cost: Loss, cap: Loss): boolean {
  if (parts(cost, cap).some(([units]) => units < 0n)) throw new RangeError('a cost is not negative')
  return parts(addLoss(spent, cost), cap).every(([units, limit]) => units <= limit)
}

/**
 * The share of a cap that is spent, rounded up: the larger of those of ρ and δ. It is above 1 where a cap was lowered below
 * what is spent, and Infinity where something is spent of nothing.
 */
export function shareSpent(spent: Loss, cap: Loss): number {
  return Math.max(...parts(spent, cap).map(([units, limit]) => share(units, limit)))
}

/** How many more times a cost fits under the cap; undefined where it costs nothing. Throws RangeError where kinds differ. */
export function timesThatFit(spent: Loss, cost: Loss, cap: Loss): bigint | undefined {
  const prices = parts(cost, cap)
  let least: bigint | undefined
  for (const [index, [units, limit]] of parts(spent, cap).entries()) {
    const price = prices[index]?.[0] ?? 0n
    if (units > limit) return 0n
    if (price > 0n && (least === undefined || (limit - units) / price < least)) least = (limit - units) / price
  }
  return least
}

function parts(loss: Loss, cap: Loss): [bigint, bigint][] {
  if (loss.kind === 'pure' && cap.kind === 'pure') return [[loss.epsilon, cap.epsilon]]
  if (loss.kind === 'zcdp' && cap.kind === 'zcdp')
    return [
      [loss.rho, cap.rho],
      [loss.delta, cap.delta],
    ]
  throw new RangeError('pure and zero-concentrated losses are not compared')
}

function share(units: bigint, limit: bigint): number {
  if (units === 0n) return 0
  return limit === 0n ? Number.POSITIVE_INFINITY : toNumberUp(rational(units, limit))
}

function unitsUp(amount: Rational | number, units: bigint): bigint {
  const exact = typeof amount === 'number' ? rationalOf(amount) : amount
  if (exact.numerator < 0n) throw new RangeError('a loss is not negative')
  return ceil({ numerator: exact.numerator * units, denominator: exact.denominator })
}
