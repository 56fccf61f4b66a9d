import {
  closeCollaboration,
  createCollaboration,
  getCollaboration,
  listCollaborations,
  listWaiting,
  updateCollaboration,
} from '@glovebox/api'
import type { CollaborationWorld } from '../../collaboration/collaboration-world.ts'
import * as closing from '../../collaboration/lifecycle/close.ts'
import * as creating from '../../collaboration/lifecycle/create.ts'
import * as reading from '../../collaboration/lifecycle/read.ts'
import * as updating from '../../collaboration/lifecycle/update.ts'
import * as waiting from '../../collaboration/waiting.ts'
import { answer, type Binding, bind } from '../binding.ts'
import { emptyReplyOf, replyOf } from '../reply-of.ts'

/** What serves the routes of collaborations themselves. */
export function collaborationBindings(world: CollaborationWorld): readonly Binding[] {
  return [
    bind(createCollaboration, async ({ principal, body }) =>
      replyOf(await creating.createCollaboration(world, principal, body)),
    ),
    bind(listCollaborations, async ({ principal, query }) =>
      replyOf(await world.store.snapshot((db) => reading.listCollaborations(db, principal, query))),
    ),
    bind(getCollaboration, async ({ principal, params }) =>
      replyOf(await world.store.snapshot((db) => reading.readCollaboration(db, principal, params.collaboration))),
    ),
    bind(updateCollaboration, async ({ principal, params, body, request }) =>
      replyOf(await updating.updateCollaboration(world, principal, params.collaboration, body, request.ifMatch)),
    ),
    bind(closeCollaboration, async ({ principal, params, request }) =>
      emptyReplyOf(await closing.closeCollaboration(world, principal, params.collaboration, request.ifMatch)),
    ),
    bind(listWaiting, async ({ principal }) => answer(await waiting.listWaiting(world, principal))),
  ]
}
