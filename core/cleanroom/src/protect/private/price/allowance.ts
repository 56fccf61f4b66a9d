import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import {
  add,
  decimalOf,
  divide,
  type Rational,
  rational,
  rationalOf,
  toNumberUp,
  zcdpEpsilon,
  zcdpRho,
} from '@glovebox/privacy'
import type { BoundedStep } from '../../../model/private-step.ts'
import { remembered } from '../../../release/remembered.ts'
import { type Accounting, lossForUsers } from './loss-for-users.ts'
import type { OwnerPrice } from './owner-price.ts'
import { dependsOnRows } from './step-vector.ts'

/** What each step may lose, as ρ or ε. */
export type Allowance = { readonly steps: readonly Rational[]; readonly total: Rational }

/**
 * What an owner's price lets each step lose. A price in ε is split equally over the steps that show anything of rows; a
 * price in noise gives every coordinate the same noise for its sensitivity.
 */
export function allowance(steps: readonly BoundedStep[], owner: OwnerPrice, accounting: Accounting): Allowance {
  const losses = allowedLosses(steps, owner, accounting)
  return { steps: losses, total: sum(losses) }
}

/** Refuses a loss that a price in noise makes higher than its owner allows for one query. */
export function checkLimit(loss: Rational, owner: OwnerPrice, accounting: Accounting): readonly Diagnostic[] {
  if (owner.asked.kind === 'epsilon') return []
  const epsilon = promisedEpsilon(loss, owner, accounting)
  if (epsilon <= owner.limit) return []
  const { users } = owner.asked
  const { owner: name } = owner.budget
  const parameters = { users, epsilon: shown(epsilon), limit: owner.limit, owner: name }
  return [diagnostic('PRIVACY_PRICE_NOISE', parameters, undefined, { owner: name })]
}

/**
 * The ε of a loss at an owner's δ, rounded up: what the query alone promises. Where a price in ε was asked for, the loss
 * must not be more than it buys; then rounding gives no more than that price.
 */
export function promisedEpsilon(
  loss: Rational,
  { asked, conversionDelta }: OwnerPrice,
  accounting: Accounting,
): number {
  if (loss.numerator === 0n) return 0
  switch (accounting) {
    case 'zcdp': {
      const epsilon = epsilonOf(toNumberUp(loss), conversionDelta)
      return asked.kind === 'epsilon' ? Math.min(epsilon, asked.epsilon) : epsilon
    }
    case 'pure':
      return toNumberUp(loss)
  }
}

/** The exact sum; 0 of nothing. */
export function sum(losses: readonly Rational[]): Rational {
  return losses.reduce(add, nothing)
}

const nothing = rational(0n)
const epsilonOf = remembered(1000, zcdpEpsilon)
const rhoOf = remembered(1000, zcdpRho)

function allowedLosses(
  steps: readonly BoundedStep[],
  { asked, conversionDelta }: OwnerPrice,
  accounting: Accounting,
): readonly Rational[] {
  switch (asked.kind) {
    case 'noise':
      return steps.map((step) => (dependsOnRows(step) ? lossForUsers(asked.users, step, accounting) : nothing))
    case 'epsilon': {
      const whole = accounting === 'zcdp' ? rationalOf(rhoOf(asked.epsilon, conversionDelta)) : decimalOf(asked.epsilon)
      const share = divide(whole, rational(BigInt(Math.max(1, steps.filter(dependsOnRows).length))))
      return steps.map((step) => (dependsOnRows(step) ? share : nothing))
    }
  }
}

/** Two digits that matter, rounded up. */
function shown(epsilon: number): number {
  const unit = 10 ** (Math.floor(Math.log10(epsilon)) - 1)
  return Number((Math.ceil(epsilon / unit) * unit).toPrecision(2))
}
