import { type Nothing, nothing } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, flag, integer, list, number, object, optional, type Shape } from '../contract/shape.ts'

/** What may be spent on an organisation's protected tables in all collaborations together. */
export type DataSetBudget = {
  readonly epsilon: number
  readonly delta?: number
  /** The shares spent at which its owner is told by an event. */
  readonly warnAt?: readonly number[]
}

const budgetFields = {
  epsilon: number({ min: 1e-6, max: 20 }),
  delta: optional(described(number({ min: 1e-12, max: 0.1 }), '1e-6 where it is absent')),
  warnAt: optional(
    described(
      list(number({ min: 1e-6, max: 1 }), { max: 20 }),
      'the shares spent at which `budget.threshold` is sent to you',
    ),
  ),
}
const budget: Shape<DataSetBudget> = object<DataSetBudget>(budgetFields, { name: 'DataSetBudget' })

export type DataSetBudgetView = DataSetBudget & {
  /** In the periods that are open, over all collaborations. */
  readonly spent: { readonly epsilon: number; readonly share: number }
  /** Whether nothing more is paid for in any collaboration. */
  readonly isExhausted: boolean
  readonly version: number
}
const view: Shape<DataSetBudgetView> = object<DataSetBudgetView>(
  {
    ...budgetFields,
    spent: object<DataSetBudgetView['spent']>({ epsilon: number({ min: 0 }), share: number({ min: 0, max: 1 }) }),
    isExhausted: flag,
    version: integer({ min: 1 }),
  },
  { name: 'DataSetBudgetView' },
)

type Own = { readonly params: Nothing; readonly query: Nothing }
const about = { path: '/v1/data-set-budget', tag: 'budgets', params: nothing, query: nothing, hasEtag: true } as const

export const getDataSetBudget: Route<Own, DataSetBudgetView> = {
  ...about,
  id: 'getDataSetBudget',
  method: 'GET',
  summary: 'read what may be spent on your protected tables in all collaborations together',
  access: 'tables:read',
  answer: { status: 200, shape: view },
  problems: ['NOT_FOUND'],
}

export const putDataSetBudget: Route<Own & { readonly body: DataSetBudget }, DataSetBudgetView> = {
  ...about,
  id: 'putDataSetBudget',
  method: 'PUT',
  summary: 'say what may be spent on your protected tables in all collaborations together',
  description:
    'Holds beside the budgets of collaborations, at once, whatever was spent before. Only your organisation reads the numbers; other members learn that there is such a budget, and when it is exhausted.',
  access: 'tables:write',
  body: budget,
  answer: { status: 200, shape: view },
  problems: ['VERSION_CONFLICT'],
}

export const deleteDataSetBudget: Route<Own, never> = {
  ...about,
  id: 'deleteDataSetBudget',
  method: 'DELETE',
  summary: 'let the budgets of collaborations alone say what may be spent on your protected tables',
  access: 'tables:write',
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'VERSION_CONFLICT'],
}

export const dataSetBudgetRoutes: readonly AnyRoute[] = [getDataSetBudget, putDataSetBudget, deleteDataSetBudget]
