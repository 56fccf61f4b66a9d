import type { Price, Remaining } from '@glovebox/api'
import type { Collaboration, PlannedStep, PrivacyBudget } from '@glovebox/cleanroom'
import { lossesIn, spent } from '../ledger/balance.ts'
import type { Reservation } from '../ledger/reserve.ts'
import type { Charge, Cost, Scope } from '../ledger/scope.ts'
import type { Database } from '../state/database.ts'
import { budgetOf, ownersOf, scopesOf, stepsOf } from './budget-scopes.ts'
import { capOf, costOf, leftOf, noCost, promiseOf, shareOf, sumOf, timesIn } from './units.ts'

/** What steps cost each owner, and what would be left; by text, policy and history alone. */
export function pricesOf(
  database: Database | undefined,
  collaboration: Collaboration,
  steps: { readonly all: readonly PlannedStep[]; readonly unpaid: readonly PlannedStep[] },
  asked: { readonly member: string; readonly at: string },
): readonly Price[] {
  return ownersOf(steps.all).map((owner) => {
    const budget = budgetOf(collaboration, owner)
    const cost = sumOf(stepsOf(owner, steps.unpaid).map(({ loss }) => costOf(loss)))
    // How many fit is said of the question as it costs the first time.
    const first = sumOf(stepsOf(owner, steps.all).map(({ loss }) => costOf(loss)))
    const scopes = scopesOf(budget, asked.member, asked.at)
    const capped = scopes.flatMap((scope) => cappedScope(database, scope))
    const isFree = cost.loss === 0n && cost.delta === 0n
    const before = leastLeft(budget, capped, noCost, first)
    const after = leastLeft(budget, capped, cost, first)
    return {
      owner,
      ...promiseOf(budget, cost),
      share: shareOf(budget, cost, capOf(budget)),
      remainingBefore: before,
      remainingAfter: after,
      // What is published costs nothing, also where a budget is frozen.
      isAffordable: isFree || unpayableOf(database, { scopes, cost }) === undefined,
    }
  })
}

/** A scope with a cap, and what is gone of it. */
export type Capped = { readonly cap: Cost; readonly gone: Cost }

function cappedScope(database: Database | undefined, scope: Scope): readonly Capped[] {
  if (scope.cap === undefined) return []
  return [{ cap: scope.cap, gone: database === undefined ? noCost : spent(database, scope) }]
}

function fits(gone: Cost, cost: Cost, cap: Cost): boolean {
  return gone.loss + cost.loss <= cap.loss && gone.delta + cost.delta <= cap.delta
}

/** The first scope of a charge that cannot bear it, as the ledger would say if it were asked to reserve it. */
export function unpayableOf(
  database: Database | undefined,
  { scopes, cost }: Charge,
): Extract<Reservation, { kind: 'exhausted' | 'other-accounting' }> | undefined {
  for (const scope of scopes) {
    const { owner, kind, accounting, cap } = scope
    if (cap === undefined) continue
    const losses = database === undefined ? { zcdp: noCost, pure: noCost } : lossesIn(database, scope)
    const other = losses[accounting === 'zcdp' ? 'pure' : 'zcdp']
    if (other.loss > 0n || other.delta > 0n) return { kind: 'other-accounting', owner, scope: kind }
    const gone = losses[accounting]
    if (!fits(gone, cost, cap)) return { kind: 'exhausted', owner, scope: kind, cap, spent: gone }
  }
  return undefined
}

/** What is left for a member of an owner's budget; `like` is the question of which so many fit. */
export function remainingOf(
  database: Database,
  budget: PrivacyBudget,
  asked: { readonly member: string; readonly at: string },
  like: Cost,
): Remaining {
  const capped = scopesOf(budget, asked.member, asked.at).flatMap((scope) => cappedScope(database, scope))
  return leastLeft(budget, capped, noCost, like)
}

/** What is left in the scope that has least, once a cost is paid; `like` is the question of which so many fit. */
export function leastLeft(budget: PrivacyBudget, capped: readonly Capped[], cost: Cost, like: Cost): Remaining {
  const scopes = capped.map(({ cap, gone }) => ({ cap, gone: sumOf([gone, cost]) }))
  const shares = scopes.map(({ cap, gone }) => 1 - shareOf(budget, gone, cap))
  const losses = scopes.map(({ cap, gone }) => leftOf(cap, gone).loss)
  const times = scopes.flatMap(({ cap, gone }) => timesIn(budget, gone, like, cap) ?? [])
  return {
    epsilon: promiseOf(budget, { loss: losses.reduce((a, b) => (b < a ? b : a)), delta: 0n }).epsilon,
    share: Math.min(...shares),
    ...(times.length === 0 ? {} : { analyses: Math.min(...times) }),
  }
}
