import type { BudgetAnswer, BudgetEntry, BudgetView } from '@glovebox/api'
import type { Collaboration, PrivacyBudget } from '@glovebox/cleanroom'
import { diagnostic } from '@glovebox/diagnostics'
import { currentPeriod, lifetime, spent } from '../ledger/balance.ts'
import { entries, type LedgerEntry } from '../ledger/history.ts'
import { type Cost, monthOf } from '../ledger/scope.ts'
import { scopesOf } from '../privacy/budget-scopes.ts'
import { type Capped, leastLeft } from '../privacy/price.ts'
import { capOf, noCost, promiseOf, promiseOfAll, shareOf, sumOf } from '../privacy/units.ts'
import type { RoomState } from '../store/room-state.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/**
 * What is spent of each owner's budget, and on what. A member sees all charges and what they came to, but the questions
 * only where they are its own or about its own tables; without a member, whoever holds the room sees everything.
 */
export async function readBudgets(
  world: World,
  { member, limit }: { readonly member?: string; readonly limit?: number },
): Promise<BudgetAnswer> {
  const { collaboration, diagnostics, text } = await world.document()
  if (collaboration === undefined) return refusal('validation', diagnostics, text)
  const known = collaboration.members.map(({ name }) => name)
  if (member !== undefined && !known.includes(member)) {
    return refusal('not-permitted', [diagnostic('MEMBER_UNKNOWN', { member, known })], '')
  }
  const at = world.clock().toISOString()
  const viewer = { ...(member === undefined ? {} : { member }), ...(limit === undefined ? {} : { limit }), at }
  const state = await world.stateIfAny()
  const budgets: BudgetView[] = []
  for (const budget of collaboration.budgets) budgets.push(await budgetView(state, collaboration, budget, viewer))
  return { status: 'ok', budgets }
}

type Viewer = { readonly member?: string; readonly limit?: number; readonly at: string }

async function budgetView(
  state: RoomState | undefined,
  collaboration: Collaboration,
  budget: PrivacyBudget,
  viewer: Viewer,
): Promise<BudgetView> {
  const { owner, epsilon, delta, accounting, refresh, warnAt } = budget
  const [, scope] = scopesOf(budget, viewer.member ?? owner, viewer.at)
  const cap = capOf(budget)
  const gone = state === undefined ? noCost : await spent(state, scope)
  const ever = state === undefined ? { zcdp: noCost, pure: noCost } : await lifetime(state, { owner })
  const history = state === undefined ? [] : await currentEntries(state, budget, viewer.at)
  const last = history.findLast(({ status }) => status !== 'released')?.cost ?? noCost
  const capped: readonly Capped[] = [{ cap, gone }]
  return {
    owner,
    epsilon,
    delta,
    accounting,
    refresh,
    period: scope.period,
    spent: { epsilon: promiseOf(budget, { ...gone, delta: 0n }).epsilon, share: shareOf(budget, gone, cap) },
    remaining: leastLeft(budget, capped, noCost, last),
    lifetime: promiseOfAll(budget, ever),
    warnAt,
    isFrozen: gone.loss > cap.loss || gone.delta > cap.delta,
    members: await memberParts(state, collaboration, budget, viewer.at),
    entries: entryViews(budget, cap, history, viewer),
  }
}

/** The charges that count now: of the period that was opened last and, where budgets refresh, of this month. */
async function currentEntries(
  state: RoomState,
  { owner, refresh, accounting }: PrivacyBudget,
  at: string,
): Promise<readonly LedgerEntry[]> {
  const period = await currentPeriod(state, owner)
  const month = monthOf(at)
  return (await entries(state, { owner })).filter(
    (entry) =>
      entry.period === period && entry.accounting === accounting && (refresh === 'none' || monthOf(entry.at) >= month),
  )
}

async function memberParts(
  state: RoomState | undefined,
  { members }: Collaboration,
  budget: PrivacyBudget,
  at: string,
): Promise<BudgetView['members']> {
  const parts: BudgetView['members'][number][] = []
  for (const { name: member, abilities } of members) {
    const [, , scope] = scopesOf(budget, member, at)
    const gone = state === undefined ? noCost : await spent(state, scope)
    const part = budget.members.find((cap) => cap.member === member)
    if (part === undefined && gone.loss === 0n && !abilities.includes('query')) continue
    const epsilon = promiseOf(budget, { ...gone, delta: 0n }).epsilon
    parts.push({
      member,
      ...(part === undefined ? {} : { epsilon: part.epsilon }),
      spent: { epsilon, share: shareOf(budget, gone, scope.cap ?? capOf(budget)) },
    })
  }
  return parts
}

/** Every charge with what all up to it came to, the newest of them. */
function entryViews(
  budget: PrivacyBudget,
  cap: Cost,
  history: readonly LedgerEntry[],
  { member, limit }: Viewer,
): readonly BudgetEntry[] {
  let sum = noCost
  const views = history.map((entry): BudgetEntry => {
    if (entry.status !== 'released') sum = sumOf([sum, entry.cost])
    const isShown = member === undefined || member === entry.member || member === budget.owner
    return {
      at: entry.at,
      member: entry.member,
      ...(isShown ? { query: entry.query } : {}),
      ...promiseOf(budget, entry.cost),
      share: shareOf(budget, entry.cost, cap),
      cumulativeShare: shareOf(budget, sum, cap),
      ...(entry.receipt === undefined ? {} : { receipt: entry.receipt }),
      status: entry.status === 'touched' ? 'reserved' : entry.status,
    }
  })
  return limit === undefined ? views : views.slice(Math.max(0, views.length - limit))
}
