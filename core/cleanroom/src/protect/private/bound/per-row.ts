import type { Aggregate, Expression, Range } from '@glovebox/sql'
import type { Asked } from './asked.ts'
import { isBounded } from './grid.ts'
import { rangeOf } from './range-of.ts'
import { refuseRange, refuseRows, refuseWide } from './refusals.ts'

/** Between which ends each row's value counts, and how many rows of a unit do. */
export function perRow(
  aggregate: Aggregate,
  argument: Expression,
  asked: Asked,
): (Range & { readonly rows: number }) | undefined {
  const { bounds } = aggregate
  const range = rangeOf(argument, asked)
  const { maxRows } = asked.aggregation.limits
  const chosen = bounds ?? (isBounded(range) ? range : undefined)
  if (chosen === undefined) refuseRange(aggregate, argument, asked)
  if (maxRows === undefined) refuseRows(aggregate, aggregate.function === 'sum' || aggregate.function === 'avg', asked)
  if (chosen === undefined || maxRows === undefined) return undefined
  if (isBounded(range) && (chosen.low < range.low || chosen.high > range.high))
    return refuseWide(aggregate, range, asked)
  return { low: chosen.low, high: chosen.high, rows: maxRows }
}
