import type { ContributionWorld } from '../collaboration/contribution-world.ts'
import type { Binding } from './binding.ts'
import { budgetPolicyBindings } from './budgets/budget-policy-bindings.ts'
import { dataSetBudgetBindings } from './budgets/data-set-budget-bindings.ts'
import { connectionBindings } from './connections/connection-bindings.ts'
import { documentBindings } from './tables/document-bindings.ts'
import { fileBindings } from './tables/file-bindings.ts'
import { tableBindings } from './tables/table-bindings.ts'
import { templateBindings } from './templates/template-bindings.ts'

/** What members bring to collaborations. */
export function contributionBindings(world: ContributionWorld): readonly Binding[] {
  return [
    ...fileBindings(world),
    ...connectionBindings(world),
    ...tableBindings(world),
    ...documentBindings(world),
    ...templateBindings(world),
    ...budgetPolicyBindings(world),
    ...dataSetBudgetBindings(world),
  ]
}
