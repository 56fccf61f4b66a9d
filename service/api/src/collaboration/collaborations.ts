import type { Ability } from '@glovebox/cleanroom'
import { type Nothing, nothing, type Page, type PageQuery, page, pageQueryFields } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { flag, integer, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { ability, id, memberName, moment } from './fields.ts'
import {
  type CollaborationMember,
  type CollaborationParams,
  collaborationMember,
  collaborationParams,
} from './members.ts'
import {
  type CollaborationSettings,
  collaborationSettings,
  type NewCollaborationSettings,
  newCollaborationSettings,
} from './settings.ts'

/** A collaboration as one organisation in it sees it. */
export type CollaborationView = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly status: 'open' | 'closed'
  /** The member who made it. */
  readonly creator: string
  readonly settings: CollaborationSettings
  /** Grows with every change of anything in it. */
  readonly revision: number
  readonly createdAt: string
  readonly closedAt?: string
  /** What the asking organisation is in it. */
  readonly membership: CollaborationMember
}

const collaborationName = text({ min: 1, max: 128 })
const description = text({ max: 4000 })

export const collaborationView: Shape<CollaborationView> = object<CollaborationView>(
  {
    id: id('col'),
    name: collaborationName,
    description,
    status: oneOf('open', 'closed'),
    creator: memberName,
    settings: collaborationSettings,
    revision: integer({ min: 1 }),
    createdAt: moment,
    closedAt: optional(moment),
    membership: collaborationMember,
  },
  { name: 'Collaboration' },
)

/** Someone to invite. */
export type NewMember = {
  readonly organisation: string
  readonly name: string
  readonly abilities: readonly Ability[]
}

/** A collaboration to make. Where no member has the ability `pay`, each that may query pays for what it asks. */
export type NewCollaboration = {
  readonly name: string
  readonly description?: string
  /** What the creator is in it. */
  readonly creator: { readonly name: string; readonly abilities: readonly Ability[]; readonly acceptsPayment?: boolean }
  readonly members: readonly NewMember[]
  readonly settings?: NewCollaborationSettings
}

export const newCollaboration: Shape<NewCollaboration> = object<NewCollaboration>(
  {
    name: collaborationName,
    description: optional(description),
    creator: object<NewCollaboration['creator']>({
      name: memberName,
      abilities: list(ability, { max: 5 }),
      acceptsPayment: optional(flag),
    }),
    members: list(
      object<NewMember>(
        { organisation: id('org'), name: memberName, abilities: list(ability, { max: 5 }) },
        { name: 'NewMember' },
      ),
      { max: 100 },
    ),
    settings: optional(newCollaborationSettings),
  },
  { name: 'NewCollaboration' },
)

export const createCollaboration: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: NewCollaboration },
  CollaborationView
> = {
  id: 'createCollaboration',
  method: 'POST',
  path: '/v1/collaborations',
  tag: 'collaborations',
  summary: 'make a collaboration and invite its members',
  access: 'collaborations:write',
  params: nothing,
  query: nothing,
  body: newCollaboration,
  answer: { status: 201, shape: collaborationView },
  problems: ['REFUSED'],
  hasEtag: true,
}

/** Which collaborations: all that one is or was invited to, or those where one's membership has a status. */
export type CollaborationListQuery = PageQuery & { readonly status?: 'invited' | 'active' }

export const listCollaborations: Route<
  { readonly params: Nothing; readonly query: CollaborationListQuery },
  Page<CollaborationView>
> = {
  id: 'listCollaborations',
  method: 'GET',
  path: '/v1/collaborations',
  tag: 'collaborations',
  summary: "list the collaborations that one's organisation is in or is invited to, the newest first",
  access: 'collaborations:read',
  params: nothing,
  query: object<CollaborationListQuery>({ ...pageQueryFields, status: optional(oneOf('invited', 'active')) }),
  answer: { status: 200, shape: page(collaborationView) },
  problems: [],
}

type One = { readonly params: CollaborationParams; readonly query: Nothing }

export const getCollaboration: Route<One, CollaborationView> = {
  id: 'getCollaboration',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}',
  tag: 'collaborations',
  summary: 'read a collaboration',
  access: 'collaborations:read',
  params: collaborationParams,
  query: nothing,
  answer: { status: 200, shape: collaborationView },
  problems: [],
  hasEtag: true,
}

/** What the creator may change by itself. */
export type CollaborationPatch = { readonly name?: string; readonly description?: string }

export const updateCollaboration: Route<One & { readonly body: CollaborationPatch }, CollaborationView> = {
  ...getCollaboration,
  id: 'updateCollaboration',
  method: 'PATCH',
  summary: 'change the name or description of a collaboration, as its creator',
  access: 'collaborations:write',
  body: object<CollaborationPatch>(
    { name: optional(collaborationName), description: optional(description) },
    { name: 'CollaborationPatch' },
  ),
  problems: ['CONFLICT', 'REFUSED', 'SCOPE_MISSING'],
}

export const closeCollaboration: Route<One, void> = {
  id: 'closeCollaboration',
  method: 'DELETE',
  path: '/v1/collaborations/{collaboration}',
  tag: 'collaborations',
  summary: 'close a collaboration for good, as its creator',
  description:
    "Everything that runs stops; every member's tables, templates, budgets, cached answers and results go; the key that sealed them is destroyed, which reaches backups too. The log and the receipts remain.",
  access: 'collaborations:write',
  params: collaborationParams,
  query: nothing,
  answer: { status: 204 },
  problems: ['CONFLICT', 'SCOPE_MISSING'],
  hasEtag: true,
}
