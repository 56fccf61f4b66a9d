import type { Ask } from '@glovebox/cleanroom'
import type {
  CheckAnswer,
  ExplainAnswer,
  LogAnswer,
  LogVerification,
  QueryAnswer,
  ReceiptAnswer,
  ValidateAnswer,
} from './answer.ts'

/** What runs while an analysis runs. Steps never depend on rows. */
export type Progress = (step: 'reading' | 'running' | 'recording') => void

/** How a caller watches and stops a run. */
export type RunOptions = {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly onProgress?: Progress
  /** Asks a second time with one key give the first answer. */
  readonly idempotencyKey?: string
}

/** A clean room as its callers see it: in this process (rehearsal) or behind the server. */
export interface Room {
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
  /** Checks the whole hash chain. */
  verifyLog(): Promise<LogVerification>
  /** One run's receipt. */
  receipt(id: string): Promise<ReceiptAnswer>
  /** Gives files and locks back. */
  close(): Promise<void>
}
