import type { Aggregate, Expression, Range } from '@glovebox/sql'
import { type Asked, sameText, textOf } from './asked.ts'
import { type Statistic, sumCell } from './cell.ts'
import type { Contribution } from './contribution.ts'
import { where } from './expressions.ts'
import { beyond, largestSum, mostOwnSteps, smaller, smallest, usualSteps } from './fineness.ts'
import { type Grid, gridOf, isBounded } from './grid.ts'
import { perRow } from './per-row.ts'
import { rangeOf } from './range-of.ts'
import { refuseWide } from './refusals.ts'

/** What a sum needs. */
export function sum(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
  const { bounds } = aggregate
  const range = rangeOf(argument, asked)
  const name = textOf(aggregate, asked)
  if (bounds?.per === 'group') {
    const allowed = sumBounds(range, asked)
    if (allowed !== undefined && (bounds.low < allowed.low || bounds.high > allowed.high)) {
      return refuseWide(aggregate, allowed, asked)
    }
    const size = Math.max(Math.abs(bounds.low), Math.abs(bounds.high), Number.MIN_VALUE)
    const grid = gridOf(argument, rowsWithin(range, size), { size, ownSteps: usualSteps, steps: usualSteps })
    const [low, high] = [inSteps(bounds.low, grid), inSteps(bounds.high, grid)]
    return { kind: 'value', cell: sumCell(name, summed(aggregate, argument, grid), grid.step, low, high) }
  }
  const found = perRow(aggregate, argument, asked)
  if (found === undefined) return undefined
  const { low, high, rows } = found
  const m = BigInt(rows)
  const size = Math.max(Math.abs(low), Math.abs(high))
  const most = largestSum / m
  const grid = gridOf(
    argument,
    { low, high },
    { size, ownSteps: smaller(most, mostOwnSteps), steps: smaller(most, usualSteps) },
  )
  const least = smallest(0n, grid.low * m, grid.low)
  const greatest = -smallest(0n, -grid.high * m, -grid.high)
  return { kind: 'value', cell: sumCell(name, summed(aggregate, argument, grid), grid.step, least, greatest) }
}

/** The sum of what an aggregate adds up, in steps of a grid. */
export function summed(aggregate: Aggregate, argument: Expression, grid: Grid): Statistic & { kind: 'sum' } {
  const value = where(aggregate.filter, grid.quantised(argument), aggregate.at)
  return { kind: 'sum', value, key: sameText(value) }
}

/** The ends of single values where their sum or mean is at most `size` once it is clamped. */
export function rowsWithin(range: Range | undefined, size: number): Range {
  const limit = size * beyond
  const { low, high } = isBounded(range) ? range : { low: -limit, high: limit }
  const within = (end: number): number => Math.max(-limit, Math.min(limit, end))
  return { low: within(low), high: within(high) }
}

/** What an owner lets one unit add to a sum. */
function sumBounds(range: Range | undefined, { aggregation }: Asked): Range | undefined {
  const { maxRows } = aggregation.limits
  if (!isBounded(range) || maxRows === undefined) return undefined
  const { low, high } = range
  return { low: Math.min(0, low, low * maxRows), high: Math.max(0, high, high * maxRows) }
}

function inSteps(bound: number, { step }: Grid): bigint {
  const scaled = bound / (Number(step.numerator) / Number(step.denominator))
  return BigInt(Math.round(scaled))
}
