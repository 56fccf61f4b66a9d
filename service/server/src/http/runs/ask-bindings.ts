import { checkAnalysis, explainAnalysis, listBudgets, openBudgetPeriod } from '@glovebox/api'
import { budgetsOf, checkAsk, explainAsk, openOwnPeriod } from '../../runs/ask-room.ts'
import type { RunWorld } from '../../runs/run-world.ts'
import { type Binding, bind } from '../binding.ts'
import { replyOf } from './outcome-reply.ts'

/** What can be asked of a room without running anything. */
export function askBindings(world: RunWorld): readonly Binding[] {
  return [
    bind(checkAnalysis, async ({ params, body, principal }) =>
      replyOf(await checkAsk(world, principal.organisation, params.collaboration, body)),
    ),
    bind(explainAnalysis, async ({ params, body, principal }) =>
      replyOf(await explainAsk(world, principal.organisation, params.collaboration, body)),
    ),
    bind(listBudgets, async ({ params, query, principal }) =>
      replyOf(await budgetsOf(world, principal.organisation, params.collaboration, query.limit)),
    ),
    bind(openBudgetPeriod, async ({ params, body, principal }) =>
      replyOf(await openOwnPeriod(world, principal.organisation, params.collaboration, body.reason)),
    ),
  ]
}
