import type { BudgetAnswer } from '@glovebox/api'
import { diagnostic } from '@glovebox/diagnostics'
import { openPeriod } from '../ledger/budget.ts'
import { readBudgets } from './budget.ts'
import { readCollaborationFile } from './read-collaboration-file.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/** Begins a new period of a member's own budget. It is on record with its reason, and the lifetime loss stays. */
export function beginPeriod(
  world: World,
  { member, reason }: { readonly member: string; readonly reason: string },
): BudgetAnswer {
  const { collaboration, diagnostics, text } = readCollaborationFile(world)
  if (collaboration === undefined) return refusal('validation', diagnostics, text)
  const owners = collaboration.budgets.map(({ owner }) => owner)
  if (!owners.includes(member)) {
    return refusal('not-permitted', [diagnostic('PRIVACY_PERIOD_OWNER', { member, owners })], '')
  }
  openPeriod(world.state(), { owner: member, reason, by: member, at: world.clock().toISOString() })
  return readBudgets(world, { member })
}
