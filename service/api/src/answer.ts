import type { Ability, RuleVerdict, SuppressionConstraint } from '@glovebox/cleanroom'

/** A diagnostic on the wire: the span with its line and column, both from 1. */
export type DiagnosticView = {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly help: string
  readonly table?: string
  readonly owner?: string
  readonly at?: { readonly start: number; readonly end: number; readonly line: number; readonly column: number }
}

/** A refusal: the same shape for queries, checks and validation. `text` is what the places speak of. */
export type Refusal = {
  readonly status: 'refused'
  /** What refused, which decides the exit code. */
  readonly reason: 'rule' | 'validation' | 'budget' | 'not-permitted'
  readonly diagnostics: readonly DiagnosticView[]
  readonly text: string
}

export type ValidateAnswer =
  | {
      readonly status: 'ok'
      readonly diagnostics: readonly DiagnosticView[]
      readonly tables: readonly TableReport[]
      readonly text: string
    }
  | Refusal

/** What the owner learns of a source: types, never rows. */
export type TableReport = {
  readonly table: string
  readonly owner: string
  readonly columns: readonly { readonly name: string; readonly type: string; readonly inferred: boolean }[]
}

export type Price = {
  readonly owner: string
  readonly epsilon: number
  readonly delta: number
  readonly remainingAfter: { readonly epsilon: number }
}

export type CheckAnswer = {
  readonly status: 'ok' | 'refused'
  readonly reason?: Refusal['reason']
  readonly price: readonly Price[]
  readonly expectedError: Readonly<Record<string, { readonly confidence: number; readonly halfWidth: number }>>
  readonly rules: readonly RuleVerdict[]
  readonly suppression: Suppression
  readonly diagnostics: readonly DiagnosticView[]
  readonly text: string
}

/** What is withheld by rule; the same whether or not anything was. */
export type Suppression = { readonly constraints: readonly SuppressionConstraint[] }

export type ExplainAnswer =
  | {
      readonly status: 'ok'
      /** The accepted relation, as an indented outline. */
      readonly relation: string
      /** The relation after thresholds were built in. */
      readonly protectedRelation: string
      readonly suppression: Suppression
      readonly emitted: { readonly dialect: string; readonly sql: string }
      readonly text: string
    }
  | Refusal

/** A cell on the wire: integers beyond 2^53 and decimals with a fraction as strings; dates ISO 8601; NaN and infinities as strings. */
export type Cell = null | boolean | number | string

export type QueryAnswer =
  | {
      readonly status: 'ok'
      readonly columns: readonly { readonly name: string; readonly type: string }[]
      /** Absent where the member may not receive results. */
      readonly rows?: readonly (readonly Cell[])[]
      readonly suppression: Suppression
      readonly receipt: string
      readonly isolation: IsolationReport
      /** The members the result goes to. */
      readonly receivers: readonly string[]
    }
  | Refusal
  | {
      readonly status: 'failed' | 'timed-out' | 'cancelled'
      readonly diagnostics: readonly DiagnosticView[]
      readonly receipt: string
      readonly text: string
    }

/** What kept the run apart from the rest of the machine. */
export type IsolationReport = {
  /** `sandbox`: bubblewrap and seccomp; `process`: a locked-down process of its own only. */
  readonly level: 'sandbox' | 'process'
  readonly measures: readonly string[]
  /** What the operating system refused, in words. */
  readonly missing: readonly string[]
}

export type LogEntryView = {
  readonly sequence: number
  readonly at: string
  readonly kind: string
  readonly member: string
  readonly receipt?: string
  readonly status: string
  readonly query?: string
  readonly tables: readonly string[]
  readonly hash: string
}

/** A place in the log and the hash that stands for everything up to it; members compare heads to see one history. */
export type LogHead = { readonly sequence: number; readonly hash: string }

export type LogAnswer = { readonly entries: readonly LogEntryView[] }

export type LogVerification =
  | { readonly status: 'ok'; readonly entries: number; readonly head: string }
  /** `brokenAt`: the first sequence number that does not hold. */
  | { readonly status: 'broken'; readonly entries: number; readonly brokenAt: number; readonly message: string }

/** A receipt as it is hashed into the log; JSON, for people and programs outside this code. */
export type ReceiptAnswer =
  | { readonly status: 'ok'; readonly receipt: Readonly<Record<string, unknown>>; readonly log: LogHead }
  | { readonly status: 'unknown' }

/** What one member may see of a run beyond its receipt. */
export type OpeningAnswer =
  | {
      readonly status: 'ok'
      /** For receivers: the salt of the receipt's commitment. */
      readonly salt?: string
      /** For receivers, where another member submitted the run. */
      readonly result?: {
        readonly columns: readonly { readonly name: string; readonly type: string }[]
        readonly rows: readonly (readonly Cell[])[]
      }
      /** For the owner of all the data that a failed run read: why. It may quote rows. */
      readonly reason?: string
    }
  | { readonly status: 'unknown' }
  | Refusal

export type MemberView = { readonly name: string; readonly abilities: readonly Ability[] }
