import { type Activation, activationShape } from '../activation/activation.ts'
import type { DiagnosticView, IsolationReport, PrivacyStatement, Suppression } from '../answer.ts'
import { type Nothing, nothing, type Page, page, pageQueryFields } from '../contract/page.ts'
import { diagnosticShape } from '../contract/problem-shape.ts'
import type { Route } from '../contract/route.ts'
import { flag, integer, list, number, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { idText, moment } from '../identity/words.ts'
import {
  isolationReport,
  privacyStatement,
  type ResultColumn,
  resultColumnShape,
  suppressionShape,
} from './answer-shapes.ts'
import {
  type AnalysisAsk,
  analysisAsk,
  type InCollaboration,
  inCollaboration,
  type RunSubmission,
  runSubmission,
} from './ask.ts'

/** How far a run has come. */
export const runStatuses = [
  'queued',
  'awaiting-approval',
  'running',
  'ok',
  'refused',
  'failed',
  'timed-out',
  'cancelled',
] as const
export type RunStatus = (typeof runStatuses)[number]
export const runStatus: Shape<RunStatus> = oneOf(...runStatuses)

/** Why a run did not come to a result. */
export type RunReason =
  | 'rule'
  | 'validation'
  | 'budget'
  | 'not-permitted'
  | 'cancelled-by-submitter'
  | 'rejected'
  | 'table-stopped'
  | 'template-stopped'
  | 'member-gone'
  | 'collaboration-closed'
  | 'interrupted'
  | 'isolation'
  | 'purpose'
  | 'destination-changed'

const runReason = oneOf<RunReason>(
  'rule',
  'validation',
  'budget',
  'not-permitted',
  'cancelled-by-submitter',
  'rejected',
  'table-stopped',
  'template-stopped',
  'member-gone',
  'collaboration-closed',
  'interrupted',
  'isolation',
  'purpose',
  'destination-changed',
)

/** What a run that came to a result released. Rows are fetched by themselves. */
export type RunRelease = {
  readonly columns: readonly ResultColumn[]
  readonly privacy?: PrivacyStatement
  readonly suppression: Suppression
  readonly isolation?: IsolationReport
  /** The members the result went to. */
  readonly receivers?: readonly string[]
  /** Until when the rows can be fetched; absent where they are gone. */
  readonly expiresAt?: string
}

const runRelease: Shape<RunRelease> = object<RunRelease>(
  {
    columns: list(resultColumnShape),
    privacy: optional(privacyStatement),
    suppression: suppressionShape,
    isolation: optional(isolationReport),
    receivers: optional(list(text())),
    expiresAt: optional(moment),
  },
  { name: 'RunRelease', description: 'intervals are for receivers; rows are fetched from `/result`' },
)

/** A run, as one member may see it. */
export type Run = {
  readonly id: string
  readonly collaboration: string
  readonly member: string
  /** The person who submitted it; for its own organisation. */
  readonly user?: string
  readonly ask: AnalysisAsk
  readonly payer?: string
  readonly status: RunStatus
  readonly tables: readonly string[]
  /** Whether it reads tables with differential privacy. */
  readonly isProtected: boolean
  readonly submittedAt: string
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly receipt?: string
  readonly reason?: RunReason
  readonly diagnostics?: readonly DiagnosticView[]
  /** What the places of the diagnostics speak of. */
  readonly text?: string
  readonly schedule?: string
  /** Whether the caller may fetch its result. */
  readonly isReceiver: boolean
  readonly release?: RunRelease
  /** Of an activation: where its result goes, and how far it has come there. */
  readonly activation?: Activation
  /** What it was to cost when it was submitted; for its own organisation, of each budget that it touches. */
  readonly shares?: readonly OwnerShare[]
}

/** A share of one owner's budget. */
export type OwnerShare = { readonly owner: string; readonly share: number }
const ownerShare: Shape<OwnerShare> = object<OwnerShare>(
  { owner: text(), share: number({ min: 0 }) },
  { name: 'OwnerShare' },
)

export const runShape: Shape<Run> = object<Run>(
  {
    id: idText('run'),
    collaboration: idText('col'),
    member: text(),
    user: optional(text()),
    ask: analysisAsk,
    payer: optional(text()),
    status: runStatus,
    tables: list(text()),
    isProtected: flag,
    submittedAt: moment,
    startedAt: optional(moment),
    finishedAt: optional(moment),
    receipt: optional(idText('rcpt')),
    reason: optional(runReason),
    diagnostics: optional(list(diagnosticShape)),
    text: optional(text({ max: 1_000_000 })),
    schedule: optional(idText('sch')),
    isReceiver: flag,
    release: optional(runRelease),
    activation: optional(activationShape),
    shares: optional(list(ownerShare)),
  },
  { name: 'Run' },
)

type OfRun = InCollaboration & { readonly run: string }
const ofRun: Shape<OfRun> = object<OfRun>({ collaboration: idText('col'), run: idText('run') })

/** How long to wait for the end of what was begun. */
export type WaitQuery = { readonly wait?: number }
const waitQuery: Shape<WaitQuery> = object<WaitQuery>({ wait: optional(integer({ min: 0, max: 30 })) })

/** Submits a run. */
export const submitRun: Route<
  { readonly params: InCollaboration; readonly query: WaitQuery; readonly body: RunSubmission },
  Run
> = {
  id: 'submitRun',
  method: 'POST',
  path: '/v1/collaborations/{collaboration}/runs',
  tag: 'runs',
  summary: 'Submit an analysis to be run',
  description:
    'What rules refuse is refused at once, with all reasons. A run that is accepted is on disk when this answers. ' +
    '`wait`: answer when the run has ended, or after so many seconds. A submission that may have been lost is sent ' +
    'again with the same `Idempotency-Key`: it gives the same run.',
  access: 'runs:write',
  params: inCollaboration,
  query: waitQuery,
  body: runSubmission,
  answer: { status: 202, shape: runShape },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED', 'BUDGET_EXHAUSTED'],
  isIdempotent: true,
}

type RunsQuery = { readonly cursor?: string; readonly limit?: number; readonly status?: RunStatus }

/** Lists runs. */
export const listRuns: Route<{ readonly params: InCollaboration; readonly query: RunsQuery }, Page<Run>> = {
  id: 'listRuns',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/runs',
  tag: 'runs',
  summary: 'The runs that you submitted, that read your tables or whose results you receive; newest first',
  access: 'runs:read',
  params: inCollaboration,
  query: object<RunsQuery>({ ...pageQueryFields, status: optional(runStatus) }),
  answer: { status: 200, shape: page(runShape) },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** One run. */
export const readRun: Route<{ readonly params: OfRun; readonly query: WaitQuery }, Run> = {
  id: 'readRun',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/runs/{run}',
  tag: 'runs',
  summary: 'One run; `wait`: when it has ended, or after so many seconds',
  access: 'runs:read',
  params: ofRun,
  query: waitQuery,
  answer: { status: 200, shape: runShape },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** A run as it goes. */
export const watchRun: Route<{ readonly params: OfRun; readonly query: Nothing }, never> = {
  id: 'watchRun',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/runs/{run}/events',
  tag: 'runs',
  summary: 'The steps of a run as server-sent events; ends when the run does',
  description:
    'Events are `status` with `{"status","at"}`, and `step` with what a running run is at: `reading`, `fetching`, `running` or `recording`. `Last-Event-ID` goes on where a broken stream stopped.',
  access: 'runs:read',
  params: ofRun,
  query: nothing,
  answer: { status: 200, media: ['text/event-stream'] },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

function action(
  id: string,
  verb: string,
  summary: string,
  problems: Route<never, Run>['problems'] = [],
): Route<{ readonly params: OfRun; readonly query: Nothing }, Run> {
  return {
    id,
    method: 'POST',
    path: `/v1/collaborations/{collaboration}/runs/{run}/${verb}`,
    tag: 'runs',
    summary,
    access: 'runs:write',
    params: ofRun,
    query: nothing,
    answer: { status: 200, shape: runShape },
    problems: ['NOT_FOUND', 'CONFLICT', ...problems],
  }
}

/** Stops a run. */
export const cancelRun: Route<{ readonly params: OfRun; readonly query: Nothing }, Run> = action(
  'cancelRun',
  'cancel',
  'Stop a run of your organisation',
)

/** Lets a run of a program pass. */
export const approveRun: Route<{ readonly params: OfRun; readonly query: Nothing }, Run> = action(
  'approveRun',
  'approve',
  'Let a run that a program submitted go on; for a person of its organisation',
  ['SCOPE_MISSING'],
)

/** Does not let it pass. */
export const rejectRun: Route<{ readonly params: OfRun; readonly query: Nothing }, Run> = action(
  'rejectRun',
  'reject',
  'Stop a run that waits for a person',
  ['SCOPE_MISSING'],
)

/** The rows that a run released. */
export const readResult: Route<{ readonly params: OfRun; readonly query: Nothing }, never> = {
  id: 'readResult',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/runs/{run}/result',
  tag: 'runs',
  summary: 'The rows of a result; for its receivers',
  access: 'results:read',
  params: ofRun,
  query: nothing,
  answer: {
    status: 200,
    media: ['application/json', 'text/csv', 'application/vnd.apache.parquet', 'application/vnd.apache.arrow.stream'],
  },
  problems: ['NOT_FOUND', 'CONFLICT', 'GONE'],
}

/** Removes them. */
export const deleteResult: Route<{ readonly params: OfRun; readonly query: Nothing }, undefined> = {
  id: 'deleteResult',
  method: 'DELETE',
  path: '/v1/collaborations/{collaboration}/runs/{run}/result',
  tag: 'runs',
  summary: 'Remove the rows of a result, for all its receivers; for its submitter',
  access: 'runs:write',
  params: ofRun,
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT', 'GONE'],
}
