import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { flag, object, optional, type Shape } from '../contract/shape.ts'
import { type CollaborationView, collaborationView } from './collaborations.ts'
import { type CollaborationParams, collaborationParams } from './members.ts'

export const listInvitations: Route<
  { readonly params: Nothing; readonly query: PageQuery },
  Page<CollaborationView>
> = {
  id: 'listInvitations',
  method: 'GET',
  path: '/v1/invitations',
  tag: 'invitations',
  summary: "list the collaborations that one's organisation is invited to and has not answered",
  access: 'collaborations:read',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(collaborationView) },
  problems: [],
}

/** What an organisation agrees to when it joins. */
export type Acceptance = {
  /** Must be true where the member has the ability `pay`: it may be charged for runs. */
  readonly acceptsPayment?: boolean
}

export const acceptance: Shape<Acceptance> = object<Acceptance>(
  { acceptsPayment: optional(flag) },
  { name: 'Acceptance' },
)

type One = { readonly params: CollaborationParams; readonly query: Nothing }

export const acceptInvitation: Route<One & { readonly body: Acceptance }, CollaborationView> = {
  id: 'acceptInvitation',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/invitation/accept',
  tag: 'invitations',
  summary: 'join a collaboration',
  description: 'With `If-Match`, only if the collaboration is still as it was read.',
  access: 'collaborations:write',
  params: collaborationParams,
  query: nothing,
  body: acceptance,
  answer: { status: 200, shape: collaborationView },
  problems: ['CONFLICT', 'REFUSED'],
  hasEtag: true,
}

export const declineInvitation: Route<One, void> = {
  id: 'declineInvitation',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/invitation/decline',
  tag: 'invitations',
  summary: 'decline to join a collaboration; its creator may ask to invite again',
  access: 'collaborations:write',
  params: collaborationParams,
  query: nothing,
  answer: { status: 204 },
  problems: ['CONFLICT'],
}
