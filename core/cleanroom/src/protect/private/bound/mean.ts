import { rational } from '@glovebox/privacy'
import type { Aggregate, Expression, Range } from '@glovebox/sql'
import { textAt } from '../../../check/question.ts'
import { type Asked, sameText, textOf } from './asked.ts'
import { type Cell, countCell, meanCell, type Statistic, scaledSumCell } from './cell.ts'
import type { Contribution } from './contribution.ts'
import { conditionsOf, countedWhere, rowsCell } from './count.ts'
import { where } from './expressions.ts'
import { largestSum, mostOwnSteps, smaller, usualSteps } from './fineness.ts'
import { centred, type Fineness, type Grid, gridOf, isBounded } from './grid.ts'
import { perRow } from './per-row.ts'
import { rangeOf } from './range-of.ts'
import { refuseRange, refuseWide } from './refusals.ts'
import { rowsWithin, summed } from './sum.ts'

/** What a mean needs: of rows or, in BigQuery's meaning, of units' means. */
export function average(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
  const { bounds } = aggregate
  const isOfMeans = bounds?.per === 'group' || (asked.aggregation.hasClause && bounds === undefined)
  return isOfMeans ? meanOfMeans(aggregate, argument, asked) : meanOfRows(aggregate, argument, asked)
}

/** BigQuery's: the mean, over units, of each one's own mean. */
function meanOfMeans(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
  const { bounds } = aggregate
  const range = rangeOf(argument, asked)
  const allowed = bounds ?? (isBounded(range) ? range : undefined)
  if (allowed === undefined) return refuseRange(aggregate, argument, asked)
  if (isBounded(range) && (allowed.low < range.low || allowed.high > range.high))
    return refuseWide(aggregate, range, asked)
  const { low, high } = allowed
  const size = Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE)
  const grid = gridOf(argument, rowsWithin(range, size), { size, ownSteps: usualSteps, steps: usualSteps })
  const sums = summed(aggregate, argument, grid)
  const counts: Statistic & { kind: 'count' } = { kind: 'count', value: sums.value, key: sums.key }
  const name = textOf(aggregate, asked)
  const own = stepFor((high - low) / 2)
  const means = meanCell(`sum of ${name}`, counts, sums, { ...own, worth: worthOf(grid), low, high })
  return {
    kind: 'mean',
    count: countCell(`units of ${name}`, counts, 0n, 1n),
    sum: means,
    middle: low / 2 + high / 2,
    low,
    high,
  }
}

function meanOfRows(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
  const found = perRow(aggregate, argument, asked)
  if (found === undefined) return undefined
  const { low, high, rows } = found
  const most = largestSum / BigInt(rows)
  const fineness = { size: high - low, ownSteps: smaller(most, mostOwnSteps), steps: smaller(most, usualSteps) }
  const { count, sum, middle } = aboutMiddle(aggregate, argument, { low, high, rows, fineness }, asked)
  return { kind: 'mean', count, sum, middle, low, high }
}

/** How many values there are, and the sum of what they are above the middle of their range. */
export function aboutMiddle(
  aggregate: Aggregate,
  argument: Expression,
  { low, high, rows, fineness }: Range & { readonly rows: number; readonly fineness: Fineness },
  asked: Asked,
): {
  readonly centre: ReturnType<typeof centred>
  readonly count: Cell
  readonly sum: Cell
  readonly middle: number
  readonly counts: Statistic
  readonly name: string
} {
  const { at, filter } = aggregate
  const centre = centred(gridOf(argument, { low, high }, fineness))
  const value = where(filter, centre.value(argument), at)
  const key = sameText(value)
  // NaN is a value to COUNT, and none to AVG.
  const counts: Statistic =
    argument.type.kind === 'double'
      ? { kind: 'count', value, key }
      : countedWhere(conditionsOf(aggregate, argument), aggregate)
  const name = textAt(asked.question, argument.at)
  const sum = scaledSumCell(
    `sum of ${name}`,
    counts,
    { kind: 'sum', value, key },
    {
      step: centre.step,
      low: -centre.most,
      high: centre.most,
      rows,
    },
  )
  const counted = rowsCell(`count of ${name}`, counts, [0n, BigInt(rows)], asked)
  return {
    centre,
    count: counted,
    sum,
    middle: Number(centre.middle.numerator) / Number(centre.middle.denominator),
    counts,
    name,
  }
}

/** Steps of a power of two, at most 2^30 of them in half a range. */
function stepFor(half: number): {
  readonly step: number
  readonly exactStep: ReturnType<typeof rational>
  readonly most: bigint
} {
  const exponent = half > 0 ? Math.min(900, Math.max(-900, Math.ceil(Math.log2(half)) - 30)) : 0
  const step = 2 ** exponent
  const exactStep = exponent >= 0 ? rational(2n ** BigInt(exponent)) : rational(1n, 2n ** BigInt(-exponent))
  const most = BigInt(Math.ceil(half / step))
  return { step, exactStep, most: most < 1n ? 1n : most }
}

function worthOf({ step }: Grid): number {
  return Number(step.numerator) / Number(step.denominator)
}
