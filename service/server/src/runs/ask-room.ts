import type { AnalysisAsk, BudgetAnswer, BudgetList, BudgetView, CheckAnswer, ExplainAnswer } from '@glovebox/api'
import { type Membership, requireMember } from '../collaboration/membership.ts'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import { dataSetShare, findDataSetBudget } from '../privacy/data-set-cap.ts'
import type { RoomState } from '../store/room-state.ts'
import { readBudgets } from '../usecase/budget.ts'
import { check } from '../usecase/check.ts'
import { explain } from '../usecase/explain.ts'
import { beginPeriod } from '../usecase/open-period.ts'
import { accessExhaustedNow } from './access-exhausted.ts'
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
  const room = await world.rooms.open(collaboration)
  const asked = askOf(member.value.member, ask)
  return done(await check(room, asked, (accepted) => accessExhaustedNow(world, { collaboration, room }, accepted)))
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
  return listed(await withDataSets(await room.state(), options.member, await readBudgets(room, options)))
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
  const own = member.value.member
  return listed(await withDataSets(await room.state(), own, await beginPeriod(room, { member: own, reason })))
}

/** Budgets with what their owners let be spent over all their collaborations; others learn only that nothing is left. */
async function withDataSets(state: RoomState, reader: string, answer: BudgetAnswer): Promise<BudgetAnswer> {
  if (answer.status !== 'ok') return answer
  const budgets: BudgetView[] = []
  for (const budget of answer.budgets) {
    const { owner } = budget
    const set = await findDataSetBudget(state.db, state.accountOf(owner))
    const share = set === undefined ? undefined : await dataSetShare(state, owner, set)
    if (set === undefined || share === undefined) budgets.push(budget)
    else if (owner === reader) budgets.push({ ...budget, dataSet: { ...share, epsilon: set.epsilon } })
    else budgets.push(share.isExhausted ? { ...budget, dataSet: { isExhausted: true } } : budget)
  }
  return { ...answer, budgets }
}

function asking(world: RunWorld, organisation: string, collaboration: string): Promise<Outcome<Membership>> {
  return requireMember(world.store.db, collaboration, organisation, 'act')
}

function listed(budgets: BudgetAnswer): Outcome<BudgetList> {
  if (budgets.status === 'ok') return done({ budgets: budgets.budgets })
  const { reason, diagnostics, text } = budgets
  return refused('REFUSED', { reason: reason.toUpperCase().replaceAll('-', '_'), diagnostics, text })
}
