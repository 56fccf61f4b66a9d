import { memberName } from '../collaboration/fields.ts'
import { type CollaborationParams, collaborationParams } from '../collaboration/members.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, integer, list, object, optional, type Shape } from '../contract/shape.ts'
import { name } from '../tables/fields.ts'

/** Which templates an owner approves by itself: those of an author, as far as they read these of its tables. */
export type ApprovalRule = {
  /** The name of a member, or ANY. */
  readonly author: string
  /** Absent: all tables of the owner. */
  readonly tables?: readonly string[]
}
const approvalRule: Shape<ApprovalRule> = object<ApprovalRule>(
  { author: described(memberName, 'the name of a member, or ANY'), tables: optional(list(name, { min: 1, max: 100 })) },
  { name: 'ApprovalRule' },
)

/** An owner's rules. Each counts as one approval, and is recorded as automatic. */
export type ApprovalRules = {
  readonly rules: readonly ApprovalRule[]
  /** Of the owner's people, where the template's author asks for fewer. Absent: as it was. */
  readonly minimumReviewers?: number
}
export type ApprovalRulesView = ApprovalRules & { readonly minimumReviewers: number; readonly version: number }

type Mine = { readonly params: CollaborationParams; readonly query: Nothing }
const rules = list(approvalRule, { max: 100 })
const minimumReviewers = described(
  integer({ min: 1, max: 10 }),
  'how many of your people approve a template at least, whatever its author says; with more than one, keys do not count; a rule of yours counts as whoever made it',
)
const view: Shape<ApprovalRulesView> = object<ApprovalRulesView>(
  { rules, minimumReviewers, version: integer({ min: 0 }) },
  { name: 'ApprovalRules' },
)

export const getApprovalRules: Route<Mine, ApprovalRulesView> = {
  id: 'getApprovalRules',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/approval-rules',
  tag: 'templates',
  summary: 'read which templates your organisation approves by itself',
  access: 'collaborations:read',
  params: collaborationParams,
  query: nothing,
  answer: { status: 200, shape: view },
  problems: [],
  hasEtag: true,
}

export const putApprovalRules: Route<Mine & { readonly body: ApprovalRules }, ApprovalRulesView> = {
  id: 'putApprovalRules',
  method: 'PUT',
  path: '/v1/collaborations/{collaboration}/approval-rules',
  tag: 'templates',
  summary: 'say which templates your organisation approves by itself, from now on',
  description:
    'Rules hold for versions that are proposed later, the number of people also for those that wait. What was approved stays so until it is withdrawn.',
  access: 'templates:review',
  params: collaborationParams,
  query: nothing,
  body: object<ApprovalRules>({ rules, minimumReviewers: optional(minimumReviewers) }, { name: 'NewApprovalRules' }),
  answer: { status: 200, shape: view },
  problems: ['CONFLICT', 'REFUSED', 'VERSION_CONFLICT'],
  hasEtag: true,
}

export const approvalRuleRoutes: readonly AnyRoute[] = [getApprovalRules, putApprovalRules]
