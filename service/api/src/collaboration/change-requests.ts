import type { Ability } from '@glovebox/cleanroom'
import { type Nothing, nothing, type Page, type PageQuery, page, pageQueryFields } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { flag, integer, list, nullable, object, oneOf, optional, type Shape, text, union } from '../contract/shape.ts'
import { ability, comment, id, memberName, moment } from './fields.ts'
import { type AutoApprovedChangeType, autoApprovedChangeType, isolationLevel, purpose } from './settings.ts'

/** One thing that is to change. A request holds several, which are committed together or not at all. */
export type Change =
  | {
      readonly type: 'add-member'
      readonly organisation: string
      readonly name: string
      readonly abilities: readonly Ability[]
    }
  | { readonly type: 'remove-member'; readonly member: string }
  | { readonly type: 'grant-ability' | 'revoke-ability'; readonly member: string; readonly ability: Ability }
  | { readonly type: 'edit-auto-approved-change-types'; readonly types: readonly AutoApprovedChangeType[] }
  | ({ readonly type: 'edit-settings' } & SettingsEdit)

/** What of the settings changes: a null takes one away. */
export type SettingsEdit = {
  readonly minimumIsolation?: 'sandbox' | 'process' | null
  readonly resultRetentionDays?: number
  readonly purposes?: readonly string[] | null
}

type AddMember = Extract<Change, { type: 'add-member' }>
type RemoveMember = Extract<Change, { type: 'remove-member' }>
type ChangeAbility = Extract<Change, { type: 'grant-ability' | 'revoke-ability' }>
type EditTypes = Extract<Change, { type: 'edit-auto-approved-change-types' }>
type EditSettings = Extract<Change, { type: 'edit-settings' }>

export const changeShape: Shape<Change> = union<Change>(
  [
    object<AddMember>({
      type: oneOf('add-member'),
      organisation: id('org'),
      name: memberName,
      abilities: list(ability, { max: 5 }),
    }),
    object<RemoveMember>({ type: oneOf('remove-member'), member: memberName }),
    object<ChangeAbility>({ type: oneOf('grant-ability', 'revoke-ability'), member: memberName, ability }),
    object<EditTypes>({
      type: oneOf('edit-auto-approved-change-types'),
      types: list(autoApprovedChangeType, { max: 20 }),
    }),
    object<EditSettings>({
      type: oneOf('edit-settings'),
      minimumIsolation: optional(nullable(isolationLevel)),
      resultRetentionDays: optional(integer({ min: 1, max: 3650 })),
      purposes: optional(nullable(list(purpose, { min: 1, max: 100 }))),
    }),
  ],
  { name: 'Change' },
)

export type ChangeRequestStatus = 'pending' | 'approved' | 'denied' | 'cancelled' | 'committed'
export const changeRequestStatus: Shape<ChangeRequestStatus> = oneOf(
  'pending',
  'approved',
  'denied',
  'cancelled',
  'committed',
)

/** What one member says of a change request. */
export type Approval = {
  readonly member: string
  readonly status: 'pending' | 'approved' | 'denied'
  readonly at?: string
}

/** Something that happened to a change request. */
export type ChangeHistoryItem = {
  readonly at: string
  /** The member who did it. */
  readonly member: string
  readonly kind: 'opened' | 'approved' | 'denied' | 'cancelled' | 'committed' | 'commented'
  readonly comment?: string
}

/** A change that members decide on. */
export type ChangeRequestView = {
  readonly id: string
  readonly proposer: string
  readonly status: ChangeRequestStatus
  readonly changes: readonly Change[]
  readonly isAutoApproved: boolean
  /** While it is pending, of all whose approval it needs; afterwards, of those who voted. */
  readonly approvals: readonly Approval[]
  readonly openedAt: string
  readonly closedAt?: string
  /** Why it was denied without a vote against it. */
  readonly reason?: string
  readonly history: readonly ChangeHistoryItem[]
}

export const changeRequestShape: Shape<ChangeRequestView> = object<ChangeRequestView>(
  {
    id: id('chg'),
    proposer: memberName,
    status: changeRequestStatus,
    changes: list(changeShape, { max: 20 }),
    isAutoApproved: flag,
    approvals: list(
      object<Approval>(
        { member: memberName, status: oneOf('pending', 'approved', 'denied'), at: optional(moment) },
        { name: 'Approval' },
      ),
    ),
    openedAt: moment,
    closedAt: optional(moment),
    reason: optional(text({ max: 100 })),
    history: list(
      object<ChangeHistoryItem>(
        {
          at: moment,
          member: memberName,
          kind: oneOf('opened', 'approved', 'denied', 'cancelled', 'committed', 'commented'),
          comment: optional(comment),
        },
        { name: 'ChangeHistoryItem' },
      ),
      { max: 1000 },
    ),
  },
  { name: 'ChangeRequest' },
)

type Collaboration = { readonly collaboration: string }
const collaboration: Shape<Collaboration> = object<Collaboration>({ collaboration: id('col') })

/** What is to change, and why. */
export type NewChangeRequest = { readonly changes: readonly Change[]; readonly comment?: string }

type Open = { readonly params: Collaboration; readonly query: Nothing; readonly body: NewChangeRequest }

export const openChangeRequest: Route<Open, ChangeRequestView> = {
  id: 'openChangeRequest',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/change-requests',
  tag: 'change requests',
  summary: 'ask to change who is in a collaboration, what they may do, or its settings',
  description:
    'Every active member whom a change concerns approves it; the proposer has by asking. It is committed with the last approval, or at once where the collaboration approves such changes by itself.',
  access: 'collaborations:write',
  params: collaboration,
  query: nothing,
  body: object<NewChangeRequest>(
    { changes: list(changeShape, { min: 1, max: 20 }), comment: optional(comment) },
    { name: 'NewChangeRequest' },
  ),
  answer: { status: 201, shape: changeRequestShape },
  problems: ['CONFLICT', 'REFUSED', 'SCOPE_MISSING'],
}

type ChangeListQuery = PageQuery & { readonly status?: ChangeRequestStatus }
type List = { readonly params: Collaboration; readonly query: ChangeListQuery }

export const listChangeRequests: Route<List, Page<ChangeRequestView>> = {
  id: 'listChangeRequests',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/change-requests',
  tag: 'change requests',
  summary: 'list change requests, the newest first',
  access: 'collaborations:read',
  params: collaboration,
  query: object<ChangeListQuery>({ ...pageQueryFields, status: optional(changeRequestStatus) }),
  answer: { status: 200, shape: page(changeRequestShape) },
  problems: [],
}

type OneChange = Collaboration & { readonly change: string }
const oneChange: Shape<OneChange> = object<OneChange>({ collaboration: id('col'), change: id('chg') })

type Get = { readonly params: OneChange; readonly query: Nothing }

export const getChangeRequest: Route<Get, ChangeRequestView> = {
  id: 'getChangeRequest',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/change-requests/{change}',
  tag: 'change requests',
  summary: 'read a change request',
  access: 'collaborations:read',
  params: oneChange,
  query: nothing,
  answer: { status: 200, shape: changeRequestShape },
  problems: [],
}

/** What a member says of a change request. */
export type ChangeVote = { readonly vote: 'approved' | 'denied'; readonly comment?: string }

export const voteOnChangeRequest: Route<Get & { readonly body: ChangeVote }, ChangeRequestView> = {
  ...getChangeRequest,
  id: 'voteOnChangeRequest',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/change-requests/{change}/vote',
  summary: 'approve or deny a change request',
  access: 'collaborations:write',
  body: object<ChangeVote>({ vote: oneOf('approved', 'denied'), comment: optional(comment) }, { name: 'ChangeVote' }),
  problems: ['CONFLICT'],
}

/** Something to say about a change request. */
export type ChangeComment = { readonly comment: string }

export const commentOnChangeRequest: Route<Get & { readonly body: ChangeComment }, ChangeRequestView> = {
  ...getChangeRequest,
  id: 'commentOnChangeRequest',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/change-requests/{change}/comments',
  summary: 'comment on a change request',
  access: 'collaborations:write',
  body: object<ChangeComment>({ comment }, { name: 'ChangeComment' }),
  problems: ['CONFLICT'],
}

export const cancelChangeRequest: Route<Get, ChangeRequestView> = {
  ...getChangeRequest,
  id: 'cancelChangeRequest',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/change-requests/{change}/cancel',
  summary: "take back one's own change request",
  access: 'collaborations:write',
  problems: ['CONFLICT'],
}
