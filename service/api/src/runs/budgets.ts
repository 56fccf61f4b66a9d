import type { BudgetEntry, BudgetView } from '../answer.ts'
import type { Route } from '../contract/route.ts'
import { flag, integer, list, number, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { type InCollaboration, inCollaboration } from './ask.ts'

type Spent = BudgetView['spent']
const spent: Shape<Spent> = object<Spent>({ epsilon: number(), share: number() })
type MemberPart = BudgetView['members'][number]

const entry: Shape<BudgetEntry> = object<BudgetEntry>(
  {
    at: text(),
    member: text(),
    query: optional(text({ max: 1_000_000 })),
    epsilon: number(),
    delta: number(),
    share: number(),
    cumulativeShare: number(),
    receipt: optional(text()),
    status: oneOf('reserved', 'spent', 'released'),
  },
  { name: 'BudgetEntry', description: 'what a member may not see of others, their queries, is left out' },
)

const budgetView: Shape<BudgetView> = object<BudgetView>(
  {
    owner: text(),
    epsilon: number(),
    delta: number(),
    accounting: oneOf('zcdp', 'pure'),
    refresh: oneOf('none', 'calendar-month'),
    period: text(),
    spent,
    remaining: object<BudgetView['remaining']>({ epsilon: number(), share: number(), analyses: optional(integer()) }),
    lifetime: object<BudgetView['lifetime']>({ epsilon: number(), delta: number() }),
    warnAt: list(number()),
    isFrozen: flag,
    dataSet: optional(
      object<NonNullable<BudgetView['dataSet']>>({
        isExhausted: flag,
        epsilon: optional(number()),
        spent: optional(spent),
      }),
    ),
    members: list(object<MemberPart>({ member: text(), epsilon: optional(number()), spent })),
    entries: list(entry, { max: 1_000_000 }),
  },
  { name: 'Budget', description: 'a privacy budget and what was spent of it' },
)

/** The budgets of a collaboration. */
export type BudgetList = { readonly budgets: readonly BudgetView[] }
const budgetList: Shape<BudgetList> = object<BudgetList>({ budgets: list(budgetView) }, { name: 'BudgetList' })

type BudgetQuery = { readonly limit?: number }

/** Lists the budgets of a collaboration. */
export const listBudgets: Route<{ readonly params: InCollaboration; readonly query: BudgetQuery }, BudgetList> = {
  id: 'listBudgets',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/budgets',
  tag: 'budgets',
  summary: 'The privacy budgets of a collaboration, who spent them and on what',
  description:
    'An owner sees every question about its tables, the others their own. `limit`: the newest so many charges.',
  access: 'collaborations:read',
  params: inCollaboration,
  query: object<BudgetQuery>({ limit: optional(integer({ min: 0, max: 10_000 })) }),
  answer: { status: 200, shape: budgetList },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED'],
}

/** Why a period is opened. */
export type NewPeriod = { readonly reason: string }

/** Opens a period of the caller's own budget. */
export const openBudgetPeriod: Route<
  { readonly params: InCollaboration; readonly query: Record<never, never>; readonly body: NewPeriod },
  BudgetList
> = {
  id: 'openBudgetPeriod',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/budgets/periods',
  tag: 'budgets',
  summary: 'Begin a new period of your own budget, over new data; the lifetime loss goes on being counted',
  access: 'collaborations:write',
  params: inCollaboration,
  query: object<Record<never, never>>({}),
  body: object<NewPeriod>({ reason: text({ min: 1, max: 500 }) }, { name: 'NewPeriod' }),
  answer: { status: 201, shape: budgetList },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED'],
}
