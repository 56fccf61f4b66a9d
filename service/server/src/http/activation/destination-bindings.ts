import {
  changeDestination,
  type Destination,
  listDestinations,
  readDestination,
  registerDestination,
  removeDestination,
  rotateDestination,
  testDestination,
} from '@glovebox/api'
import type { ActivationWorld } from '../../activation/activation-world.ts'
import * as destinations from '../../activation/destinations.ts'
import * as tests from '../../activation/test-destination.ts'
import type { Outcome } from '../../collaboration/outcome.ts'
import { answer, type Binding, bind, empty, type Reply, refuse } from '../binding.ts'
import { replyOf } from '../runs/outcome-reply.ts'

/** Destinations over HTTP. */
export function destinationBindings(world: ActivationWorld): readonly Binding[] {
  return [
    bind(registerDestination, async ({ params, body, principal }) =>
      replyOf(await destinations.registerDestination(world, principal.organisation, params.collaboration, body)),
    ),
    bind(listDestinations, async ({ params, principal }) =>
      replyOf(await destinations.listDestinations(world, principal.organisation, params.collaboration)),
    ),
    bind(readDestination, async ({ params, principal }) =>
      versioned(await destinations.readDestination(world, principal.organisation, params)),
    ),
    bind(changeDestination, async ({ params, body, principal, request }) => {
      const { organisation } = principal
      return versioned(await destinations.changeDestination(world, organisation, params, body, request.ifMatch))
    }),
    bind(removeDestination, async ({ params, principal }) => {
      const gone = await destinations.removeDestination(world, principal.organisation, params)
      return gone.ok ? empty : refuse(gone.problem)
    }),
    bind(rotateDestination, async ({ params, principal }) =>
      replyOf(await destinations.rotateDestination(world, principal.organisation, params)),
    ),
    bind(testDestination, async ({ params, principal }) =>
      replyOf(await tests.testDestination(world, principal.organisation, params)),
    ),
  ]
}

function versioned(outcome: Outcome<Destination>): Reply<Destination> {
  return outcome.ok ? answer(outcome.value, { etag: String(outcome.value.version) }) : refuse(outcome.problem)
}
