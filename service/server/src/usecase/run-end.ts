import { type Cell, cellOf, type IsolationReport } from '@glovebox/api'
import { type Plan, release } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import type { SqlType, Value } from '@glovebox/sql'
import type { RunStatus } from '../log/entry.ts'
import type { EngineJob, EngineOutcome } from '../port/engine.ts'

/** How a run ended, in our words: the engine's own are `reason`, for owners only. */
export type Ending =
  | {
      readonly status: 'ok'
      readonly rows: readonly (readonly Cell[])[]
      readonly isolation: IsolationReport
    }
  | {
      readonly status: Exclude<RunStatus, 'ok'>
      readonly diagnostics: readonly Diagnostic[]
      readonly isolation: IsolationReport
      readonly reason?: string
    }

/** What an engine's outcome means for the analyst. */
export function endingOf(outcome: EngineOutcome, plan: Plan, { columns, limits }: EngineJob): Ending {
  const { isolation } = outcome
  switch (outcome.status) {
    case 'ok':
      return { status: 'ok', rows: cells(release(plan, outcome.rows), columns), isolation }
    case 'failed':
      return { status: 'failed', diagnostics: [diagnostic('ENGINE_FAILED', {})], isolation, reason: outcome.reason }
    case 'too-large':
      return {
        status: 'failed',
        diagnostics: [diagnostic('RESULT_TOO_LARGE', { rows: limits.resultRows })],
        isolation,
      }
    case 'timed-out': {
      const seconds = Math.ceil(limits.timeoutMs / 1000)
      return { status: 'timed-out', diagnostics: [diagnostic('RUN_TIMED_OUT', { seconds })], isolation }
    }
    case 'cancelled':
      return { status: 'cancelled', diagnostics: [diagnostic('RUN_CANCELLED', {})], isolation }
  }
}

function cells(
  rows: readonly (readonly Value[])[],
  columns: readonly { readonly type: SqlType }[],
): readonly (readonly Cell[])[] {
  return rows.map((row) => columns.map(({ type }, index) => cellOf(row[index] ?? null, type)))
}
