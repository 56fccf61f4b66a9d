import type { DiagnosticView } from '../answer.ts'
import { type CollaborationParams, collaborationParams } from '../collaboration/members.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import { diagnosticShape } from '../contract/problem-shape.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, flag, integer, json, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'

/** A collaboration as a file: what everyone in it agreed on, and where one's own rows are. */
export type DocumentView = { readonly revision: number; readonly document: unknown; readonly text: string }
const documentShape: Shape<DocumentView> = object<DocumentView>(
  {
    revision: integer({ min: 1 }),
    document: json(60),
    text: described(text({ max: 20_000_000 }), 'the same as YAML'),
  },
  { name: 'CollaborationDocument' },
)

type OfCollaboration = { readonly params: CollaborationParams; readonly query: Nothing }

export const getDocument: Route<OfCollaboration, DocumentView> = {
  id: 'getDocument',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/document',
  tag: 'document',
  summary: 'read a collaboration as one file',
  description: "Others' sources stand as `{ file: withheld }`.",
  access: 'collaborations:read',
  params: collaborationParams,
  query: nothing,
  answer: { status: 200, shape: documentShape, media: ['application/yaml'] },
  problems: [],
  hasEtag: true,
}

/** One thing that applying a file does. */
export type PlannedChange = {
  readonly action: 'create' | 'change' | 'remove' | 'approve'
  readonly kind: 'table' | 'association' | 'budget' | 'template' | 'approval'
  readonly name: string
  /** Lines of YAML, before and after; `-` went, `+` came. */
  readonly diff: string
}
const plannedChange: Shape<PlannedChange> = object<PlannedChange>(
  {
    action: oneOf('create', 'change', 'remove', 'approve'),
    kind: oneOf('table', 'association', 'budget', 'template', 'approval'),
    name: text({ max: 500 }),
    diff: text({ max: 1_000_000 }),
  },
  { name: 'PlannedChange' },
)

/** What applying a file does, or did. */
export type DocumentPlan = {
  readonly revision: number
  readonly isApplied: boolean
  readonly changes: readonly PlannedChange[]
  readonly diagnostics: readonly DiagnosticView[]
}
const documentPlan: Shape<DocumentPlan> = object<DocumentPlan>(
  {
    revision: integer({ min: 1 }),
    isApplied: flag,
    changes: list(plannedChange, { max: 10_000 }),
    diagnostics: list(diagnosticShape, { max: 200 }),
  },
  { name: 'DocumentPlan' },
)

export type DocumentText = { readonly text: string }
type ApplyDocument = {
  readonly params: CollaborationParams
  readonly query: { readonly dryRun?: boolean; readonly prune?: boolean }
  readonly body: DocumentText
}

export const applyDocument: Route<ApplyDocument, DocumentPlan> = {
  id: 'applyDocument',
  method: 'PUT',
  path: '/v1/collaborations/{collaboration}/document/mine',
  tag: 'document',
  summary: 'bring your own part of a collaboration to what a file says',
  description:
    'Takes a whole collaboration file and considers what is yours in it: tables, budget, receivers, templates you wrote, approvals you give. What you own and the file does not name is removed only with `prune`. With `dryRun` nothing changes and the plan is answered. `If-Match` holds the revision that the plan was made on.',
  access: 'tables:write',
  params: collaborationParams,
  query: object<ApplyDocument['query']>({ dryRun: optional(flag), prune: optional(flag) }),
  body: object<DocumentText>({ text: text({ min: 1, max: 5_000_000 }) }, { name: 'DocumentText' }),
  answer: { status: 200, shape: documentPlan },
  problems: ['CONFLICT', 'REFUSED', 'VERSION_CONFLICT', 'SCOPE_MISSING'],
  hasEtag: true,
}

export const documentRoutes: readonly AnyRoute[] = [getDocument, applyDocument]
