import { type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { flag, integer, json, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { idText, moment } from '../identity/words.ts'
import { type InCollaboration, inCollaboration } from '../runs/ask.ts'
import {
  hashShape,
  type InclusionProof,
  inclusionProofShape,
  noteShape,
  proofShape,
  sizeShape,
} from '../verify/receipt-bundle.ts'

/** One entry of the audit log in a list. Of an entry that is not for the caller only its place and its hash. */
export type LogItem = {
  readonly sequence: number
  /** In the tree of the log. */
  readonly hash: string
  readonly isHidden: boolean
  readonly at?: string
  readonly kind?: string
  readonly member?: string
  readonly status?: string
  readonly tables?: readonly string[]
  readonly query?: string
  readonly receipt?: string
  /** What was decided, and about what, of an entry of kind `governed`. */
  readonly action?: string
  readonly subject?: string
}

const logItem: Shape<LogItem> = object<LogItem>(
  {
    sequence: sizeShape,
    hash: hashShape,
    isHidden: flag,
    at: optional(moment),
    kind: optional(text()),
    member: optional(text()),
    status: optional(text()),
    tables: optional(list(text())),
    query: optional(text({ max: 1_000_000 })),
    receipt: optional(text()),
    action: optional(text()),
    subject: optional(text()),
  },
  { name: 'LogItem', description: 'an entry of the audit log; of one that is not for you, its place and hash only' },
)

const place = { tag: 'log', access: 'log:read', params: inCollaboration } as const

/** Lists the audit log. */
export const listLog: Route<{ readonly params: InCollaboration; readonly query: PageQuery }, Page<LogItem>> = {
  ...place,
  id: 'listLog',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/log',
  summary: 'The audit log of a collaboration, newest first',
  description:
    'Analyses are shown to who asked, to the owners of the tables touched and to the receivers of results; decisions to all members.',
  query: pageQuery,
  answer: { status: 200, shape: page(logItem) },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** The log at its present size, signed. */
export type CheckpointView = {
  readonly origin: string
  readonly size: number
  readonly root: string
  /** What members keep and exchange: a signed note (C2SP tlog-checkpoint). */
  readonly note: string
  /** The verifier key that it is signed with; trust one that did not come from the server alone. */
  readonly key: string
}

const checkpointView: Shape<CheckpointView> = object<CheckpointView>(
  { origin: text(), size: sizeShape, root: hashShape, note: noteShape, key: text() },
  { name: 'Checkpoint', description: 'the audit log at one size, signed by the server' },
)

/** The present checkpoint. */
export const getLogCheckpoint: Route<
  { readonly params: InCollaboration; readonly query: Record<never, never> },
  CheckpointView
> = {
  ...place,
  id: 'getLogCheckpoint',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/log/checkpoint',
  summary: 'The signed checkpoint of the audit log, to keep and to compare with other members',
  query: object<Record<never, never>>({}),
  answer: { status: 200, shape: checkpointView },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** Two sizes of a log, and what proves that the later begins with the earlier. */
export type ConsistencyView = { readonly from: number; readonly to: number; readonly proof: readonly string[] }
type Sizes = { readonly from: number; readonly to: number }

/** The proof that history was only added to. */
export const getLogConsistency: Route<{ readonly params: InCollaboration; readonly query: Sizes }, ConsistencyView> = {
  ...place,
  id: 'getLogConsistency',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/log/consistency',
  summary: 'Prove that the log of one size begins with the log of an earlier one (RFC 9162 §2.1.4)',
  query: object<Sizes>({ from: sizeShape, to: sizeShape }),
  answer: {
    status: 200,
    shape: object<ConsistencyView>({ from: sizeShape, to: sizeShape, proof: proofShape }, { name: 'ConsistencyProof' }),
  },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** One entry, and the proof that it is in the log. */
export type ProvenEntry = {
  readonly sequence: number
  readonly hash: string
  /** As it was hashed; absent where it is not for the caller. */
  readonly entry?: unknown
  readonly inclusion: InclusionProof
  readonly checkpoint: string
}

type OneEntry = InCollaboration & { readonly sequence: number }

/** Reads and proves one entry. */
export const getLogEntry: Route<{ readonly params: OneEntry; readonly query: Record<never, never> }, ProvenEntry> = {
  id: 'getLogEntry',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/log/entries/{sequence}',
  tag: 'log',
  summary: 'One entry of the audit log, with the proof that it is in it (RFC 9162 §2.1.3)',
  access: 'log:read',
  params: object<OneEntry>({
    collaboration: idText('col'),
    sequence: integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  }),
  query: object<Record<never, never>>({}),
  answer: {
    status: 200,
    shape: object<ProvenEntry>(
      {
        sequence: sizeShape,
        hash: hashShape,
        entry: optional(json()),
        inclusion: inclusionProofShape,
        checkpoint: noteShape,
      },
      { name: 'ProvenEntry' },
    ),
  },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

type ExportQuery = { readonly format?: 'entries' | 'ocsf' | 'open-lineage' }

/** The whole log as one stream. */
export const getLogExport: Route<{ readonly params: InCollaboration; readonly query: ExportQuery }, never> = {
  ...place,
  id: 'getLogExport',
  method: 'GET',
  path: '/v1/collaborations/{collaboration}/log/export',
  summary: 'The whole audit log in JSON Lines',
  description:
    'Format `entries` (the default) can be verified offline: entries, hashes of those that are not for you, and at the end the signed checkpoint. `ocsf` and `open-lineage` are events for other systems.',
  query: object<ExportQuery>({ format: optional(oneOf('entries', 'ocsf', 'open-lineage')) }),
  answer: { status: 200, media: ['application/jsonl'] },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** Everything that can be asked of the audit log. */
export const logRoutes: readonly AnyRoute[] = [listLog, getLogCheckpoint, getLogConsistency, getLogEntry, getLogExport]
