import type { Collaboration, PlannedStep, PrivacyBudget } from '@glovebox/cleanroom'
import { type Charge, periodOf, type Scope } from '../ledger/scope.ts'
import { capOf, costOf, sumOf } from './units.ts'

/** The budget of an owner of protected tables that are read. */
export function budgetOf({ budgets }: Collaboration, owner: string): PrivacyBudget {
  const budget = budgets.find((b) => b.owner === owner)
  if (budget === undefined) throw new Error('an owner of protected tables has no budget')
  return budget
}

/**
 * The scopes of an owner's budget for what a member asks at an instant: the data set, of which nothing is capped here
 * because its loss is only counted, the budget in this collaboration, and the member's part of it.
 */
export function scopesOf(budget: PrivacyBudget, member: string, at: string): readonly [Scope, Scope, Scope] {
  const { owner, accounting, refresh, warnAt } = budget
  const own = { owner, accounting, period: periodOf(refresh, at) }
  const part = budget.members.find((cap) => cap.member === member)
  const memberCap = part === undefined ? undefined : capOf({ ...budget, epsilon: part.epsilon })
  return [
    { ...own, kind: 'data-set', cap: undefined, warnAt: [] },
    { ...own, kind: 'collaboration', cap: capOf(budget), warnAt },
    { ...own, kind: 'member', member, cap: memberCap, warnAt: memberCap === undefined ? [] : warnAt },
  ]
}

/** The owners whose protected rows steps read. */
export function ownersOf(steps: readonly PlannedStep[]): readonly string[] {
  return [...new Set(steps.flatMap(({ units }) => units.map(({ owner }) => owner)))]
}

/** What steps take from each owner whose rows they read. */
export function chargesOf(
  collaboration: Collaboration,
  steps: readonly PlannedStep[],
  { member, at }: { readonly member: string; readonly at: string },
): readonly Charge[] {
  return ownersOf(steps).map((owner) => ({
    scopes: scopesOf(budgetOf(collaboration, owner), member, at),
    cost: sumOf(stepsOf(owner, steps).map(({ loss }) => costOf(loss))),
  }))
}

/** The steps that read an owner's protected rows. */
export function stepsOf(owner: string, steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.filter(({ units }) => units.some((unit) => unit.owner === owner))
}
