import { type Rational, rational } from '@glovebox/privacy'
import { castTo, doubleType, type Expression, integerType } from '@glovebox/sql'
import type { Coordinate } from '../../../model/private-step.ts'
import { call, choose, clamped, clampedSum, compare, double, integer } from './expressions.ts'

/** What is computed of one unit's rows in one group: how many there are, how many values, or the sum of integers. */
export type Statistic =
  | { readonly kind: 'rows' }
  | { readonly kind: 'count' | 'sum'; readonly value: Expression; readonly key: string }

/** A coordinate in the making: an integer of one unit in one group, which is clamped before units are added up. */
export type Cell = {
  /** Cells with the same key are one coordinate. */
  readonly key: string
  readonly coordinate: Coordinate
  readonly statistics: readonly Statistic[]
  /** The clamped integer, never NULL, from references to the statistics. */
  readonly value: (statistics: readonly Expression[]) => Expression
}

const one = rational(1n)

/** Whether the unit is in the group. */
export function unitsCell(name: string): Cell {
  const coordinate = { name, sensitivity: 1n, step: one, bounds: { low: 0, high: 1 } }
  return {
    key: 'units',
    coordinate,
    statistics: [],
    value: () => {
      throw new Error('units are counted, not added up')
    },
  }
}

/** How many rows or values there are, from `low` to `high`; where one row counts and every row does, the unit itself. */
export function countCell(name: string, counted: Statistic, low: bigint, high: bigint): Cell {
  const key = counted.kind === 'rows' ? 'rows' : counted.key
  return {
    key: `count ${key} ${low} ${high}`,
    coordinate: {
      name,
      sensitivity: magnitude(low, high),
      step: one,
      bounds: { low: Number(low), high: Number(high) },
    },
    statistics: [counted],
    value: ([count]) => {
      const of = given(count)
      return clamped(of, low, high, of.at)
    },
  }
}

/** The sum of integers in steps, from `low` to `high`; 0 where there is no value. */
export function sumCell(
  name: string,
  summed: Statistic & { kind: 'sum' },
  step: Rational,
  low: bigint,
  high: bigint,
): Cell {
  return {
    key: `sum ${summed.key} ${low} ${high}`,
    coordinate: { name, sensitivity: magnitude(low, high), step, bounds: boundsIn(step, low, high) },
    statistics: [summed],
    value: ([sum]) => {
      const of = given(sum)
      return clampedSum(of, low, high, of.at)
    },
  }
}

/**
 * The sum of values between `-most` and `most` that counts as one of at most `rows` values: where there are more, it is
 * that of `rows` values with the same mean, cut towards zero.
 */
export function scaledSumCell(
  name: string,
  count: Statistic,
  summed: Statistic & { kind: 'sum' },
  of: { readonly step: Rational; readonly low: bigint; readonly high: bigint; readonly rows: number },
): Cell {
  const { step, rows } = of
  const [low, high] = [of.low * BigInt(rows), of.high * BigInt(rows)]
  return {
    key: `scaled ${summed.key} ${low} ${high} ${rows}`,
    coordinate: { name, sensitivity: magnitude(low, high), step, bounds: boundsIn(step, low, high) },
    statistics: [count, summed],
    value: ([n, sum]) => {
      const [counted, total] = [given(n), given(sum)]
      const { at } = total
      const share = call('divide', [double(rows, at), castTo(counted, doubleType, true)], at)
      const scaled = call('truncate', [call('multiply', [castTo(total, doubleType, true), share], at)], at)
      const isLong = compare('greater', counted, integer(BigInt(rows), at), at)
      // A little more than the values can make of it, as doubles round.
      const range = { low: Number(low) * 1.01 - 1, high: Number(high) * 1.01 + 1 }
      const chosen = choose([[isLong, castTo({ ...scaled, range }, integerType, false)]], total, at)
      return clamped(call('coalesce', [chosen, integer(0n, at)], at), low, high, at)
    },
  }
}

/** The mean of a unit's values, clamped, less the middle; 0 where there is no value. */
export function meanCell(
  name: string,
  count: Statistic,
  summed: Statistic & { kind: 'sum' },
  of: {
    /** What one step of the sum is worth. */
    readonly worth: number
    readonly step: number
    readonly low: number
    readonly high: number
    readonly exactStep: Rational
    readonly most: bigint
  },
): Cell {
  const { worth, step, low, high, exactStep, most } = of
  const middle = low / 2 + high / 2
  return {
    key: `mean ${summed.key} ${low} ${high} ${step}`,
    coordinate: { name, sensitivity: most, step: exactStep, bounds: { low: low - middle, high: high - middle } },
    statistics: [count, summed],
    value: ([n, sum]) => {
      const [counted, total] = [given(n), given(sum)]
      const { at } = total
      const mean = call('divide', [castTo(total, doubleType, true), castTo(counted, doubleType, true)], at)
      const within = call('subtract', [call('multiply', [mean, double(worth, at)], at), double(middle, at)], at)
      const scaled = call('round', [call('multiply', [within, double(1 / step, at)], at)], at)
      const limits = [-most, most].map((limit) => double(Number(limit), at))
      const [least = scaled, greatest = scaled] = limits
      const cut = call('greatest', [call('least', [scaled, greatest], at), least], at)
      const hasValues = compare('greater', counted, integer(0n, at), at)
      const range = { low: -Number(most), high: Number(most) }
      const chosen = choose([[hasValues, castTo({ ...cut, range }, integerType, false)]], undefined, at)
      return clamped(call('coalesce', [chosen, integer(0n, at)], at), -most, most, at)
    },
  }
}

function given(statistic: Expression | undefined): Expression {
  if (statistic === undefined) throw new Error('a cell lacks its statistic')
  return statistic
}

function magnitude(low: bigint, high: bigint): bigint {
  const [a, b] = [low < 0n ? -low : low, high < 0n ? -high : high]
  const most = a > b ? a : b
  return most < 1n ? 1n : most
}

function boundsIn({ numerator, denominator }: Rational, low: bigint, high: bigint): { low: number; high: number } {
  const worth = Number(numerator) / Number(denominator)
  return { low: Number(low) * worth, high: Number(high) * worth }
}
