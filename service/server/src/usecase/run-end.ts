import { type Cell, cellOf, type IsolationReport } from '@glovebox/api'
import { type Plan, type PublishedRows, release } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import { nullType, type SqlType, typeName, type Value } from '@glovebox/sql'
import type { RunStatus } from '../log/entry.ts'
import type { EngineJob, EngineLimits, EngineOutcome } from '../port/engine.ts'
import type { Brought } from './bring-tables.ts'
import type { PrivateOutcome } from './run-plan.ts'

/** How a run ended, in our words: the engine's own are `reason`, for owners only. */
export type Ending =
  | {
      readonly status: 'ok'
      readonly rows: readonly (readonly Cell[])[]
      /** Of a private plan: what each of its steps published, and where each cell lies. */
      readonly published: readonly PublishedRows[]
      readonly intervals: readonly (readonly ({ readonly low: number; readonly high: number } | null)[])[]
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
      return {
        status: 'ok',
        rows: cells(release(plan, outcome.rows), columns),
        published: [],
        intervals: [],
        isolation,
      }
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

/**
 * What the end of a private run means. After data was touched every failure costs what was charged, and looks the same
 * whatever caused it: a time-out or an overflow that depends on a row would tell of it.
 */
export function privateEndingOf(outcome: PrivateOutcome, plan: Plan): Ending {
  const { isolation } = outcome
  switch (outcome.status) {
    case 'ok': {
      const { published, intervals } = outcome
      return { status: 'ok', rows: cells(outcome.rows, resultTypes(plan)), published, intervals, isolation }
    }
    case 'cancelled':
      return { status: 'cancelled', diagnostics: [diagnostic('PRIVACY_RUN_CANCELLED', {})], isolation }
    case 'failed':
    case 'timed-out':
    case 'too-large': {
      const reason = outcome.status === 'failed' ? outcome.reason : outcome.status
      return { status: 'failed', diagnostics: [diagnostic('PRIVACY_RUN_FAILED', {})], isolation, reason }
    }
  }
}

/** What it means for the analyst that data was not brought: of a private run what every other failure means. */
export function unbroughtEnding(
  brought: Exclude<Brought, { kind: 'brought' }>,
  { isPrivate, limits }: { readonly isPrivate: boolean; readonly limits: EngineLimits },
): Ending {
  const reason = brought.kind === 'failed' ? brought.reason : brought.kind
  const isolation = { level: 'sandbox', measures: ['no engine ran: the data was not brought'], missing: [] } as const
  switch (brought.kind) {
    case 'cancelled': {
      const code = isPrivate ? 'PRIVACY_RUN_CANCELLED' : 'RUN_CANCELLED'
      return { status: 'cancelled', diagnostics: [diagnostic(code, {})], isolation }
    }
    case 'timed-out': {
      if (isPrivate) return privateFailure(reason)
      const seconds = Math.ceil(limits.timeoutMs / 1000)
      return { status: 'timed-out', diagnostics: [diagnostic('RUN_TIMED_OUT', { seconds })], isolation }
    }
    case 'failed': {
      const { table, told } = brought
      if (isPrivate) return privateFailure(reason, told)
      const diagnostics = [diagnostic('RUN_DATA_MISSING', { table }), ...told]
      return { status: 'failed', diagnostics, isolation, reason }
    }
  }
}

/** The end of a private run in which something of ours broke: an error that shows would tell it from others. */
export function privateFailure(reason: string, told: readonly Diagnostic[] = []): Ending {
  const isolation = { level: 'process', measures: [], missing: ['the run did not end by itself'] } as const
  return { status: 'failed', diagnostics: [diagnostic('PRIVACY_RUN_FAILED', {}), ...told], isolation, reason }
}

/** The columns of a plan's result on the wire. */
export function resultColumns(plan: Plan): readonly { readonly name: string; readonly type: string }[] {
  return resultTypes(plan).map(({ name, type }) => ({ name, type: typeName(type) }))
}

/** The columns that leave; a private plan's query has hidden ones after them. */
function resultTypes({ query, releases }: Plan): readonly { readonly name: string; readonly type: SqlType }[] {
  const types = new Map(query.relation.columns.map(({ id, type }) => [id, type]))
  return query.outputs.slice(0, releases.length).map(({ id, name }) => ({ name, type: types.get(id) ?? nullType }))
}

function cells(
  rows: readonly (readonly Value[])[],
  columns: readonly { readonly type: SqlType }[],
): readonly (readonly Cell[])[] {
  return rows.map((row) => columns.map(({ type }, index) => cellOf(row[index] ?? null, type)))
}
