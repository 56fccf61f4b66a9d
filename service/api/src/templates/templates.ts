import type { DiagnosticView } from '../answer.ts'
import { comment, memberName, moment } from '../collaboration/fields.ts'
import { type CollaborationParams, collaborationParams } from '../collaboration/members.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import { diagnosticShape } from '../contract/problem-shape.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, flag, integer, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { description, hash, idOf, name } from '../tables/fields.ts'

/** What a run of a template may choose, in the words of the collaboration file. */
export type ParameterView = {
  readonly name: string
  readonly type: string
  readonly default?: string
  readonly description?: string
}
const parameter: Shape<ParameterView> = object<ParameterView>(
  {
    name: text({ min: 1, max: 100 }),
    type: text({ min: 1, max: 100 }),
    default: optional(text({ max: 1000 })),
    description: optional(text({ max: 4000 })),
  },
  { name: 'TemplateParameter' },
)

/** The text of a template. It never changes; another text is another version. */
export type TemplateText = {
  readonly sql: string
  readonly parameters?: readonly ParameterView[]
  readonly description?: string
}
const textFields = {
  sql: text({ min: 1, max: 90_000 }),
  parameters: optional(list(parameter, { max: 50 })),
  description: optional(description),
}

export type NewTemplate = TemplateText & {
  readonly name: string
  readonly kind?: 'query' | 'activation'
  readonly reviewers?: number
}
const newTemplate: Shape<NewTemplate> = object<NewTemplate>(
  {
    name,
    ...textFields,
    kind: optional(
      described(
        oneOf('query', 'activation'),
        'activation: its result goes to a destination that every owner allows, and to no member',
      ),
    ),
    reviewers: optional(
      described(integer({ min: 1, max: 10 }), 'how many people of each owner must approve it; 1 where it is absent'),
    ),
  },
  { name: 'NewTemplate' },
)

export type ReviewDecision = 'approved' | 'rejected' | 'withdrawn'

/** What an owner said of a version. */
export type ReviewView = {
  readonly member: string
  readonly decision: ReviewDecision
  readonly isAutomatic: boolean
  readonly comment: string
  readonly at: string
}
const review: Shape<ReviewView> = object<ReviewView>(
  {
    member: memberName,
    decision: oneOf('approved', 'rejected', 'withdrawn'),
    isAutomatic: flag,
    comment: text({ max: 4000 }),
    at: moment,
  },
  { name: 'Review' },
)

export type TemplateStatus = 'proposed' | 'approved' | 'rejected' | 'withdrawn'

/** A version of a template, as every member sees it. */
export type TemplateVersionView = TemplateText & {
  readonly version: number
  /** SHA-256 of the canonical JSON of SQL, parameters and kind; what is approved, and what runs. */
  readonly hash: string
  readonly status: TemplateStatus
  /** The tables that it reads. */
  readonly tables: readonly string[]
  /** The owners whose approval it still lacks. */
  readonly waitingFor: readonly string[]
  readonly reviews: readonly ReviewView[]
  /** What there is to say of it, as of when it was proposed; places speak of the collaboration's document then. */
  readonly warnings: readonly DiagnosticView[]
  readonly proposedAt: string
}
const versionShape: Shape<TemplateVersionView> = object<TemplateVersionView>(
  {
    version: integer({ min: 1 }),
    hash,
    ...textFields,
    status: oneOf('proposed', 'approved', 'rejected', 'withdrawn'),
    tables: list(name, { max: 100 }),
    waitingFor: list(memberName, { max: 100 }),
    reviews: list(review, { max: 1000 }),
    warnings: list(diagnosticShape, { max: 200 }),
    proposedAt: moment,
  },
  { name: 'TemplateVersion' },
)

/** A template: what it is now, and what it is to be. */
export type TemplateView = {
  readonly id: string
  readonly name: string
  readonly author: string
  readonly kind: 'query' | 'activation'
  readonly reviewers: number
  /** The version that runs; absent while none does. */
  readonly current?: number
  /** The newest version. */
  readonly latest: TemplateVersionView
  readonly createdAt: string
}
const templateShape: Shape<TemplateView> = object<TemplateView>(
  {
    id: idOf('tpl'),
    name,
    author: memberName,
    kind: oneOf('query', 'activation'),
    reviewers: integer({ min: 1, max: 10 }),
    current: optional(integer({ min: 1 })),
    latest: versionShape,
    createdAt: moment,
  },
  { name: 'Template' },
)

type All = { readonly params: CollaborationParams; readonly query: Nothing }
export type TemplateParams = CollaborationParams & { readonly template: string }
const templateParams: Shape<TemplateParams> = object<TemplateParams>({
  collaboration: text({ min: 1, max: 64 }),
  template: described(name, 'its name or its id'),
})
type One = { readonly params: TemplateParams; readonly query: Nothing }
export type TemplateVersionParams = TemplateParams & { readonly version: number }
const versionParams: Shape<TemplateVersionParams> = object<TemplateVersionParams>({
  collaboration: text({ min: 1, max: 64 }),
  template: described(name, 'its name or its id'),
  version: integer({ min: 1, max: 1_000_000 }),
})
type OneVersion = { readonly params: TemplateVersionParams; readonly query: Nothing }

const templates = '/v1/collaborations/{collaboration}/templates'
const about = { tag: 'templates', query: nothing } as const

export const proposeTemplate: Route<All & { readonly body: NewTemplate }, TemplateView> = {
  ...about,
  id: 'proposeTemplate',
  method: 'POST',
  path: templates,
  summary: 'propose a template to the owners of every table it reads',
  description:
    'It runs once all of them approved it. Proposing counts as one approval of your own organisation. Refused where it does not compile against the collaboration as it is.',
  access: 'templates:write',
  params: collaborationParams,
  body: newTemplate,
  answer: { status: 201, shape: templateShape },
  problems: ['CONFLICT', 'REFUSED'],
}

export type TemplateList = { readonly items: readonly TemplateView[] }

export const listTemplates: Route<All, TemplateList> = {
  ...about,
  id: 'listTemplates',
  method: 'GET',
  path: templates,
  summary: 'list the templates of a collaboration',
  access: 'collaborations:read',
  params: collaborationParams,
  answer: {
    status: 200,
    shape: object<TemplateList>({ items: list(templateShape, { max: 1000 }) }, { name: 'TemplateList' }),
  },
  problems: [],
}

export const getTemplate: Route<One, TemplateView> = {
  ...about,
  id: 'getTemplate',
  method: 'GET',
  path: `${templates}/{template}`,
  summary: 'read a template',
  access: 'collaborations:read',
  params: templateParams,
  answer: { status: 200, shape: templateShape },
  problems: ['NOT_FOUND'],
}

export const proposeTemplateVersion: Route<One & { readonly body: TemplateText }, TemplateView> = {
  ...about,
  id: 'proposeTemplateVersion',
  method: 'POST',
  path: `${templates}/{template}/versions`,
  summary: 'propose another version of a template',
  description: 'The version that runs stays until this one is approved by every owner, and then runs no more.',
  access: 'templates:write',
  params: templateParams,
  body: object<TemplateText>(textFields, { name: 'TemplateText' }),
  answer: { status: 201, shape: templateShape },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED'],
}

export const getTemplateVersion: Route<OneVersion, TemplateVersionView> = {
  ...about,
  id: 'getTemplateVersion',
  method: 'GET',
  path: `${templates}/{template}/versions/{version}`,
  summary: 'read one version of a template, with what its owners said',
  access: 'collaborations:read',
  params: versionParams,
  answer: { status: 200, shape: versionShape },
  problems: ['NOT_FOUND'],
}

/** What differs between two versions, line by line: `-` went, `+` came. */
export type TemplateDiff = { readonly against: number; readonly version: number; readonly lines: readonly DiffLine[] }
export type DiffLine = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string }
export const diffLine: Shape<DiffLine> = object<DiffLine>({
  kind: oneOf('same', 'removed', 'added'),
  text: text({ max: 100_000 }),
})
type DiffQuery = { readonly against?: number }

export const diffTemplateVersion: Route<
  { readonly params: TemplateVersionParams; readonly query: DiffQuery },
  TemplateDiff
> = {
  id: 'diffTemplateVersion',
  method: 'GET',
  path: `${templates}/{template}/versions/{version}/diff`,
  tag: 'templates',
  summary: 'compare a version with an earlier one, line by line',
  access: 'collaborations:read',
  params: versionParams,
  query: object<DiffQuery>({
    against: optional(described(integer({ min: 1, max: 1_000_000 }), 'the version before it where it is absent')),
  }),
  answer: {
    status: 200,
    shape: object<TemplateDiff>(
      { against: integer({ min: 0 }), version: integer({ min: 1 }), lines: list(diffLine, { max: 200_000 }) },
      { name: 'TemplateDiff' },
    ),
  },
  problems: ['NOT_FOUND'],
}

/** What somebody decides of a version. `hash` is of the text that was looked at. */
export type NewReview = { readonly decision: ReviewDecision; readonly hash?: string; readonly comment?: string }

export const reviewTemplateVersion: Route<OneVersion & { readonly body: NewReview }, TemplateView> = {
  ...about,
  id: 'reviewTemplateVersion',
  method: 'POST',
  path: `${templates}/{template}/versions/{version}/reviews`,
  summary: 'approve or reject a version for your organisation, or withdraw what it said',
  description:
    'Nobody reviews what they wrote themselves. `withdrawn` takes back what your organisation said; a version that ran with it runs no more, at once.',
  access: 'templates:review',
  params: versionParams,
  body: object<NewReview>(
    {
      decision: oneOf('approved', 'rejected', 'withdrawn'),
      hash: optional(hash),
      comment: optional(comment),
    },
    { name: 'NewReview' },
  ),
  answer: { status: 200, shape: templateShape },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED', 'VERSION_CONFLICT'],
}

export const withdrawTemplateVersion: Route<OneVersion, TemplateView> = {
  ...about,
  id: 'withdrawTemplateVersion',
  method: 'POST',
  path: `${templates}/{template}/versions/{version}/withdraw`,
  summary: 'withdraw a version that you proposed; it runs no more, at once',
  access: 'templates:write',
  params: versionParams,
  answer: { status: 200, shape: templateShape },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

export const templateRoutes: readonly AnyRoute[] = [
  proposeTemplate,
  listTemplates,
  getTemplate,
  proposeTemplateVersion,
  getTemplateVersion,
  diffTemplateVersion,
  reviewTemplateVersion,
  withdrawTemplateVersion,
]
