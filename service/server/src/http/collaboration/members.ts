import {
  acceptInvitation,
  declineInvitation,
  getDeletionStatement,
  getMembership,
  leaveCollaboration,
  listInvitations,
  listMembers,
  pauseMembership,
  removeMember,
  resumeMembership,
  updateMembership,
} from '@glovebox/api'
import { openChangeRequest } from '../../collaboration/change/open.ts'
import type { CollaborationWorld } from '../../collaboration/collaboration-world.ts'
import * as deleting from '../../collaboration/deletion/read-statement.ts'
import * as answering from '../../collaboration/lifecycle/answer-invitation.ts'
import * as leaving from '../../collaboration/lifecycle/leave.ts'
import * as own from '../../collaboration/lifecycle/own-membership.ts'
import * as reading from '../../collaboration/lifecycle/read.ts'
import { type Binding, bind } from '../binding.ts'
import { emptyReplyOf, replyOf } from '../reply-of.ts'

/** What serves the routes of members, their invitations, and what went with them. */
export function memberBindings(world: CollaborationWorld): readonly Binding[] {
  return [
    bind(listInvitations, async ({ principal, query }) =>
      replyOf(
        await world.store.snapshot((db) => reading.listCollaborations(db, principal, { ...query, status: 'invited' })),
      ),
    ),
    bind(acceptInvitation, async ({ principal, params, body, request }) =>
      replyOf(await answering.acceptInvitation(world, principal, params.collaboration, body, request.ifMatch)),
    ),
    bind(declineInvitation, async ({ principal, params }) =>
      emptyReplyOf(await answering.declineInvitation(world, principal, params.collaboration)),
    ),
    bind(listMembers, async ({ principal, params }) =>
      replyOf(await world.store.snapshot((db) => reading.listMembers(db, principal, params.collaboration))),
    ),
    bind(removeMember, async ({ principal, params: { collaboration, member } }) =>
      replyOf(
        await openChangeRequest(world, principal, collaboration, { changes: [{ type: 'remove-member', member }] }),
      ),
    ),
    bind(getMembership, async ({ principal, params }) =>
      replyOf(await world.store.snapshot((db) => reading.readMembership(db, principal, params.collaboration))),
    ),
    bind(updateMembership, async ({ principal, params, body }) =>
      replyOf(await own.updateMembership(world, principal, params.collaboration, body)),
    ),
    bind(pauseMembership, async ({ principal, params }) =>
      replyOf(await own.pauseMembership(world, principal, params.collaboration)),
    ),
    bind(resumeMembership, async ({ principal, params }) =>
      replyOf(await own.resumeMembership(world, principal, params.collaboration)),
    ),
    bind(leaveCollaboration, async ({ principal, params }) =>
      replyOf(await leaving.leaveCollaboration(world, principal, params.collaboration)),
    ),
    bind(getDeletionStatement, async ({ principal, params }) =>
      replyOf(await world.store.snapshot((db) => deleting.readDeletionStatement(db, principal, params.collaboration))),
    ),
  ]
}
