import {
  defineIntermediateTable,
  deleteIntermediateTable,
  disallowIntermediateTable,
  getIntermediateTable,
  listIntermediateTables,
  populateIntermediateTable,
} from '@glovebox/api'
import { contributorOf } from '../../collaboration/contribution-world.ts'
import * as define from '../../intermediate/define-intermediate.ts'
import { populateIntermediate } from '../../intermediate/populate-intermediate.ts'
import type { RunWorld } from '../../runs/run-world.ts'
import { type Binding, bind } from '../binding.ts'
import { emptyReplyOf, replyOf } from '../reply-of.ts'
import { submitterOf } from '../runs/run-bindings.ts'

/** Results that are kept inside rooms as tables. */
export function intermediateBindings(world: RunWorld): readonly Binding[] {
  return [
    bind(defineIntermediateTable, async ({ params, body, principal }) =>
      replyOf(await define.defineIntermediate(world, contributorOf(principal), params.collaboration, body)),
    ),
    bind(listIntermediateTables, async ({ params, principal }) =>
      replyOf(await define.listIntermediates(world, principal.organisation, params.collaboration)),
    ),
    bind(getIntermediateTable, async ({ params: { collaboration, name }, principal }) =>
      replyOf(await define.readIntermediate(world, principal.organisation, collaboration, name)),
    ),
    bind(populateIntermediateTable, async ({ params: { collaboration, name }, principal }) =>
      replyOf(await populateIntermediate(world, submitterOf(principal), collaboration, name)),
    ),
    bind(disallowIntermediateTable, async ({ params: { collaboration, name }, principal }) =>
      replyOf(await define.disallowIntermediate(world, contributorOf(principal), collaboration, name)),
    ),
    bind(deleteIntermediateTable, async ({ params: { collaboration, name }, principal }) =>
      emptyReplyOf(await define.deleteIntermediate(world, contributorOf(principal), collaboration, name)),
    ),
  ]
}
