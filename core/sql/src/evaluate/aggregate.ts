import type { AggregateName } from '../function/function-name.ts'
import { fitDecimal, fitInteger } from '../type/cast-value.ts'
import { exactly, nearest } from '../type/outward.ts'
import type { SqlType, Value } from '../type/sql-type.ts'
import { compareValues } from './order.ts'

/** What an aggregate needs besides the values: their type, its own, and the fraction of a percentile. */
export type AggregateOf = { readonly from: SqlType; readonly to: SqlType; readonly fraction?: number }

/** Beyond this a square may not be a double, so that spreads are NaN. */
const largestSpread = 1e140

/** An aggregate of values that are not NULL; distinct ones where DISTINCT was written. */
export function aggregateValues(name: AggregateName, values: readonly Value[], of: AggregateOf): Value {
  if (name === 'count') return BigInt(values.length)
  if (values.length === 0) return null
  switch (name) {
    case 'min':
      return extreme(values, -1)
    case 'max':
      return extreme(values, 1)
    case 'sum':
      return sum(values, of)
    case 'avg':
      return mean(values, of.from)
    case 'variance-sample':
      return variance(values, of.from, 1)
    case 'variance-population':
      return variance(values, of.from, 0)
    case 'stddev-sample':
      return root(variance(values, of.from, 1))
    case 'stddev-population':
      return root(variance(values, of.from, 0))
    case 'median':
      return percentile(values, of.from, 0.5)
    case 'percentile-cont':
      return percentile(values, of.from, of.fraction ?? 0.5)
  }
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  return values.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best))
}

/** An exact number: `numerator / denominator`, the denominator positive. */
type Fraction = { readonly numerator: bigint; readonly denominator: bigint }

/** The exact value of a finite number of a type. */
function fractionOf(value: Value, type: SqlType): Fraction {
  if (typeof value === 'number') return exactly(value)
  if (typeof value !== 'bigint') throw new Error('a number is aggregated that is none')
  return { numerator: value, denominator: type.kind === 'decimal' ? 10n ** BigInt(type.scale) : 1n }
}

function plus(a: Fraction, b: Fraction): Fraction {
  return a.denominator === b.denominator
    ? { numerator: a.numerator + b.numerator, denominator: a.denominator }
    : {
        numerator: a.numerator * b.denominator + b.numerator * a.denominator,
        denominator: a.denominator * b.denominator,
      }
}

function times(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator }
}

const zero: Fraction = { numerator: 0n, denominator: 1n }

function total(values: readonly Value[], type: SqlType): Fraction {
  return values.map((value) => fractionOf(value, type)).reduce(plus, zero)
}

/** The sum of doubles among which one is not finite; undefined where all are. */
function infiniteSum(values: readonly Value[]): number | undefined {
  const odd = values.filter((value) => typeof value === 'number' && !Number.isFinite(value))
  return odd.length === 0 ? undefined : odd.reduce<number>((a, b) => a + Number(b), 0)
}

function sum(values: readonly Value[], { from, to }: AggregateOf): Value {
  if (to.kind === 'double') return infiniteSum(values) ?? toDouble(total(values, from))
  const exact = values.reduce<bigint>((a, b) => a + (typeof b === 'bigint' ? b : 0n), 0n)
  return to.kind === 'decimal' ? fitDecimal(exact, to.precision) : fitInteger(exact)
}

function mean(values: readonly Value[], type: SqlType): number {
  const odd = infiniteSum(values)
  if (odd !== undefined) return odd
  const { numerator, denominator } = total(values, type)
  return nearest(numerator, denominator * BigInt(values.length))
}

function toDouble({ numerator, denominator }: Fraction): number {
  return nearest(numerator, denominator)
}

/** (n Σx² − (Σx)²) / (n (n − less)), exactly. */
function variance(values: readonly Value[], type: SqlType, less: 0 | 1): number | null {
  const n = values.length
  if (n <= less) return null
  const isOdd = (value: Value): boolean => typeof value === 'number' && !(Math.abs(value) <= largestSpread)
  if (values.some(isOdd)) return Number.NaN
  const fractions = values.map((value) => fractionOf(value, type))
  const squares = fractions.map((f) => times(f, f)).reduce(plus, zero)
  const sumOf = fractions.reduce(plus, zero)
  const square = times(sumOf, sumOf)
  const above = plus(times(squares, { numerator: BigInt(n), denominator: 1n }), {
    ...square,
    numerator: -square.numerator,
  })
  return nearest(above.numerator, above.denominator * BigInt(n) * BigInt(n - less))
}

function root(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value)
}

/** The value at `fraction` of the way from the first to the last in order, between two neighbours in proportion. */
function percentile(values: readonly Value[], type: SqlType, fraction: number): number {
  const sorted = [...values].sort(compareValues)
  const place = fraction * (sorted.length - 1)
  const low = sorted[Math.floor(place)] ?? null
  const high = sorted[Math.ceil(place)] ?? null
  const share = place - Math.floor(place)
  if (typeof low === 'number' && typeof high === 'number' && !(Number.isFinite(low) && Number.isFinite(high))) {
    return share === 0 ? low : low * (1 - share) + high * share
  }
  const from = fractionOf(low, type)
  const way = plus(fractionOf(high, type), { ...from, numerator: -from.numerator })
  return toDouble(plus(from, times(way, exactly(share))))
}
