import { comment, memberName, moment } from '../collaboration/fields.ts'
import { type CollaborationParams, collaborationParams } from '../collaboration/members.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, integer, list, object, oneOf, optional, record, type Shape, text } from '../contract/shape.ts'
import { type Readiness, readinessShape } from './associations.ts'
import { type ColumnView, columnShape } from './configured-tables.ts'
import { idOf, name } from './fields.ts'

/** What an intermediate table is made by: SQL, or a template with values for its parameters. */
export type IntermediateDefinition = {
  readonly sql?: string
  readonly template?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly purpose?: string
}
const definitionFields = {
  sql: optional(text({ min: 1, max: 90_000 })),
  template: optional(name),
  parameters: optional(record(text({ max: 20_000 }), { max: 100 })),
  purpose: optional(name),
}

export type NewIntermediateTable = IntermediateDefinition & { readonly name: string; readonly retentionDays?: number }
const newIntermediate: Shape<NewIntermediateTable> = object<NewIntermediateTable>(
  {
    name,
    ...definitionFields,
    retentionDays: optional(
      described(integer({ min: 1, max: 365 }), 'how long it is kept once it is populated; 30 days where it is absent'),
    ),
  },
  { name: 'NewIntermediateTable' },
)

/** A result that is kept inside the room as a table. */
export type IntermediateTableView = IntermediateDefinition & {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly status:
    | 'created'
    | 'populating'
    | 'ready'
    | 'failed'
    | 'disallowed'
    | 'base-table-removed'
    | 'retention-expired'
  /** The run that populates it, or did. */
  readonly run?: string
  readonly bases?: readonly string[]
  readonly columns?: readonly ColumnView[]
  readonly readiness: Readiness
  readonly retentionDays: number
  readonly createdAt: string
  readonly populatedAt?: string
  readonly expiresAt?: string
}
const view: Shape<IntermediateTableView> = object<IntermediateTableView>(
  {
    id: idOf('int'),
    name,
    owner: memberName,
    ...definitionFields,
    status: oneOf('created', 'populating', 'ready', 'failed', 'disallowed', 'base-table-removed', 'retention-expired'),
    run: optional(idOf('run')),
    bases: optional(list(name, { max: 100 })),
    columns: optional(list(columnShape, { max: 2000 })),
    readiness: readinessShape,
    retentionDays: integer({ min: 1 }),
    createdAt: moment,
    populatedAt: optional(moment),
    expiresAt: optional(moment),
  },
  { name: 'IntermediateTable' },
)

type All = { readonly params: CollaborationParams; readonly query: Nothing }
type OneParams = CollaborationParams & { readonly name: string }
type One = { readonly params: OneParams; readonly query: Nothing }
const oneParams: Shape<OneParams> = object<OneParams>({ collaboration: text({ min: 1, max: 64 }), name })
const path = '/v1/collaborations/{collaboration}/intermediate-tables'
const about = { tag: 'intermediate-tables', query: nothing } as const

export const defineIntermediateTable: Route<All & { readonly body: NewIntermediateTable }, IntermediateTableView> = {
  ...about,
  id: 'defineIntermediateTable',
  method: 'POST',
  path,
  summary: 'define a result that is kept inside the room as a table',
  description:
    'Its definer alone asks it. Every rule of every table speaks when it is populated; receivers, purposes and access budgets of those tables hold for whoever reads it.',
  access: 'runs:write',
  params: collaborationParams,
  body: newIntermediate,
  answer: { status: 201, shape: view },
  problems: ['CONFLICT', 'REFUSED', 'SCOPE_MISSING'],
}

export type IntermediateTableList = { readonly items: readonly IntermediateTableView[] }

export const listIntermediateTables: Route<All, IntermediateTableList> = {
  ...about,
  id: 'listIntermediateTables',
  method: 'GET',
  path,
  summary: 'list the intermediate tables that you defined, or that read your tables',
  access: 'collaborations:read',
  params: collaborationParams,
  answer: {
    status: 200,
    shape: object<IntermediateTableList>({ items: list(view, { max: 1000 }) }, { name: 'IntermediateTableList' }),
  },
  problems: [],
}

export const getIntermediateTable: Route<One, IntermediateTableView> = {
  ...about,
  id: 'getIntermediateTable',
  method: 'GET',
  path: `${path}/{name}`,
  summary: 'read what an intermediate table is, never its rows',
  access: 'collaborations:read',
  params: oneParams,
  answer: { status: 200, shape: view },
  problems: ['NOT_FOUND'],
}

export const populateIntermediateTable: Route<One, IntermediateTableView> = {
  ...about,
  id: 'populateIntermediateTable',
  method: 'POST',
  path: `${path}/{name}/populate`,
  summary: 'run its definition, and keep the result inside the room',
  description: 'The run is like every other, but that nobody receives its result. What was kept before goes.',
  access: 'runs:write',
  params: oneParams,
  answer: { status: 202, shape: view },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED', 'BUDGET_EXHAUSTED'],
}

export const disallowIntermediateTable: Route<
  One & { readonly body: { readonly comment?: string } },
  IntermediateTableView
> = {
  ...about,
  id: 'disallowIntermediateTable',
  method: 'POST',
  path: `${path}/{name}/disallow`,
  summary: 'forbid an intermediate table that was made of your table, at once and for good',
  access: 'tables:write',
  params: oneParams,
  body: object<{ readonly comment?: string }>({ comment: optional(comment) }, { name: 'Disallowance' }),
  answer: { status: 200, shape: view },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

export const deleteIntermediateTable: Route<One, never> = {
  ...about,
  id: 'deleteIntermediateTable',
  method: 'DELETE',
  path: `${path}/{name}`,
  summary: 'delete an intermediate table that you defined, with its rows',
  access: 'runs:write',
  params: oneParams,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

export const intermediateTableRoutes: readonly AnyRoute[] = [
  defineIntermediateTable,
  listIntermediateTables,
  getIntermediateTable,
  populateIntermediateTable,
  disallowIntermediateTable,
  deleteIntermediateTable,
]
