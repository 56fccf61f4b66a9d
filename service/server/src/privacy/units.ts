import type { PrivacyBudget, StepLoss } from '@glovebox/cleanroom'
import {
  budgetCap,
  conversionDelta,
  type Loss,
  lossDelta,
  lossEpsilon,
  pureLoss,
  shareSpent,
  timesThatFit,
  zcdpLoss,
} from '@glovebox/privacy'
import type { Losses } from '../ledger/balance.ts'
import type { Cost } from '../ledger/scope.ts'
import { lastUsed } from '../usecase/last-used.ts'

// The ledger adds integers whatever they mean; here they are losses under a budget's accounting.

/** At which δ a loss of ρ is told by a budget that is pure by now and has none. */
const usualDelta = 1e-6

type Terms = Pick<PrivacyBudget, 'accounting' | 'delta'>

/** What one step loses, rounded up. */
export function costOf(loss: StepLoss): Cost {
  switch (loss.kind) {
    case 'zcdp':
      return asCost(zcdpLoss(loss.rho, loss.delta))
    case 'pure':
      return asCost(pureLoss(loss.epsilon))
  }
}

/** What costs of one accounting are together. */
export function sumOf(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, { loss, delta }) => ({ loss: sum.loss + loss, delta: sum.delta + delta }), noCost)
}

/** Nothing. */
export const noCost: Cost = { loss: 0n, delta: 0n }

/** What may be spent of a budget, rounded down. */
export function capOf({ accounting, epsilon, delta }: Terms & Pick<PrivacyBudget, 'epsilon'>): Cost {
  return caps([accounting, epsilon, delta].join(' '), () => asCost(budgetCap({ accounting, epsilon, delta })))
}

// Policies are few and say the same for long; what they come to is exact arithmetic.
const caps = lastUsed<Cost>(1000)
const promises = lastUsed<ReturnType<typeof promiseOf>>(5000)

/** A cost as the (ε, δ) that it promises under a budget, rounded up; nothing promises 0. */
export function promiseOf(budget: Terms, cost: Cost): { readonly epsilon: number; readonly delta: number } {
  if (cost.loss === 0n && cost.delta === 0n) return { epsilon: 0, delta: 0 }
  const name = [budget.accounting, budget.delta, cost.loss, cost.delta].join(' ')
  return promises(name, () => exactPromise(budget, cost))
}

function exactPromise(budget: Terms, cost: Cost): ReturnType<typeof promiseOf> {
  const conversion = budget.accounting === 'pure' ? 0n : conversionDelta(budget.delta)
  const loss = asLoss(budget, cost)
  const epsilon = cost.loss === 0n ? 0 : lossEpsilon(loss, conversion)
  return { epsilon: readable(epsilon), delta: readable(lossDelta(loss, conversion)) }
}

/**
 * What losses under both accountings promise together, rounded up: a budget that changes its accounting has not undone
 * what was lost before. Promises of the two kinds add up.
 */
export function promiseOfAll(budget: Pick<PrivacyBudget, 'delta'>, losses: Losses): ReturnType<typeof promiseOf> {
  const pure = promiseOf({ accounting: 'pure', delta: 0 }, losses.pure)
  const zcdp = promiseOf({ accounting: 'zcdp', delta: budget.delta === 0 ? usualDelta : budget.delta }, losses.zcdp)
  if (pure.epsilon === 0 || zcdp.epsilon === 0) return { epsilon: pure.epsilon + zcdp.epsilon, delta: zcdp.delta }
  // One step of a double above the sum, which is rounded to nearest.
  return { epsilon: (pure.epsilon + zcdp.epsilon) * (1 + Number.EPSILON), delta: zcdp.delta }
}

/** A number with ten digits that matter: the very one where it only differs by a double's last bits, else rounded up. */
function readable(x: number): number {
  if (x === 0) return 0
  const near = Number(x.toPrecision(10))
  if (near >= x || x - near <= x * 2 ** -50) return near
  const unit = 10 ** (Math.floor(Math.log10(x)) - 9)
  return Number((near + unit).toPrecision(10))
}

/** The share of a cap that a cost is, at most 1. */
export function shareOf(budget: Terms, cost: Cost, cap: Cost): number {
  return Math.min(1, shareSpent(asLoss(budget, cost), asLoss(budget, cap)))
}

/** What is left of a cap; of a frozen one nothing. */
export function leftOf(cap: Cost, spent: Cost): Cost {
  const left = (units: bigint, gone: bigint): bigint => (gone >= units ? 0n : units - gone)
  return { loss: left(cap.loss, spent.loss), delta: left(cap.delta, spent.delta) }
}

/** How often a cost still fits under a cap; undefined for what costs nothing. */
export function timesIn(budget: Terms, spent: Cost, cost: Cost, cap: Cost): number | undefined {
  const times = timesThatFit(asLoss(budget, spent), asLoss(budget, cost), asLoss(budget, cap))
  return times === undefined ? undefined : Number(times)
}

function asCost(loss: Loss): Cost {
  return loss.kind === 'pure' ? { loss: loss.epsilon, delta: 0n } : { loss: loss.rho, delta: loss.delta }
}

function asLoss({ accounting }: Terms, { loss, delta }: Cost): Loss {
  return accounting === 'pure' ? { kind: 'pure', epsilon: loss } : { kind: 'zcdp', rho: loss, delta }
}
