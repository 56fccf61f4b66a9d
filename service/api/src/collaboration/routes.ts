import type { AnyRoute } from '../contract/route.ts'
import {
  cancelChangeRequest,
  commentOnChangeRequest,
  getChangeRequest,
  listChangeRequests,
  openChangeRequest,
  voteOnChangeRequest,
} from './change-requests.ts'
import {
  closeCollaboration,
  createCollaboration,
  getCollaboration,
  listCollaborations,
  updateCollaboration,
} from './collaborations.ts'
import { getDeletionStatement, leaveCollaboration } from './deletion.ts'
import { acceptInvitation, declineInvitation, listInvitations } from './invitations.ts'
import {
  getMembership,
  listMembers,
  pauseMembership,
  removeMember,
  resumeMembership,
  updateMembership,
} from './members.ts'
import { listWaiting } from './waiting.ts'

/** The routes of a collaboration's life, in the order of the reference. */
export const collaborationRoutes: readonly AnyRoute[] = [
  createCollaboration,
  listCollaborations,
  getCollaboration,
  updateCollaboration,
  closeCollaboration,
  listInvitations,
  acceptInvitation,
  declineInvitation,
  listMembers,
  removeMember,
  getMembership,
  updateMembership,
  pauseMembership,
  resumeMembership,
  leaveCollaboration,
  getDeletionStatement,
  openChangeRequest,
  listChangeRequests,
  getChangeRequest,
  voteOnChangeRequest,
  commentOnChangeRequest,
  cancelChangeRequest,
  listWaiting,
]
