import type { Ability } from '@glovebox/cleanroom'
import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { flag, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { type ChangeRequestView, changeRequestShape } from './change-requests.ts'
import { ability, id, memberName, moment } from './fields.ts'

/** A member as the others see it. */
export type CollaborationMember = {
  readonly name: string
  readonly organisation: string
  /** The organisation's own name. */
  readonly organisationName?: string
  readonly status: 'invited' | 'active' | 'declined' | 'left' | 'removed'
  readonly abilities: readonly Ability[]
  readonly isCreator: boolean
  /** Whether it agreed to pay for runs; meant only where it has the ability `pay`. */
  readonly paymentAccepted: boolean
  readonly invitedAt: string
  readonly joinedAt?: string
  readonly endedAt?: string
  readonly pausedAt?: string
}

export const collaborationMember: Shape<CollaborationMember> = object<CollaborationMember>(
  {
    name: memberName,
    organisation: id('org'),
    organisationName: optional(text({ max: 500 })),
    status: oneOf('invited', 'active', 'declined', 'left', 'removed'),
    abilities: list(ability, { max: 5 }),
    isCreator: flag,
    paymentAccepted: flag,
    invitedAt: moment,
    joinedAt: optional(moment),
    endedAt: optional(moment),
    pausedAt: optional(moment),
  },
  { name: 'Member' },
)

export type CollaborationParams = { readonly collaboration: string }
export const collaborationParams: Shape<CollaborationParams> = object<CollaborationParams>({ collaboration: id('col') })

type InCollaboration = { readonly params: CollaborationParams; readonly query: Nothing }

/** Members are few: all of them come at once. */
export type MemberList = { readonly items: readonly CollaborationMember[] }
const memberList: Shape<MemberList> = object<MemberList>(
  { items: list(collaborationMember, { max: 1000 }) },
  { name: 'MemberList' },
)

export const listMembers: Route<InCollaboration, MemberList> = {
  id: 'listMembers',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/members',
  tag: 'members',
  summary: 'list everyone who is or was in a collaboration',
  access: 'collaborations:read',
  params: collaborationParams,
  query: nothing,
  answer: { status: 200, shape: memberList },
  problems: [],
}

type OneMember = {
  readonly params: CollaborationParams & { readonly member: string }
  readonly query: Nothing
}

export const removeMember: Route<OneMember, ChangeRequestView> = {
  id: 'removeMember',
  method: 'DELETE',
  path: '/v1/collaborations/{collaboration}/members/{member}',
  tag: 'members',
  summary: 'ask to remove a member, or withdraw its invitation',
  description:
    'Opens a change request that every other active member approves; it is committed at once where nobody else must approve, or the collaboration approves removals by itself. Only the creator may.',
  access: 'collaborations:write',
  params: object<OneMember['params']>({ collaboration: id('col'), member: memberName }),
  query: nothing,
  answer: { status: 202, shape: changeRequestShape },
  problems: ['CONFLICT', 'REFUSED', 'SCOPE_MISSING'],
}

export const getMembership: Route<InCollaboration, CollaborationMember> = {
  id: 'getMembership',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/membership',
  tag: 'members',
  summary: "read one's own membership",
  access: 'collaborations:read',
  params: collaborationParams,
  query: nothing,
  answer: { status: 200, shape: collaborationMember },
  problems: [],
}

/** What a member settles for itself. */
export type MembershipPatch = { readonly acceptsPayment?: boolean }

type PatchMembership = InCollaboration & { readonly body: MembershipPatch }

export const updateMembership: Route<PatchMembership, CollaborationMember> = {
  id: 'updateMembership',
  method: 'PATCH',
  path: '/v1/collaborations/{collaboration}/membership',
  tag: 'members',
  summary: "change one's own membership: agree to pay for runs, or stop",
  access: 'collaborations:write',
  params: collaborationParams,
  query: nothing,
  body: object<MembershipPatch>({ acceptsPayment: optional(flag) }, { name: 'MembershipPatch' }),
  answer: { status: 200, shape: collaborationMember },
  problems: ['CONFLICT', 'REFUSED'],
}

export const pauseMembership: Route<InCollaboration, CollaborationMember> = {
  id: 'pauseMembership',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/membership/pause',
  tag: 'members',
  summary: 'stop all participation at once: running and queued analyses of its data end, nothing of it is read',
  access: 'collaborations:write',
  params: collaborationParams,
  query: nothing,
  answer: { status: 200, shape: collaborationMember },
  problems: ['CONFLICT'],
}

export const resumeMembership: Route<InCollaboration, CollaborationMember> = {
  ...pauseMembership,
  id: 'resumeMembership',
  path: '/v1/collaborations/{collaboration}/membership/resume',
  summary: 'take part again after a pause',
}
