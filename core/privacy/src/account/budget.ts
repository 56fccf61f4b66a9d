import { rationalOf, toNumberDown, toNumberUp } from '../exact/double.ts'
import { compare, floor, type Rational, rational } from '../exact/rational.ts'
import { zcdpEpsilon, zcdpRho } from '../loss/zcdp.ts'
import { decimalOf } from './decimal.ts'
import { deltaUnits, type Loss, lossUnits } from './loss.ts'

/** What may be lost, as people state it. A number stands for the decimal that was written. `pure` has no δ. */
export type Budget = {
  readonly epsilon: Rational | number
  readonly delta: Rational | number
  readonly accounting: Loss['kind']
}

/**
 * The losses that a budget admits, rounded down. Of δ one half converts ρ, and the other caps the sum of the δ of releases.
 *
 * Guarantee: what stays within the result, spent adaptively, is (epsilon, delta)-DP; with `pure` accounting, epsilon-DP.
 * Requires: epsilon > 0 and, with `zcdp` accounting, 0 < delta < 1.
 * Proof: docs/proofs/zcdp-filter.md, Theorem 2.
 * Source: Whitehouse, Ramdas, Rogers, Wu 2023, Theorem 1 (arXiv:2203.05481).
 */
export function budgetCap({ epsilon, delta, accounting }: Budget): Loss {
  const exact = exactly(epsilon)
  if (exact.numerator <= 0n) throw new RangeError('epsilon must be above 0')
  switch (accounting) {
    case 'pure':
      return { kind: 'pure', epsilon: unitsDown(exact, lossUnits) }
    case 'zcdp': {
      const half = conversionDelta(delta)
      const rho = zcdpRho(toNumberDown(exact), toNumberDown(rational(half, deltaUnits)))
      return { kind: 'zcdp', rho: unitsDown(rationalOf(rho), lossUnits), delta: half }
    }
  }
}

/** The half of a budget's δ that converts ρ, in units of 1e-18, rounded down. Throws RangeError unless 2e-18 ≤ delta < 1. */
export function conversionDelta(delta: Rational | number): bigint {
  const exact = exactly(delta)
  if (compare(exact, rational(1n)) >= 0) throw new RangeError('delta must be below 1')
  const half = unitsDown({ numerator: exact.numerator, denominator: exact.denominator * 2n }, deltaUnits)
  if (half < 1n) throw new RangeError('delta must be at least 2e-18')
  return half
}

/** The ε, rounded up, that a loss comes to at the given conversion δ, in units of 1e-18. A pure loss needs none. */
export function lossEpsilon(loss: Loss, conversion: bigint): number {
  switch (loss.kind) {
    case 'pure':
      return toNumberUp(rational(loss.epsilon, lossUnits))
    case 'zcdp':
      return zcdpEpsilon(toNumberUp(rational(loss.rho, lossUnits)), toNumberDown(rational(conversion, deltaUnits)))
  }
}

/** The δ, rounded up, that a loss comes to with its conversion δ, in units of 1e-18; 0 of a pure loss. */
export function lossDelta(loss: Loss, conversion: bigint): number {
  return loss.kind === 'pure' ? 0 : toNumberUp(rational(loss.delta + conversion, deltaUnits))
}

function exactly(amount: Rational | number): Rational {
  return typeof amount === 'number' ? decimalOf(amount) : amount
}

function unitsDown(amount: Rational, units: bigint): bigint {
  return floor({ numerator: amount.numerator * units, denominator: amount.denominator })
}
