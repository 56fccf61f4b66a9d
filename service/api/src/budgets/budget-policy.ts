import { type CollaborationParams, collaborationParams } from '../collaboration/members.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { integer, list, number, object, oneOf, optional, record, type Shape } from '../contract/shape.ts'

/** What may be spent on an owner's protected tables, in the words of the collaboration file. */
export type BudgetPolicy = {
  readonly epsilon: number
  readonly delta?: number
  readonly refresh?: 'none' | 'calendar-month'
  readonly warnAt?: readonly number[]
  readonly perQuery?: PerQuery
  readonly usersNoisePerQuery?: number
  readonly maxEpsilonPerQuery?: number
  readonly accounting?: 'zcdp' | 'pure'
  readonly members?: Readonly<Record<string, { readonly epsilon: number }>>
}
type PerQuery = { readonly epsilon?: number; readonly noise?: { readonly users: number } }

const epsilon = number({ min: 0, max: 20 })
const share = number({ min: 0, max: 1 })
const policyFields = {
  epsilon,
  delta: optional(share),
  refresh: optional(oneOf('none', 'calendar-month')),
  warnAt: optional(list(share, { max: 20 })),
  perQuery: optional(
    object<PerQuery>({
      epsilon: optional(epsilon),
      noise: optional(object<{ readonly users: number }>({ users: integer({ min: 1, max: 1_000_000 }) })),
    }),
  ),
  usersNoisePerQuery: optional(integer({ min: 1, max: 1_000_000 })),
  maxEpsilonPerQuery: optional(epsilon),
  accounting: optional(oneOf('zcdp', 'pure')),
  members: optional(record(object<{ readonly epsilon: number }>({ epsilon }), { max: 1000 })),
}
const policy: Shape<BudgetPolicy> = object<BudgetPolicy>(policyFields, { name: 'BudgetPolicy' })

export type BudgetPolicyView = BudgetPolicy & { readonly version: number }
const view: Shape<BudgetPolicyView> = object<BudgetPolicyView>(
  { ...policyFields, version: integer({ min: 1 }) },
  { name: 'BudgetPolicyView' },
)

type Mine = { readonly params: CollaborationParams; readonly query: Nothing }
const about = {
  path: '/v1/collaborations/{collaboration}/budget-policy',
  tag: 'budgets',
  params: collaborationParams,
  query: nothing,
  hasEtag: true,
} as const

export const getBudgetPolicy: Route<Mine, BudgetPolicyView> = {
  ...about,
  id: 'getBudgetPolicy',
  method: 'GET',
  summary: 'read what may be spent on your protected tables here',
  access: 'collaborations:read',
  answer: { status: 200, shape: view },
  problems: ['NOT_FOUND'],
}

export const putBudgetPolicy: Route<Mine & { readonly body: BudgetPolicy }, BudgetPolicyView> = {
  ...about,
  id: 'putBudgetPolicy',
  method: 'PUT',
  summary: 'say what may be spent on your protected tables here',
  description: 'What was spent stays spent. Every member sees the policy.',
  access: 'tables:write',
  body: policy,
  answer: { status: 200, shape: view },
  problems: ['CONFLICT', 'REFUSED', 'VERSION_CONFLICT'],
}

export const deleteBudgetPolicy: Route<Mine, never> = {
  ...about,
  id: 'deleteBudgetPolicy',
  method: 'DELETE',
  summary: 'let nothing more be spent on your protected tables here',
  access: 'tables:write',
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
}

export const budgetPolicyRoutes: readonly AnyRoute[] = [getBudgetPolicy, putBudgetPolicy, deleteBudgetPolicy]
