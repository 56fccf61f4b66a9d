import type { Price, Remaining } from '@glovebox/api'
import type { Collaboration, PlannedStep, PrivacyBudget } from '@glovebox/cleanroom'
import { type Losses, lossesIn } from '../ledger/balance.ts'
import type { Reservation } from '../ledger/reserve.ts'
import type { Charge, Cost, Scope } from '../ledger/scope.ts'
import type { RoomState } from '../store/room-state.ts'
import { budgetOf, ownersOf, scopesOf, stepsOf } from './budget-scopes.ts'
import { findDataSetBudget, withDataSetCap } from './data-set-cap.ts'
import { capOf, costOf, leftOf, noCost, promiseOf, shareOf, sumOf, timesIn } from './units.ts'

/** What steps cost each owner, and what would be left; by text, policy and history alone. */
export async function pricesOf(
  collaboration: Collaboration,
  steps: { readonly all: readonly PlannedStep[]; readonly unpaid: readonly PlannedStep[] },
  asked: { readonly member: string; readonly at: string },
  standing: Standing,
): Promise<readonly Price[]> {
  const prices: Price[] = []
  for (const owner of ownersOf(steps.all)) {
    const budget = budgetOf(collaboration, owner)
    const cost = sumOf(stepsOf(owner, steps.unpaid).map(({ loss }) => costOf(loss)))
    // How many fit is said of the question as it costs the first time.
    const first = sumOf(stepsOf(owner, steps.all).map(({ loss }) => costOf(loss)))
    const scopes = scopesOf(budget, asked.member, asked.at)
    const capped = await cappedScopes(standing, scopes)
    const isFree = cost.loss === 0n && cost.delta === 0n
    const before = leastLeft(budget, capped, noCost, first)
    const after = leastLeft(budget, capped, cost, first)
    prices.push({
      owner,
      ...promiseOf(budget, cost),
      share: shareOf(budget, cost, capOf(budget)),
      remainingBefore: before,
      remainingAfter: after,
      // What is published costs nothing, also where a budget is frozen.
      isAffordable: isFree || (await unpayableOf(standing, { scopes, cost })) === undefined,
    })
  }
  return prices
}

/** A scope with a cap, and what is gone of it. */
export type Capped = { readonly cap: Cost; readonly gone: Cost }

/** How budgets stand for whoever asks for one price: each is read once. */
export type Standing = {
  readonly losses: (scope: Scope) => Promise<Losses>
  readonly capped: (charge: Charge) => Promise<Charge>
}

/** The standing of budgets in a room; nothing is spent where there is no state. */
export function standingOf(state: RoomState | undefined): Standing {
  if (state === undefined) return { losses: async () => ({ zcdp: noCost, pure: noCost }), capped: async (c) => c }
  const losses = new Map<string, Promise<Losses>>()
  const budgets = new Map<string, ReturnType<typeof findDataSetBudget>>()
  return {
    losses: (scope) => {
      const name = JSON.stringify([scope.owner, scope.kind, scope.member, scope.period])
      const read = losses.get(name) ?? lossesIn(state, scope)
      losses.set(name, read)
      return read
    },
    capped: (charge) =>
      withDataSetCap(state, charge, (organisation) => {
        const read = budgets.get(organisation) ?? findDataSetBudget(state.db, organisation)
        budgets.set(organisation, read)
        return read
      }),
  }
}

async function cappedScopes(standing: Standing, scopes: readonly Scope[]): Promise<readonly Capped[]> {
  const capped: Capped[] = []
  for (const scope of scopes)
    if (scope.cap !== undefined) capped.push({ cap: scope.cap, gone: (await standing.losses(scope))[scope.accounting] })
  return capped
}

function fits(gone: Cost, cost: Cost, cap: Cost): boolean {
  return gone.loss + cost.loss <= cap.loss && gone.delta + cost.delta <= cap.delta
}

/** The first scope of a charge that cannot bear it, as the ledger would say if it were asked to reserve it. */
export async function unpayableOf(
  standing: Standing,
  charge: Charge,
): Promise<Extract<Reservation, { kind: 'exhausted' | 'other-accounting' }> | undefined> {
  const { scopes, cost } = await standing.capped(charge)
  for (const scope of scopes) {
    const { owner, kind, accounting, cap } = scope
    if (cap === undefined) continue
    const losses = await standing.losses(scope)
    const other = losses[accounting === 'zcdp' ? 'pure' : 'zcdp']
    if (other.loss > 0n || other.delta > 0n) return { kind: 'other-accounting', owner, scope: kind }
    const gone = losses[accounting]
    if (!fits(gone, cost, cap)) return { kind: 'exhausted', owner, scope: kind, cap, spent: gone }
  }
  return undefined
}

/** What is left for a member of an owner's budget; `like` is the question of which so many fit. */
export async function remainingOf(
  state: RoomState,
  budget: PrivacyBudget,
  asked: { readonly member: string; readonly at: string },
  like: Cost,
): Promise<Remaining> {
  const capped = await cappedScopes(standingOf(state), scopesOf(budget, asked.member, asked.at))
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
