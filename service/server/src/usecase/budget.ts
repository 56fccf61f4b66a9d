import type { BudgetAnswer, BudgetEntry, BudgetView } from '@glovebox/api'
import type { Collaboration, PrivacyBudget } from '@glovebox/cleanroom'
import { diagnostic } from '@glovebox/diagnostics'
import { currentPeriod, lifetime, spent } from '../ledger/balance.ts'
import { entries, type LedgerEntry } from '../ledger/history.ts'
import { type Cost, monthOf } from '../ledger/scope.ts'
import { scopesOf } from '../privacy/budget-scopes.ts'
import { type Capped, leastLeft } from '../privacy/price.ts'
import { capOf, noCost, promiseOf, promiseOfAll, shareOf, sumOf } from '../privacy/units.ts'
import type { Database } from '../state/database.ts'
import { readCollaborationFile } from './read-collaboration-file.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/**
 * What is spent of each owner's budget, and on what. A member sees all charges and what they came to, but the questions
 * only where they are its own or about its own tables; without a member, whoever holds the room sees everything.
 */
export function readBudgets(
  world: World,
  { member, limit }: { readonly member?: string; readonly limit?: number },
): BudgetAnswer {
  const { collaboration, diagnostics, text } = readCollaborationFile(world)
  if (collaboration === undefined) return refusal('validation', diagnostics, text)
  const known = collaboration.members.map(({ name }) => name)
  if (member !== undefined && !known.includes(member)) {
    return refusal('not-permitted', [diagnostic('MEMBER_UNKNOWN', { member, known })], '')
  }
  const at = world.clock().toISOString()
  const viewer = { ...(member === undefined ? {} : { member }), ...(limit === undefined ? {} : { limit }), at }
  return {
    status: 'ok',
    budgets: collaboration.budgets.map((budget) => budgetView(world.stateIfAny(), collaboration, budget, viewer)),
  }
}

type Viewer = { readonly member?: string; readonly limit?: number; readonly at: string }

function budgetView(
  database: Database | undefined,
  collaboration: Collaboration,
  budget: PrivacyBudget,
  viewer: Viewer,
): BudgetView {
  const { owner, epsilon, delta, accounting, refresh, warnAt } = budget
  const [, scope] = scopesOf(budget, viewer.member ?? owner, viewer.at)
  const cap = capOf(budget)
  const gone = database === undefined ? noCost : spent(database, scope)
  const ever = database === undefined ? { zcdp: noCost, pure: noCost } : lifetime(database, { owner })
  const history = database === undefined ? [] : currentEntries(database, budget, viewer.at)
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
    members: memberParts(database, collaboration, budget, viewer.at),
    entries: entryViews(budget, cap, history, viewer),
  }
}

/** The charges that count now: of the period that was opened last and, where budgets refresh, of this month. */
function currentEntries(
  database: Database,
  { owner, refresh, accounting }: PrivacyBudget,
  at: string,
): readonly LedgerEntry[] {
  const period = Number(currentPeriod(database, owner))
  const month = monthOf(at)
  return entries(database, { owner }).filter(
    (entry) =>
      entry.period === period && entry.accounting === accounting && (refresh === 'none' || monthOf(entry.at) === month),
  )
}

function memberParts(
  database: Database | undefined,
  { members }: Collaboration,
  budget: PrivacyBudget,
  at: string,
): BudgetView['members'] {
  return members.flatMap(({ name: member, abilities }) => {
    const [, , scope] = scopesOf(budget, member, at)
    const gone = database === undefined ? noCost : spent(database, scope)
    const part = budget.members.find((cap) => cap.member === member)
    if (part === undefined && gone.loss === 0n && !abilities.includes('query')) return []
    const epsilon = promiseOf(budget, { ...gone, delta: 0n }).epsilon
    return [
      {
        member,
        ...(part === undefined ? {} : { epsilon: part.epsilon }),
        spent: { epsilon, share: shareOf(budget, gone, scope.cap ?? capOf(budget)) },
      },
    ]
  })
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
