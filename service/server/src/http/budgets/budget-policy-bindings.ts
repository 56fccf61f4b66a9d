import { deleteBudgetPolicy, getBudgetPolicy, putBudgetPolicy } from '@glovebox/api'
import * as policy from '../../collaboration/budget/budget-policy.ts'
import { type ContributionWorld, contributorOf } from '../../collaboration/contribution-world.ts'
import { type Binding, bind } from '../binding.ts'
import { emptyReplyOf, replyOf } from '../reply-of.ts'

/** What may be spent on an organisation's own protected tables. */
export function budgetPolicyBindings(world: ContributionWorld): readonly Binding[] {
  return [
    bind(getBudgetPolicy, async ({ params, principal }) =>
      replyOf(await policy.readBudgetPolicy(world.store.db, principal.organisation, params.collaboration)),
    ),
    bind(putBudgetPolicy, async ({ params: { collaboration }, body, principal, request }) =>
      replyOf(await policy.putBudgetPolicy(world, contributorOf(principal), collaboration, body, request.ifMatch)),
    ),
    bind(deleteBudgetPolicy, async ({ params: { collaboration }, principal, request }) =>
      emptyReplyOf(await policy.removeBudgetPolicy(world, contributorOf(principal), collaboration, request.ifMatch)),
    ),
  ]
}
