import type { AnalysisAsk, BudgetAnswer, BudgetList, CheckAnswer, ExplainAnswer } from '@glovebox/api'
import { type Membership, requireMember } from '../collaboration/membership.ts'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import { readBudgets } from '../usecase/budget.ts'
import { check } from '../usecase/check.ts'
import { explain } from '../usecase/explain.ts'
import { beginPeriod } from '../usecase/open-period.ts'
import { askOf } from './run-row.ts'
import type { RunWorld } from './run-world.ts'

/** Pre-flight for a member. */
export async function checkAsk(
  world: RunWorld,
  organisation: string,
  collaboration: string,
  ask: AnalysisAsk,
): Promise<Outcome<CheckAnswer>> {
  const member = await asking(world, organisation, collaboration)
  if (!member.ok) return member
  return done(await check(await world.rooms.open(collaboration), askOf(member.value.member, ask)))
}

/** How an ask would run, for whoever may submit it. */
export async function explainAsk(
  world: RunWorld,
  organisation: string,
  collaboration: string,
  ask: AnalysisAsk,
): Promise<Outcome<ExplainAnswer>> {
  const member = await asking(world, organisation, collaboration)
  if (!member.ok) return member
  return done(await explain(await world.rooms.open(collaboration), askOf(member.value.member, ask)))
}

/** The budgets of a collaboration, as a member sees them. */
export async function budgetsOf(
  world: RunWorld,
  organisation: string,
  collaboration: string,
  limit?: number,
): Promise<Outcome<BudgetList>> {
  const member = await requireMember(world.store.db, collaboration, organisation)
  if (!member.ok) return member
  const room = await world.rooms.open(collaboration)
  const options = { member: member.value.member, ...(limit === undefined ? {} : { limit }) }
  return listed(await readBudgets(room, options))
}

/** Begins a period of a member's own budget. */
export async function openOwnPeriod(
  world: RunWorld,
  organisation: string,
  collaboration: string,
  reason: string,
): Promise<Outcome<BudgetList>> {
  const member = await asking(world, organisation, collaboration)
  if (!member.ok) return member
  const room = await world.rooms.open(collaboration)
  return listed(await beginPeriod(room, { member: member.value.member, reason }))
}

function asking(world: RunWorld, organisation: string, collaboration: string): Promise<Outcome<Membership>> {
  return requireMember(world.store.db, collaboration, organisation, 'act')
}

function listed(budgets: BudgetAnswer): Outcome<BudgetList> {
  if (budgets.status === 'ok') return done({ budgets: budgets.budgets })
  const { reason, diagnostics, text } = budgets
  return refused('REFUSED', { reason: reason.toUpperCase().replaceAll('-', '_'), diagnostics, text })
}
