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

/** What an analysis costs one owner's budget. */
export type Price = {
  readonly owner: string
  /** This analysis alone is (ε, δ)-differentially private; 0 where the answer is published already. */
  readonly epsilon: number
  readonly delta: number
  /** Of the budget, from 0 to 1: losses add up as shares, not as ε. */
  readonly share: number
  readonly remainingBefore: Remaining
  readonly remainingAfter: Remaining
  /** Whether the narrowest scope can pay. */
  readonly isAffordable: boolean
}

export type Remaining = {
  readonly epsilon: number
  readonly share: number
  /** How many analyses at this price still fit. */
  readonly analyses?: number
}

/** An interval around a published number, at a confidence; `perRow` where rows differ, in the order of the rows. */
export type Interval = {
  readonly confidence: number
  /** Absent where rows differ. */
  readonly halfWidth?: number
  readonly perRow?: readonly ({ readonly low: number; readonly high: number } | null)[]
}

/** The error to expect of a column, before anything runs. */
export type ExpectedError = {
  readonly confidence: number
  readonly halfWidth: number
  /** The number of units in a group that the figure is for; absent where it does not matter. */
  readonly units?: number
}

/** How one published number was made noisy. */
export type MechanismReport = {
  /** `COUNT(DISTINCT user_id)`. */
  readonly name: string
  readonly mechanism: 'discrete Gaussian' | 'discrete Laplace' | 'quantile tree'
  /** The most that one unit changes it in one group, in its own units. */
  readonly sensitivity: number
  /** The standard deviation of the noise, in its own units. */
  readonly standardDeviation: number
  readonly halfWidth: number
  readonly bounds?: { readonly low: number; readonly high: number }
}

/** One private aggregation of an analysis. */
export type StepReport = {
  readonly units: readonly { readonly table: string; readonly owner: string; readonly unit: string }[]
  readonly maxGroupsContributed: number
  readonly maxRowsPerGroup?: number
  readonly groups:
    | { readonly kind: 'one' | 'public-table' }
    | { readonly kind: 'public'; readonly count: number }
    | { readonly kind: 'private'; readonly threshold: number; readonly delta: number; readonly minimumUnits: number }
  readonly mechanisms: readonly MechanismReport[]
  readonly loss: { readonly rho?: number; readonly epsilon?: number; readonly delta: number }
  /** Whether it was published before, so that it cost nothing now. */
  readonly isCached: boolean
}

/** What a result promises, in the order of NIST SP 800-226: machine-readable. */
export type PrivacyStatement = {
  readonly epsilon: number
  readonly delta: number
  readonly accounting: 'zcdp' | 'pure'
  readonly neighbours: string
  readonly trustModel: string
  readonly excluded: readonly string[]
  readonly owners: readonly {
    readonly owner: string
    readonly tables: readonly string[]
    readonly epsilon: number
    readonly delta: number
    /** All analyses of this period together, this one included. */
    readonly cumulative: { readonly epsilon: number; readonly delta: number; readonly share: number }
    /** All analyses there ever were. */
    readonly lifetime: { readonly epsilon: number; readonly delta: number }
    /** For the member who asked. */
    readonly remaining: Remaining
  }[]
  readonly steps: readonly StepReport[]
  readonly intervals: Readonly<Record<string, Interval>>
  /** What a reader should know of the numbers: `counts of fewer than 40 are mostly noise`. */
  readonly notes: readonly string[]
}

/** Budgets and who spent them. */
export type BudgetAnswer = { readonly status: 'ok'; readonly budgets: readonly BudgetView[] } | Refusal

export type BudgetView = {
  readonly owner: string
  readonly epsilon: number
  readonly delta: number
  readonly accounting: 'zcdp' | 'pure'
  readonly refresh: 'none' | 'calendar-month'
  readonly period: string
  readonly spent: { readonly epsilon: number; readonly share: number }
  readonly remaining: Remaining
  readonly lifetime: { readonly epsilon: number; readonly delta: number }
  readonly warnAt: readonly number[]
  readonly isFrozen: boolean
  /** What the owner lets be spent over all its collaborations: for itself; to others, only that it is exhausted. */
  readonly dataSet?: {
    readonly isExhausted: boolean
    readonly epsilon?: number
    readonly spent?: { readonly epsilon: number; readonly share: number }
  }
  readonly members: readonly {
    readonly member: string
    readonly epsilon?: number
    readonly spent: { readonly epsilon: number; readonly share: number }
  }[]
  /** Newest last; what a member may not see of others (their queries) is left out. */
  readonly entries: readonly BudgetEntry[]
}

export type BudgetEntry = {
  readonly at: string
  readonly member: string
  readonly query?: string
  readonly epsilon: number
  readonly delta: number
  /** Of the budget, and all of it so far. */
  readonly share: number
  readonly cumulativeShare: number
  readonly receipt?: string
  readonly status: 'reserved' | 'spent' | 'released'
}

export type CheckAnswer = {
  readonly status: 'ok' | 'refused'
  readonly reason?: Refusal['reason']
  readonly price: readonly Price[]
  readonly expectedError: Readonly<Record<string, ExpectedError>>
  /** Whether answers of this precision will be of use, in words. */
  readonly usefulness: readonly string[]
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
      /** What engines are given, in order; one for a plan without differential privacy. */
      readonly emitted: readonly { readonly dialect: string; readonly purpose: string; readonly sql: string }[]
      /** How the numbers are made private; absent where no table is protected. */
      readonly privacy?: { readonly price: readonly Price[]; readonly steps: readonly StepReport[] }
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
      /** Of a result with differential privacy. */
      readonly privacy?: PrivacyStatement
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

/**
 * How many entries a log has, and the root of the tree over them, which stands for all of them; members compare heads to
 * see one history.
 */
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
