import { deleteDataSetBudget, getDataSetBudget, putDataSetBudget } from '@glovebox/api'
import * as dataSet from '../../collaboration/budget/data-set-budget.ts'
import { type ContributionWorld, contributorOf } from '../../collaboration/contribution-world.ts'
import { type Binding, bind } from '../binding.ts'
import { emptyReplyOf, replyOf } from '../reply-of.ts'

/** What may be spent on an organisation's own protected tables over all collaborations. */
export function dataSetBudgetBindings(world: ContributionWorld): readonly Binding[] {
  return [
    bind(getDataSetBudget, async ({ principal }) =>
      replyOf(await dataSet.readDataSetBudget(world, principal.organisation)),
    ),
    bind(putDataSetBudget, async ({ body, principal, request }) =>
      replyOf(await dataSet.putDataSetBudget(world, contributorOf(principal), body, request.ifMatch)),
    ),
    bind(deleteDataSetBudget, async ({ principal, request }) =>
      emptyReplyOf(await dataSet.removeDataSetBudget(world, contributorOf(principal), request.ifMatch)),
    ),
  ]
}
