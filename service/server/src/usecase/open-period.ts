import type { BudgetAnswer } from '@glovebox/api'
import { diagnostic } from '@glovebox/diagnostics'
import { openPeriod } from '../ledger/budget.ts'
import { readBudgets } from './budget.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/** Begins a new period of a member's own budget. It is on record with its reason, and the lifetime loss stays. */
export async function beginPeriod(
  world: World,
  { member, reason }: { readonly member: string; readonly reason: string },
): Promise<BudgetAnswer> {
  const { collaboration, diagnostics, text } = await world.document()
  if (collaboration === undefined) return refusal('validation', diagnostics, text)
  const owners = collaboration.budgets.map(({ owner }) => owner)
  if (!owners.includes(member)) {
    return refusal('not-permitted', [diagnostic('PRIVACY_PERIOD_OWNER', { member, owners })], '')
  }
  await openPeriod(await world.state(), { owner: member, reason, by: member, at: world.clock().toISOString() })
  return readBudgets(world, { member })
}
