import { type Rational, rational } from '@glovebox/privacy'
import { castTo, decimalType, type Expression, integerType, literal, type Range } from '@glovebox/sql'
import { asDouble, call, choose, compare, double, integer } from './expressions.ts'

/**
 * Whole numbers that stand for the values of a column: multiples of `step` from `low` to `high`, in steps. Sums of them
 * are exact whatever the order of the rows.
 */
export type Grid = {
  readonly step: Rational
  readonly low: bigint
  readonly high: bigint
  /** A value as a multiple, clamped; NULL for NULL and NaN. */
  readonly quantised: (value: Expression) => Expression
}

/** No magnitude on a grid is larger, so that every double between two multiples is told apart. */
const largestMultiple = 2n ** 52n

/** How fine a grid is: `size` is what has to be told apart, and how many steps it may have at most. */
export type Fineness = {
  readonly size: number
  /** Where the values' own digits are the grid. */
  readonly ownSteps: bigint
  /** Where a step is a power of two. */
  readonly steps: bigint
}

/**
 * The grid of a column whose values are clamped to a range of finite ends. Integers and decimals are their own grid
 * where that is not too fine; for the rest, as for doubles, a step is a power of two.
 */
export function gridOf(value: Expression, range: Range, fineness: Fineness): Grid {
  return ownGrid(value, range, fineness) ?? doubleGrid(range, fineness)
}

function ownGrid({ type }: Expression, { low, high }: Range, { size, ownSteps }: Fineness): Grid | undefined {
  if (type.kind !== 'integer' && type.kind !== 'decimal') return undefined
  const scale = type.kind === 'decimal' ? type.scale : 0
  const precision = type.kind === 'decimal' ? type.precision : 19
  const factor = 10n ** BigInt(scale)
  // The scaled decimal must be one that exists.
  if (type.kind === 'decimal' && precision + scale + 1 > 38) return undefined
  const ends = [low, high].map((end) => scaledEnd(end, factor))
  const [least = 0n, greatest = 0n] = ends
  if (size * Number(factor) > Number(ownSteps) || larger(least, greatest) > largestMultiple) return undefined
  const quantised = (value: Expression): Expression => clampWhole(wholeOf(value, scale), least, greatest)
  return { step: rational(1n, factor), low: least, high: greatest, quantised }
}

/** The nearest multiple to an end; an end that is not one is itself only nearly meant. */
function scaledEnd(end: number, factor: bigint): bigint {
  const scaled = end * Number(factor)
  return Math.abs(scaled) < 2 ** 62 ? BigInt(Math.round(scaled)) : BigInt(Math.sign(scaled)) * 2n ** 62n
}

function larger(a: bigint, b: bigint): bigint {
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  return x > y ? x : y
}

/** The number of its last digits that a decimal is. */
function wholeOf(value: Expression, scale: number): Expression {
  if (scale === 0) return value.type.kind === 'integer' ? value : castTo(value, integerType, false)
  const factor = literal(10n ** BigInt(scale), decimalType(scale + 1, 0), value.at)
  return castTo(call('multiply', [value, factor], value.at), integerType, false)
}

function clampWhole(value: Expression, low: bigint, high: bigint): Expression {
  const { at } = value
  if (isWithin(value.range, { low: Number(low), high: Number(high) })) return value
  const [least, greatest] = [integer(low, at), integer(high, at)]
  // GREATEST and LEAST would leave NULL out.
  const within = choose(
    [
      [compare('less', value, least, at), least],
      [compare('greater', value, greatest, at), greatest],
    ],
    value,
    at,
  )
  return { ...within, range: { low: Number(low), high: Number(high) } }
}

/** Smaller steps than this, and larger, would leave the range of doubles when they are multiplied. */
const extremeExponent = 960

function doubleGrid({ low, high }: Range, { size, steps }: Fineness): Grid {
  const magnitude = Math.max(Math.abs(low), Math.abs(high))
  const exponent = Math.max(exponentOf(size / Number(steps)), exponentOf(magnitude / Number(largestMultiple)))
  const bounded = Math.min(extremeExponent, Math.max(-extremeExponent, exponent))
  const multiple = (end: number): bigint => BigInt(Math.round(end * 2 ** -bounded))
  const [least, greatest] = [multiple(low), multiple(high)]
  // A row beyond 64 bits would make the engine fail, and tell of itself.
  if (least < -largestMultiple * 2n || greatest > largestMultiple * 2n) throw new Error('a grid has too many steps')
  const step = bounded >= 0 ? rational(2n ** BigInt(bounded)) : rational(1n, 2n ** BigInt(-bounded))
  return {
    step,
    low: least,
    high: greatest,
    quantised: (value) => quantisedDouble(value, { low, high }, bounded, least, greatest),
  }
}

/** The least `e` with `2^e` at least as large. */
function exponentOf(x: number): number {
  return x > 0 ? Math.ceil(Math.log2(x)) : -extremeExponent
}

function quantisedDouble(
  value: Expression,
  { low, high }: Range,
  exponent: number,
  least: bigint,
  greatest: bigint,
): Expression {
  const { at } = value
  const x = asDouble(value, at)
  const scaled = call('round', [call('multiply', [x, double(2 ** -exponent, at)], at)], at)
  const range = { low: Number(least) - 1, high: Number(greatest) + 1 }
  const claimed = { low: Number(least), high: Number(greatest) }
  const whole = { ...castTo({ ...scaled, range }, integerType, false, at), range: claimed }
  const isInside = compare('less-or-equal', x, double(high, at), at)
  // NaN is above every number, so that it is in no branch.
  if (isWithin(value.range, { low, high })) return choose([[isInside, whole]], undefined, at)
  const isNumber = compare('less-or-equal', x, double(Number.POSITIVE_INFINITY, at), at)
  return choose(
    [
      [compare('less', x, double(low, at), at), integer(least, at)],
      [isInside, whole],
      [isNumber, integer(greatest, at)],
    ],
    undefined,
    at,
  )
}

function isWithin(known: Range | undefined, { low, high }: Range): boolean {
  return known !== undefined && known.low >= low && known.high <= high
}

/** The multiple less the middle of the grid; in half steps where the middle lies between two. */
export function centred(grid: Grid): {
  readonly step: Rational
  /** The largest magnitude; at least 1. */
  readonly most: bigint
  readonly middle: Rational
  readonly value: (value: Expression) => Expression
} {
  const total = grid.low + grid.high
  const isBetween = total % 2n !== 0n
  const factor = isBetween ? 2n : 1n
  const { numerator, denominator } = grid.step
  const most = isBetween ? grid.high - grid.low : (grid.high - grid.low) / 2n
  const less = isBetween ? total : total / 2n
  return {
    step: rational(numerator, denominator * factor),
    most: most === 0n ? 1n : most,
    middle: rational(total * numerator, 2n * denominator),
    value: (value) => {
      const { at } = value
      const multiple = grid.quantised(value)
      const scaled = isBetween ? call('multiply', [integer(2n, at), multiple], at) : multiple
      return less === 0n ? scaled : call('subtract', [scaled, integer(less, at)], at)
    },
  }
}

/** Whether a range has two finite ends. */
export function isBounded(range: Range | undefined): range is Range {
  return range !== undefined && Number.isFinite(range.low) && Number.isFinite(range.high)
}
