import type { DiagnosticView } from '../answer.ts'
import { type CollaborationParams, collaborationParams } from '../collaboration/members.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import { diagnosticShape } from '../contract/problem-shape.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, flag, integer, json, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { type DiffLine, diffLine } from '../templates/templates.ts'

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

/** One thing that a file says otherwise. `effect` tells whether more may be asked by it, or less. */
export type PlannedChange = {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly object: 'collaboration' | 'member' | 'table' | 'budget' | 'receivers' | 'destination' | 'template'
  readonly name: string
  readonly owner?: string
  /** Where in the object; empty for the whole of it. */
  readonly path: string
  readonly before?: unknown
  readonly after?: unknown
  readonly effect: 'loosens' | 'tightens' | 'neither' | 'unknown'
  readonly lines?: readonly DiffLine[]
}
const plannedChange: Shape<PlannedChange> = object<PlannedChange>(
  {
    kind: oneOf('added', 'removed', 'changed'),
    object: oneOf('collaboration', 'member', 'table', 'budget', 'receivers', 'destination', 'template'),
    name: text({ max: 500 }),
    owner: optional(text({ max: 500 })),
    path: text({ max: 1000 }),
    before: optional(json(60)),
    after: optional(json(60)),
    effect: oneOf('loosens', 'tightens', 'neither', 'unknown'),
    lines: optional(list(diffLine, { max: 200_000 })),
  },
  { name: 'PlannedChange' },
)

/** What of a file cannot be done yet, and is done when the file is applied again. */
export type PostponedAct = {
  readonly act: 'propose' | 'approve'
  readonly template: string
  readonly reason: 'TABLE_NOT_THERE' | 'TEMPLATE_NOT_PROPOSED' | 'TEMPLATE_DIFFERS'
  readonly detail: string
}
const postponedAct: Shape<PostponedAct> = object<PostponedAct>(
  {
    act: oneOf('propose', 'approve'),
    template: text({ max: 500 }),
    reason: oneOf('TABLE_NOT_THERE', 'TEMPLATE_NOT_PROPOSED', 'TEMPLATE_DIFFERS'),
    detail: text({ max: 4000 }),
  },
  { name: 'PostponedAct' },
)

/** What applying a file does, or did. */
export type DocumentPlan = {
  readonly revision: number
  readonly isApplied: boolean
  readonly changes: readonly PlannedChange[]
  /** The same as lines for people. */
  readonly text: string
  /** What is yours, and the file does not name: it stays, unless the plan is made with `prune`. */
  readonly kept: readonly string[]
  /** What waits for others to apply theirs: approvals of what is not proposed so, proposals that read what is not there. */
  readonly postponed: readonly PostponedAct[]
  readonly diagnostics: readonly DiagnosticView[]
}
const documentPlan: Shape<DocumentPlan> = object<DocumentPlan>(
  {
    revision: integer({ min: 1 }),
    isApplied: flag,
    changes: list(plannedChange, { max: 10_000 }),
    text: text({ max: 5_000_000 }),
    kept: list(text({ max: 500 }), { max: 1000 }),
    postponed: described(
      list(postponedAct, { max: 1000 }),
      'what waits for others to apply theirs; apply the file again when they have',
    ),
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
    'Takes a whole collaboration file and considers what is yours in it: tables, budget, receivers, templates you wrote, approvals you give. What you own and the file does not name is removed only with `prune`. What waits for others — approvals of templates that are not proposed so, proposals that read tables which are not there — is `postponed`, all else is done; apply the file again later. With `dryRun` nothing changes and the plan is answered. `If-Match` holds the revision that the plan was made on.',
  access: 'tables:write',
  params: collaborationParams,
  query: object<ApplyDocument['query']>({ dryRun: optional(flag), prune: optional(flag) }),
  body: object<DocumentText>({ text: text({ min: 1, max: 5_000_000 }) }, { name: 'DocumentText' }),
  answer: { status: 200, shape: documentPlan },
  problems: ['CONFLICT', 'REFUSED', 'VERSION_CONFLICT', 'SCOPE_MISSING'],
  hasEtag: true,
}

export const documentRoutes: readonly AnyRoute[] = [getDocument, applyDocument]
