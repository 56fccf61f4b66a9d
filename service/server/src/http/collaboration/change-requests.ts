import {
  cancelChangeRequest,
  commentOnChangeRequest,
  getChangeRequest,
  listChangeRequests,
  openChangeRequest,
  voteOnChangeRequest,
} from '@glovebox/api'
import * as deciding from '../../collaboration/change/decide.ts'
import * as opening from '../../collaboration/change/open.ts'
import * as reading from '../../collaboration/change/read.ts'
import type { CollaborationWorld } from '../../collaboration/collaboration-world.ts'
import { type Binding, bind } from '../binding.ts'
import { replyWith } from './reply-with.ts'

/** What serves the routes of change requests. */
export function changeRequestBindings(world: CollaborationWorld): readonly Binding[] {
  return [
    bind(openChangeRequest, async ({ principal, params, body }) =>
      replyWith(await opening.openChangeRequest(world, principal, params.collaboration, body)),
    ),
    bind(listChangeRequests, async ({ principal, params, query }) =>
      replyWith(
        await world.store.snapshot((db) => reading.listChangeRequests(db, principal, params.collaboration, query)),
      ),
    ),
    bind(getChangeRequest, async ({ principal, params: { collaboration, change } }) =>
      replyWith(await world.store.snapshot((db) => reading.readChangeRequest(db, principal, collaboration, change))),
    ),
    bind(voteOnChangeRequest, async ({ principal, params: { collaboration, change }, body }) =>
      replyWith(await deciding.voteOnChange(world, principal, collaboration, change, body)),
    ),
    bind(commentOnChangeRequest, async ({ principal, params: { collaboration, change }, body }) =>
      replyWith(await deciding.commentOnChange(world, principal, collaboration, change, body.comment)),
    ),
    bind(cancelChangeRequest, async ({ principal, params: { collaboration, change } }) =>
      replyWith(await deciding.cancelChange(world, principal, collaboration, change)),
    ),
  ]
}
