import type { DiagnosticView } from '../answer.ts'
import { memberName, moment } from '../collaboration/fields.ts'
import { type CollaborationParams, collaborationParams } from '../collaboration/members.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import { diagnosticShape } from '../contract/problem-shape.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import {
  described,
  flag,
  integer,
  json,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  text,
} from '../contract/shape.ts'
import { type ColumnView, columnShape, type DeclaredSize, declaredSize, leastIsolation } from './configured-tables.ts'
import { hash, idOf, name } from './fields.ts'

/** Why a table cannot be asked in some way. */
export const readinessCodes = [
  'ANALYSIS_RULE_MISSING',
  'ANALYSIS_TEMPLATES_NOT_CONFIGURED',
  'ANALYSIS_PROVIDERS_NOT_CONFIGURED',
  'DIFFERENTIAL_PRIVACY_POLICY_NOT_CONFIGURED',
  'ADDITIONAL_ANALYSES_NOT_CONFIGURED',
  'ADDITIONAL_ANALYSES_NOT_ALLOWED',
  'ADDITIONAL_ANALYSES_REQUIRED',
  'ACTIVATION_DESTINATIONS_NOT_ALLOWED',
  'RESULT_RECEIVERS_NOT_CONFIGURED',
  'RESULT_RECEIVERS_NOT_ALLOWED',
  'ACCESS_BUDGET_EXHAUSTED',
  'TABLE_PAUSED',
  'OWNER_PAUSED',
  'SCHEMA_UNKNOWN',
  'SOURCE_NOT_FOUND',
  'ISOLATION_TOO_WEAK',
  'CONFIGURATION_REFUSED',
  'INTERMEDIATE_TABLE_NOT_POPULATED',
  'INTERMEDIATE_TABLE_BASE_TABLE_REMOVED',
  'INTERMEDIATE_TABLE_INHERITED_CONSTRAINTS_VIOLATED',
  'INTERMEDIATE_TABLE_DISALLOWED_BY_DATA_PROVIDER',
  'INTERMEDIATE_TABLE_RETENTION_PERIOD_EXPIRED',
] as const

export type ReadinessCode = (typeof readinessCodes)[number]

/** Something that stands in the way, and the way out. */
export type ReadinessReason = { readonly code: ReadinessCode; readonly message: string; readonly help: string }
const reason: Shape<ReadinessReason> = object<ReadinessReason>(
  { code: oneOf(...readinessCodes), message: text(), help: text() },
  { name: 'ReadinessReason' },
)

/** Whether a table can be asked in one way: results to receivers, or to an additional analysis. */
export type Readiness = { readonly status: 'ready' | 'not-ready'; readonly reasons: readonly ReadinessReason[] }
export const readinessShape: Shape<Readiness> = object<Readiness>(
  { status: oneOf('ready', 'not-ready'), reasons: list(reason, { max: 50 }) },
  { name: 'Readiness' },
)

/** How many runs may read a table in a period. */
export type AccessBudgetView = {
  readonly per: 'day' | 'week' | 'month' | 'lifetime'
  readonly runs: number
  readonly refresh?: boolean
}
const accessBudget: Shape<AccessBudgetView> = object<AccessBudgetView>(
  {
    per: oneOf('day', 'week', 'month', 'lifetime'),
    runs: integer({ min: 1, max: 1_000_000 }),
    refresh: optional(described(flag, 'whether the next period begins anew; true where it is absent')),
  },
  { name: 'AccessBudget' },
)
const accessBudgets: Shape<readonly AccessBudgetView[]> = list(accessBudget, { min: 1, max: 4 })

/** How much of an access budget is left. */
export type AccessLeft = AccessBudgetView & {
  readonly left: number
  readonly from?: string
  /** When the next period begins. */
  readonly until?: string
}
const accessLeft: Shape<AccessLeft> = object<AccessLeft>(
  {
    per: oneOf('day', 'week', 'month', 'lifetime'),
    runs: integer({ min: 1 }),
    refresh: optional(flag),
    left: integer({ min: 0 }),
    from: optional(moment),
    until: optional(moment),
  },
  { name: 'AccessLeft' },
)

/** A destination that results of a table may be activated to, as its owner saw it. */
export type AllowedDestination = { readonly name: string; readonly hash: string }
const allowedDestination: Shape<AllowedDestination> = object<AllowedDestination>(
  { name, hash: described(hash, 'of the destination that is meant: one that has changed since is not allowed') },
  { name: 'AllowedDestination' },
)
const allowedDestinations = list(allowedDestination, { max: 100 })

/** The same with whether it still is what its owner saw. */
export type AllowedDestinationView = AllowedDestination & { readonly isCurrent: boolean }
const allowedDestinationView: Shape<AllowedDestinationView> = object<AllowedDestinationView>(
  { name, hash, isCurrent: flag },
  { name: 'AllowedDestinationView' },
)

/** A table in a collaboration, as every member sees it. Where its rows are is its owner's alone. */
export type AssociationView = {
  readonly name: string
  readonly owner: string
  readonly status: 'active' | 'paused'
  /** Absent while nobody looked into the source. */
  readonly columns?: readonly ColumnView[]
  /** As it holds in this collaboration. */
  readonly rule?: unknown
  readonly privacy?: unknown
  readonly public: boolean
  readonly purposes?: readonly string[]
  readonly size?: DeclaredSize
  readonly minimumIsolation?: 'sandbox' | 'process'
  readonly receivers?: readonly string[]
  /** Where its results may be activated to. */
  readonly destinations?: readonly AllowedDestinationView[]
  readonly accessBudget?: readonly AccessBudgetView[]
  readonly accessLeft?: readonly AccessLeft[]
  readonly definitionVersion: number
  readonly definitionHash: string
  readonly readiness: { readonly direct: Readiness; readonly additional: Readiness }
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  /** For its owner alone. */
  readonly table?: string
  readonly source?: unknown
  readonly warnings?: readonly DiagnosticView[]
  readonly trouble?: { readonly at: string; readonly reason: string }
}
const trouble = object<{ readonly at: string; readonly reason: string }>({ at: moment, reason: text({ max: 4000 }) })
const readinessOfBoth: Shape<AssociationView['readiness']> = object<AssociationView['readiness']>({
  direct: readinessShape,
  additional: readinessShape,
})
const memberNames = list(memberName, { max: 1000 })
export const associationShape: Shape<AssociationView> = object<AssociationView>(
  {
    name,
    owner: memberName,
    status: oneOf('active', 'paused'),
    columns: optional(list(columnShape, { max: 2000 })),
    rule: optional(json()),
    privacy: optional(json()),
    public: flag,
    purposes: optional(list(name, { max: 50 })),
    size: optional(declaredSize),
    minimumIsolation: optional(leastIsolation),
    receivers: optional(memberNames),
    destinations: optional(list(allowedDestinationView, { max: 100 })),
    accessBudget: optional(accessBudgets),
    accessLeft: optional(list(accessLeft, { max: 4 })),
    definitionVersion: integer({ min: 1 }),
    definitionHash: hash,
    readiness: readinessOfBoth,
    version: integer({ min: 1 }),
    createdAt: moment,
    updatedAt: moment,
    table: optional(idOf('tbl')),
    source: optional(json()),
    warnings: optional(described(list(diagnosticShape, { max: 20 }), 'for its owner alone')),
    trouble: optional(
      described(trouble, 'for its owner alone: why the source gave nothing the last time that somebody asked'),
    ),
  },
  { name: 'TableAssociation' },
)

/** Brings a configured table into a collaboration. */
export type NewAssociation = {
  readonly table: string
  /** Its name in SQL; the configured table's own where it is absent. */
  readonly name?: string
  readonly receivers?: readonly string[]
  readonly destinations?: readonly AllowedDestination[]
  readonly accessBudget?: readonly AccessBudgetView[]
}
const newAssociation: Shape<NewAssociation> = object<NewAssociation>(
  {
    table: idOf('tbl'),
    name: optional(name),
    receivers: optional(described(memberNames, 'who may get results that read it; every receiver where it is absent')),
    destinations: optional(
      described(allowedDestinations, 'where its results may be activated to; nowhere where it is absent'),
    ),
    accessBudget: optional(accessBudgets),
  },
  { name: 'NewTableAssociation' },
)

/** A change of an association; null takes a restriction away. */
export type AssociationPatch = {
  readonly receivers?: readonly string[] | null
  readonly destinations?: readonly AllowedDestination[] | null
  readonly accessBudget?: readonly AccessBudgetView[] | null
  readonly status?: 'active' | 'paused'
}
const associationPatch: Shape<AssociationPatch> = object<AssociationPatch>(
  {
    receivers: optional(nullable(memberNames)),
    destinations: optional(nullable(allowedDestinations)),
    accessBudget: optional(nullable(accessBudgets)),
    status: optional(
      described(oneOf('active', 'paused'), 'paused: at once nothing reads it; running and queued analyses of it end'),
    ),
  },
  { name: 'TableAssociationPatch' },
)

type All = { readonly params: CollaborationParams; readonly query: Nothing }
export type AssociationParams = CollaborationParams & { readonly name: string }
type One = { readonly params: AssociationParams; readonly query: Nothing }
const oneParams: Shape<AssociationParams> = object<AssociationParams>({
  collaboration: text({ min: 1, max: 64 }),
  name,
})

export const associateTable: Route<All & { readonly body: NewAssociation }, AssociationView> = {
  id: 'associateTable',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/tables',
  tag: 'tables',
  summary: 'bring a configured table into a collaboration',
  access: 'tables:write',
  params: collaborationParams,
  query: nothing,
  body: newAssociation,
  answer: { status: 201, shape: associationShape },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED'],
  hasEtag: true,
}

export type AssociationList = { readonly items: readonly AssociationView[] }

export const listAssociations: Route<All, AssociationList> = {
  id: 'listAssociations',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/tables',
  tag: 'tables',
  summary: 'list the tables of a collaboration: schema, rule and readiness of each',
  access: 'collaborations:read',
  params: collaborationParams,
  query: nothing,
  answer: {
    status: 200,
    shape: object<AssociationList>({ items: list(associationShape, { max: 1000 }) }, { name: 'TableAssociationList' }),
  },
  problems: [],
}

export const getAssociation: Route<One, AssociationView> = {
  id: 'getAssociation',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/tables/{name}',
  tag: 'tables',
  summary: 'read one table of a collaboration',
  access: 'collaborations:read',
  params: oneParams,
  query: nothing,
  answer: { status: 200, shape: associationShape },
  problems: ['NOT_FOUND'],
  hasEtag: true,
}

export const updateAssociation: Route<One & { readonly body: AssociationPatch }, AssociationView> = {
  id: 'updateAssociation',
  method: 'PATCH',
  path: '/v1/collaborations/{collaboration}/tables/{name}',
  tag: 'tables',
  summary: 'pause or resume a table, or change who gets its results and how often it is read',
  access: 'tables:write',
  params: oneParams,
  query: nothing,
  body: associationPatch,
  answer: { status: 200, shape: associationShape },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED', 'VERSION_CONFLICT'],
  hasEtag: true,
}

export const revokeAssociation: Route<One, never> = {
  id: 'revokeAssociation',
  method: 'DELETE',
  path: '/v1/collaborations/{collaboration}/tables/{name}',
  tag: 'tables',
  summary: 'take a table out of a collaboration, at once',
  description:
    'Running and queued analyses of it end, cached answers go, what was kept of it inside the room cannot be used any more.',
  access: 'tables:write',
  params: oneParams,
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
  hasEtag: true,
}

export const associationRoutes: readonly AnyRoute[] = [
  associateTable,
  listAssociations,
  getAssociation,
  updateAssociation,
  revokeAssociation,
]
