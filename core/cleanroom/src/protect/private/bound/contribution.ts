import { rational } from '@glovebox/privacy'
import { type Aggregate, type Expression, integerType, literal, type Range } from '@glovebox/sql'
import { baseColumn } from '../../../check/definition.ts'
import { textAt } from '../../../check/question.ts'
import { type Asked, refuseAsked, sameText, textOf } from './asked.ts'
import { type Cell, countCell, meanCell, type Statistic, scaledSumCell, sumCell, unitsCell } from './cell.ts'
import { all, call, where } from './expressions.ts'
import { centred, type Fineness, type Grid, gridOf, isBounded } from './grid.ts'
import { rangeOf } from './range-of.ts'
import { type Tree, treeOf } from './tree.ts'

/** What has to be known of all rows so that an aggregate can be published. */
export type Contribution =
  | { readonly kind: 'value'; readonly cell: Cell }
  | {
      readonly kind: 'mean'
      readonly count: Cell
      readonly sum: Cell
      readonly middle: number
      readonly low: number
      readonly high: number
    }
  | {
      readonly kind: 'variance'
      readonly count: Cell
      readonly sum: Cell
      readonly squares: Cell
      readonly middle: number
      readonly middleSquare: number
      readonly low: number
      readonly high: number
      readonly isDeviation: boolean
      readonly isSample: boolean
    }
  /** Different values, of each unit at most `rows` in a group; NULL is none. */
  | { readonly kind: 'distinct'; readonly name: string; readonly value: Expression; readonly rows: number }
  | { readonly kind: 'quantile'; readonly tree: Tree; readonly fraction: number; readonly note?: string }

/** What an aggregate needs; undefined where it is refused, and said so. */
export function contributionOf(aggregate: Aggregate, asked: Asked): Contribution | undefined {
  const { function: name, distinct, argument } = aggregate
  if (name === 'count')
    return distinct && argument !== undefined ? countDistinct(aggregate, argument, asked) : count(aggregate, asked)
  if (argument === undefined) throw new Error('an aggregate of nothing')
  if (distinct && name !== 'min' && name !== 'max') {
    return refuseAsked(asked, 'PRIVACY_DISTINCT', { text: textOf(aggregate, asked) }, aggregate.at)
  }
  switch (name) {
    case 'sum':
      return sum(aggregate, argument, asked)
    case 'avg':
      return average(aggregate, argument, asked)
    case 'variance-population':
    case 'variance-sample':
    case 'stddev-population':
    case 'stddev-sample':
      return spread(aggregate, argument, asked)
    case 'median':
      return quantile(aggregate, argument, 0.5, asked)
    case 'percentile-cont':
      return quantile(aggregate, argument, aggregate.fraction ?? 0.5, asked)
    case 'min':
      return quantile(aggregate, argument, 0.01, asked)
    case 'max':
      return quantile(aggregate, argument, 0.99, asked)
  }
}

function isUnit(argument: Expression | undefined, { aggregation }: Asked): boolean {
  return argument?.kind === 'column' && aggregation.sameAsUnit.has(argument.id)
}

function count(aggregate: Aggregate, asked: Asked): Contribution | undefined {
  const { argument, bounds } = aggregate
  const { maxRows } = asked.aggregation.limits
  if (bounds?.per === 'row') return refuseKind(aggregate, 'group', asked)
  if (bounds === undefined && maxRows === undefined) return refuseRows(aggregate, true, asked)
  const [low, high] = bounds === undefined ? [0, maxRows ?? 0] : [Math.max(0, bounds.low), Math.max(0, bounds.high)]
  if (maxRows !== undefined && high > maxRows) return refuseWide(aggregate, { low: 0, high: maxRows }, asked)
  const conditions = conditionsOf(aggregate, isUnit(argument, asked) ? undefined : argument)
  const [least, most] = [BigInt(Math.ceil(low)), BigInt(Math.floor(high))]
  return {
    kind: 'value',
    cell: rowsCell(textOf(aggregate, asked), countedWhere(conditions, aggregate), [least, most], asked),
  }
}

/** The cell of a count; where every row counts, but only one, that of the unit itself. */
function rowsCell(name: string, counted: Statistic, [low, high]: readonly [bigint, bigint], asked: Asked): Cell {
  return counted.kind === 'rows' && high === 1n ? unitsCell(unitsName(asked)) : countCell(name, counted, low, high)
}

/** The units coordinate as people read it. */
export function unitsName({ aggregation }: Asked): string {
  return `COUNT(DISTINCT ${aggregation.unit.name})`
}

/** When a row counts: where the filter is true and there is a value. */
function conditionsOf({ filter }: Aggregate, value: Expression | undefined): readonly Expression[] {
  return [
    ...(filter === undefined ? [] : [filter]),
    ...(value === undefined || !value.nullable ? [] : [call('is-not-null', [value], value.at)]),
  ]
}

/** The rows for which all conditions are true. */
function countedWhere(conditions: readonly Expression[], { at }: Aggregate): Statistic {
  const condition = all(conditions, at)
  if (condition === undefined) return { kind: 'rows' }
  return {
    kind: 'count',
    value: where(condition, literal(1n, integerType, at), at),
    key: `where ${sameText(condition)}`,
  }
}

function countDistinct(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
  const { filter, bounds, at } = aggregate
  const name = textOf(aggregate, asked)
  if (isUnit(argument, asked)) {
    const counted = countedWhere(filter === undefined ? [] : [filter], aggregate)
    return {
      kind: 'value',
      cell: counted.kind === 'rows' ? unitsCell(unitsName(asked)) : countCell(name, counted, 0n, 1n),
    }
  }
  const { maxRows } = asked.aggregation.limits
  if (bounds?.per === 'row') return refuseKind(aggregate, 'group', asked)
  const rows = bounds === undefined ? maxRows : Math.max(1, Math.floor(bounds.high))
  if (rows === undefined) return refuseRows(aggregate, true, asked)
  if (maxRows !== undefined && rows > maxRows) return refuseWide(aggregate, { low: 0, high: maxRows }, asked)
  return { kind: 'distinct', name, value: where(filter, argument, at), rows }
}

/** How many steps the largest value of a grid of powers of two has. */
const usualSteps = 2n ** 30n
/** More steps, and the sum of some million rows of one unit would not fit 64 bits. */
const mostOwnSteps = 2n ** 40n
/** How far beyond the bounds of a unit's sum a single row counts: so far that no row matters there. */
const beyond = 2 ** 10
/** Bounded sums of one unit stay below this. */
const largestSum = 2n ** 62n

function sum(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
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

/** The ends of single values where their sum or mean is at most `size` once it is clamped. */
function rowsWithin(range: Range | undefined, size: number): Range {
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

function summed(aggregate: Aggregate, argument: Expression, grid: Grid): Statistic & { kind: 'sum' } {
  const value = where(aggregate.filter, grid.quantised(argument), aggregate.at)
  return { kind: 'sum', value, key: sameText(value) }
}

function average(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
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

function meanOfRows(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
  const found = perRow(aggregate, argument, asked)
  if (found === undefined) return undefined
  const { low, high, rows } = found
  const most = largestSum / BigInt(rows)
  const fineness = { size: high - low, ownSteps: smaller(most, mostOwnSteps), steps: smaller(most, usualSteps) }
  const { count, sum, middle } = aboutMiddle(aggregate, argument, { low, high, rows, fineness }, asked)
  return { kind: 'mean', count, sum, middle, low, high }
}

function spread(aggregate: Aggregate, argument: Expression, asked: Asked): Contribution | undefined {
  if (aggregate.bounds?.per === 'group') return refuseKind(aggregate, 'row', asked)
  const found = perRow(aggregate, argument, asked)
  if (found === undefined) return undefined
  const { low, high, rows } = found
  // Squares of half a range, `rows` times, stay below 2^62.
  const bits = Math.max(4, Math.min(30, Math.floor((62 - Math.ceil(Math.log2(rows))) / 2)))
  const steps = 2n ** BigInt(bits)
  const parts = aboutMiddle(
    aggregate,
    argument,
    { low, high, rows, fineness: { size: high - low, ownSteps: steps, steps } },
    asked,
  )
  const { centre, count, sum, middle, counts, name } = parts
  const middleSquare = (centre.most * centre.most) / 2n
  const { at } = aggregate
  const d = centre.value(argument)
  const squared = call('subtract', [call('multiply', [d, d], at), literal(middleSquare, integerType, at)], at)
  const value = where(aggregate.filter, squared, at)
  const { numerator, denominator } = centre.step
  const squareStep = rational(numerator * numerator, denominator * denominator)
  const squares = scaledSumCell(
    `squares of ${name}`,
    counts,
    { kind: 'sum', value, key: sameText(value) },
    {
      step: squareStep,
      low: -middleSquare,
      high: centre.most * centre.most - middleSquare,
      rows,
    },
  )
  return {
    kind: 'variance',
    count,
    sum,
    squares,
    middle,
    middleSquare: (Number(middleSquare) * Number(squareStep.numerator)) / Number(squareStep.denominator),
    low,
    high,
    isDeviation: aggregate.function.startsWith('stddev'),
    isSample: aggregate.function.endsWith('sample'),
  }
}

/** How many values there are, and the sum of what they are above the middle of their range. */
function aboutMiddle(
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

function quantile(
  aggregate: Aggregate,
  argument: Expression,
  fraction: number,
  asked: Asked,
): Contribution | undefined {
  const { type } = argument
  if (type.kind !== 'integer' && type.kind !== 'decimal' && type.kind !== 'double') {
    return refuseAsked(asked, 'PRIVACY_EXTREME', { text: textOf(aggregate, asked) }, aggregate.at)
  }
  if (aggregate.bounds?.per === 'group') return refuseKind(aggregate, 'row', asked)
  const found = perRow(aggregate, argument, asked)
  if (found === undefined) return undefined
  const { low, high, rows } = found
  const { filter, at } = aggregate
  const key = `${sameText(argument)} ${filter === undefined ? '' : sameText(filter)}`
  const tree = treeOf(textAt(asked.question, argument.at), key, argument, { low, high }, rows, (leaf) =>
    where(filter, leaf, at),
  )
  const isExtreme = aggregate.function === 'min' || aggregate.function === 'max'
  const note = isExtreme
    ? { note: `the ${fraction * 100} % quantile stands for ${aggregate.function.toUpperCase()}` }
    : {}
  return { kind: 'quantile', tree, fraction, ...note }
}

/** Between which ends each row's value counts, and how many rows of a unit do. */
function perRow(
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

function inSteps(bound: number, { step }: Grid): bigint {
  const scaled = bound / (Number(step.numerator) / Number(step.denominator))
  return BigInt(Math.round(scaled))
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function smallest(...values: readonly bigint[]): bigint {
  return values.reduce(smaller)
}

function refuseRange(aggregate: Aggregate, argument: Expression, asked: Asked): undefined {
  const { definitions } = asked
  const base = baseColumn(argument, definitions)
  const text = textOf(aggregate, asked)
  const column = base?.column.name ?? (textAt(asked.question, argument.at) || argument.kind)
  const per = aggregate.function === 'sum' || aggregate.function === 'avg' ? 'group' : 'row'
  const isColumn = base !== undefined
  return refuseAsked(asked, 'PRIVACY_RANGE_MISSING', { text, column, per, isColumn }, argument.at)
}

function refuseRows(aggregate: Aggregate, canBound: boolean, asked: Asked): undefined {
  const table = asked.aggregation.tables[0]?.association.name ?? ''
  return refuseAsked(asked, 'PRIVACY_ROWS_MISSING', { text: textOf(aggregate, asked), table, canBound }, aggregate.at)
}

function refuseWide(aggregate: Aggregate, { low, high }: Range, asked: Asked): undefined {
  const { bounds, at } = aggregate
  return refuseAsked(asked, 'PRIVACY_BOUNDS_WIDE', { text: textOf(aggregate, asked), low, high }, bounds?.at ?? at)
}

function refuseKind(aggregate: Aggregate, accepted: 'group' | 'row', asked: Asked): undefined {
  const { bounds, at } = aggregate
  return refuseAsked(asked, 'PRIVACY_BOUNDS_KIND', { text: textOf(aggregate, asked), accepted }, bounds?.at ?? at)
}
