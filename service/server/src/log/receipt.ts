import type { Cell, IsolationReport, LogHead, PrivacyStatement } from '@glovebox/api'
import type { IsolationLevel, SuppressionConstraint } from '@glovebox/cleanroom'
import { canonicalJson, type Json } from './canonical-json.ts'
import type { Asked, Occasion, RunStatus } from './entry.ts'
import { taggedHash } from './tagged-hash.ts'

/** A table that a run read. `version` is random: it changes when the data does, and says nothing of it. */
export type TableRead = { readonly name: string; readonly owner: string; readonly version: string }

/** Who owns the tables that a run read, each once. */
export function ownersOf(tables: readonly Pick<TableRead, 'owner'>[]): readonly string[] {
  return [...new Set(tables.map(({ owner }) => owner))]
}

/** What is known of a run when it begins: enough to write its receipt if the process dies. */
export type RunDraft = Occasion & {
  readonly run: string
  readonly submittedAt: string
  readonly member: string
  readonly asked: Asked
  readonly collaboration: { readonly name: string; readonly hash: string }
  /** The hash of the rules of all tables read, of the templates and receivers. */
  readonly rulesHash: string
  readonly tables: readonly TableRead[]
  readonly suppression: readonly SuppressionConstraint[]
  readonly outputColumns: number
  /** What the owners of the tables wanted the run to be kept apart by, at least; absent where none of them said. */
  readonly minimumIsolation?: IsolationLevel
  readonly receivers: readonly string[]
  readonly submission: LogHead
}

/** How a run ended. */
export type RunEnd = {
  readonly status: RunStatus
  readonly codes: readonly string[]
  readonly finishedAt: string
  /** Absent where the process died before it could say. */
  readonly isolation?: IsolationReport
  /** Of a run that released a result: hides it, and lets a receiver prove what it was. */
  readonly commitment?: string
  /** What a result with differential privacy promises. */
  readonly privacy?: PrivacyStatement
}

/** A statement about one run that every member may see: never rows, nor how many, nor a bare hash of them. */
export type Receipt = RunDraft & RunEnd & { readonly version: 1; readonly id: string }

/** What belongs to a receipt but is for some members only. */
export type Opening = {
  /** Hexadecimal. */
  readonly salt?: string
  readonly receivers: readonly string[]
  readonly result?: {
    readonly columns: readonly { readonly name: string; readonly type: string }[]
    readonly rows: readonly (readonly Cell[])[]
  }
  /** What a kept result promises, with where each number lies. */
  readonly privacy?: PrivacyStatement
  /** The owners of the data that the run read. */
  readonly owners: readonly string[]
  /** The engine's own words; they may quote rows. */
  readonly reason?: string
}

/** The spelling of a receipt that is hashed. */
export function spellReceipt(receipt: Receipt): string {
  return canonicalJson(receipt satisfies Json)
}

/** The hash by which the log names a receipt. */
export function receiptHash(spelled: string): string {
  return taggedHash('receipt', spelled)
}
