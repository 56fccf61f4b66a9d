import {
  type CollaborationView,
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
import { replyEmpty, replyWith } from './reply-with.ts'

/** What serves the routes of collaborations themselves. */
export function collaborationBindings(world: CollaborationWorld): readonly Binding[] {
  return [
    bind(createCollaboration, async ({ principal, body }) =>
      replyWith(await creating.createCollaboration(world, principal, body), revisionOf),
    ),
    bind(listCollaborations, async ({ principal, query }) =>
      replyWith(await world.store.snapshot((db) => reading.listCollaborations(db, principal, query))),
    ),
    bind(getCollaboration, async ({ principal, params }) =>
      replyWith(
        await world.store.snapshot((db) => reading.readCollaboration(db, principal, params.collaboration)),
        revisionOf,
      ),
    ),
    bind(updateCollaboration, async ({ principal, params, body, request }) =>
      replyWith(
        await updating.updateCollaboration(world, principal, params.collaboration, body, request.ifMatch),
        revisionOf,
      ),
    ),
    bind(closeCollaboration, async ({ principal, params, request }) =>
      replyEmpty(await closing.closeCollaboration(world, principal, params.collaboration, request.ifMatch)),
    ),
    bind(listWaiting, async ({ principal }) => answer(await waiting.listWaiting(world, principal))),
  ]
}

/** The ETag of a collaboration. */
export function revisionOf({ revision }: CollaborationView): string {
  return String(revision)
}
