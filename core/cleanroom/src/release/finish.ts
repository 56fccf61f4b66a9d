import { evaluate, type Tables, type Value } from '@glovebox/sql'
import type { Plan } from '../model/analysis.ts'
import type { Interval } from './estimate.ts'
import type { PublishedRows } from './release-privately.ts'

/** The result of a private analysis, and where each of its numbers lies at 95 %. */
export type Finished = {
  readonly rows: readonly (readonly Value[])[]
  /** For each row one for each output; null where the output is no published number as it is. */
  readonly intervals: readonly (readonly (Interval | null)[])[]
}

/**
 * Runs what is left of a query: it reads published rows, by the name of their step's table, and unprotected tables, so
 * that nothing it does costs privacy.
 */
export function finish(
  { query, intervals }: Pick<Plan, 'query' | 'intervals'>,
  published: Readonly<Record<string, PublishedRows>>,
  publicTables: Tables,
): Finished {
  const steps = Object.entries(published).map(([table, rows]) => [table, withHiddenCells(rows)] as const)
  const { rows } = evaluate(query, { ...publicTables, ...Object.fromEntries(steps) })
  const places = new Map(query.outputs.map(({ id }, place) => [id, place]))
  const ends = intervals.map((interval) =>
    interval === undefined ? undefined : { low: places.get(interval.low), high: places.get(interval.high) },
  )
  return {
    rows: rows.map((row) => row.slice(0, intervals.length)),
    intervals: rows.map((row) => ends.map((end) => (end === undefined ? null : between(row, end)))),
  }
}

/** The cells of a step's table, as `carryIntervals` laid them out: the published row, then two ends for each column. */
function withHiddenCells({ rows, intervals }: PublishedRows): Tables[string] {
  return rows.map((row, i) => [
    ...row,
    ...(intervals[i] ?? []).flatMap((ends) => [ends?.low ?? null, ends?.high ?? null]),
  ])
}

function between(
  row: readonly Value[],
  { low, high }: { readonly low: number | undefined; readonly high: number | undefined },
): Interval | null {
  const [least, most] = [row[low ?? -1], row[high ?? -1]]
  return typeof least === 'number' && typeof most === 'number' ? { low: least, high: most } : null
}
