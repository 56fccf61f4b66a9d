import type { Ask } from '@glovebox/cleanroom'
import type {
  BudgetAnswer,
  CheckAnswer,
  ExplainAnswer,
  LogAnswer,
  LogHead,
  LogVerification,
  MemberView,
  OpeningAnswer,
  QueryAnswer,
  ReceiptAnswer,
  ValidateAnswer,
} from './answer.ts'

/** What runs while an analysis runs. Steps never depend on rows. */
export type Progress = (step: 'reading' | 'fetching' | 'running' | 'recording') => void

/** How a caller watches and stops a run. */
export type RunOptions = {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly onProgress?: Progress
}

/** A clean room as its callers see it: in this process (rehearsal) or behind the server. */
export interface Room {
  /** The one member it speaks for; absent where it speaks for whoever is named. */
  readonly speaksFor?: string
  /** Checks the collaboration file and its sources; `pin` writes inferred types down. */
  validate(options: { readonly pin: boolean }): Promise<ValidateAnswer>
  /** Pre-flight: verdicts, price, what would be withheld; runs nothing, spends nothing. */
  check(ask: Ask): Promise<CheckAnswer>
  /** How an ask would run: relation, rewriting, emitted SQL. */
  explain(ask: Ask): Promise<ExplainAnswer>
  /** Runs an ask and records it. */
  query(ask: Ask, options: RunOptions): Promise<QueryAnswer>
  /** The audit log, newest last. */
  log(options: { readonly member?: string; readonly limit?: number }): Promise<LogAnswer>
  /** Checks the whole hash chain, and that it still holds `head`, noted from an earlier check. */
  verifyLog(options: { readonly head?: LogHead }): Promise<LogVerification>
  /** One run's receipt: what every member may see of it. */
  receipt(id: string): Promise<ReceiptAnswer>
  /** What belongs to a run's receipt but is for one member only: a receiver's result, an owner's reason of a failure. */
  opening(options: { readonly receipt: string; readonly member: string }): Promise<OpeningAnswer>
  /** What is spent of the owners' budgets, and on what; a member sees its own questions, an owner all about its tables. */
  budget(options: { readonly member?: string; readonly limit?: number }): Promise<BudgetAnswer>
  /** Begins a new period of an owner's budget; recorded, and added to the lifetime loss. */
  openPeriod(options: { readonly member: string; readonly reason: string }): Promise<BudgetAnswer>
  /** Who takes part, and as what; empty where the collaboration file cannot be read. */
  members(): Promise<readonly MemberView[]>
  /** Gives files and locks back. */
  close(): Promise<void>
}
