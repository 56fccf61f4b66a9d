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
import { replyOf } from '../reply-of.ts'

/** What serves the routes of change requests. */
export function changeRequestBindings(world: CollaborationWorld): readonly Binding[] {
  return [
    bind(openChangeRequest, async ({ principal, params, body }) =>
      replyOf(await opening.openChangeRequest(world, principal, params.collaboration, body)),
    ),
    bind(listChangeRequests, async ({ principal, params, query }) =>
      replyOf(
        await world.store.snapshot((db) => reading.listChangeRequests(db, principal, params.collaboration, query)),
      ),
    ),
    bind(getChangeRequest, async ({ principal, params: { collaboration, change } }) =>
      replyOf(await world.store.snapshot((db) => reading.readChangeRequest(db, principal, collaboration, change))),
    ),
    bind(voteOnChangeRequest, async ({ principal, params: { collaboration, change }, body }) =>
      replyOf(await deciding.voteOnChange(world, principal, collaboration, change, body)),
    ),
    bind(commentOnChangeRequest, async ({ principal, params: { collaboration, change }, body }) =>
      replyOf(await deciding.commentOnChange(world, principal, collaboration, change, body.comment)),
    ),
    bind(cancelChangeRequest, async ({ principal, params: { collaboration, change } }) =>
      replyOf(await deciding.cancelChange(world, principal, collaboration, change)),
    ),
  ]
}
