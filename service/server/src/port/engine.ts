import type { IsolationReport } from '@glovebox/api'
import type { LocalTable } from '@glovebox/source'
import type { SqlType, Value } from '@glovebox/sql'

/** Runs emitted SQL over files, one process per run, and gives exact rows. */
export interface Engine {
  readonly name: string
  /** What runs of it are kept apart by on this machine; absent: by their process alone. */
  readonly isolation?: () => Promise<'sandbox' | 'process'>
  /** Never throws for what a run can do wrong; a thrown error is a bug. */
  run(job: EngineJob, control: EngineControl): Promise<EngineOutcome>
  /** The columns and types found in a source; for its owner only. */
  describe(source: LocalTable, control: EngineControl): Promise<EngineDescription>
}

/** A table the SQL may name, quoted, as `name`. Cells that do not conform to a column's type become NULL. */
export type EngineTable = {
  readonly name: string
  readonly source: LocalTable
  readonly columns: readonly {
    readonly name: string
    readonly type: SqlType
    readonly range?: { readonly low: number; readonly high: number }
    /** A number outside `range` becomes the nearer end of it, rather than NULL; NaN becomes NULL. */
    readonly isClamped?: true
  }[]
}

export type EngineJob = {
  /** Emitted from a relation; the engine still checks it against its own allow-list. */
  readonly sql: string
  readonly tables: readonly EngineTable[]
  /** The columns the SQL gives, in order. */
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
  readonly limits: EngineLimits
}

export type EngineLimits = {
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly threads: number
  readonly temporaryMb: number
  readonly resultRows: number
}

export type EngineControl = { readonly signal?: AbortSignal }

export type EngineOutcome =
  | { readonly status: 'ok'; readonly rows: readonly (readonly Value[])[]; readonly isolation: IsolationReport }
  /** `reason` is for the data's owners only: it may quote rows. */
  | { readonly status: 'failed'; readonly reason: string; readonly isolation: IsolationReport }
  /** `too-large`: the result has more than `limits.resultRows` rows; none of them is given. */
  | { readonly status: 'timed-out' | 'cancelled' | 'too-large'; readonly isolation: IsolationReport }

export type EngineDescription =
  | {
      readonly status: 'ok'
      readonly columns: readonly { readonly name: string; readonly engineType: string; readonly type?: SqlType }[]
      /** What keeps lines of the source from being rows, in words that depend on no cell; nothing where all are. */
      readonly unread?: readonly string[]
    }
  | { readonly status: 'failed'; readonly reason: string }
