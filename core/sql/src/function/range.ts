import { downward, nextDown, nextUp, upward } from '../type/outward.ts'
import type { Range, SqlType, Value } from '../type/sql-type.ts'

// Interval arithmetic, rounded outward. A range is a claim about every value that is neither NULL nor NaN.

const integerBounds: Range = { low: -(2 ** 63), high: 2 ** 63 }
/** The largest double that is an integer of 64 bits. */
const largestSafeBound = 2 ** 63 - 1024

/** The bounds that a numeric type alone gives. */
export function typeBounds(type: SqlType): Range {
  switch (type.kind) {
    case 'integer':
      return integerBounds
    case 'decimal': {
      // The double beside a large power of ten may lie below it.
      const high = upward(10n ** BigInt(type.precision - type.scale))
      return { low: -high, high }
    }
    case 'boolean':
    case 'double':
    case 'text':
    case 'date':
    case 'timestamp':
    case 'interval':
    case 'null':
      return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  }
}

/** What is known of an expression: its range, or else the bounds of its type. */
export function boundsOf(of: { readonly type: SqlType; readonly range?: Range }): Range {
  return of.range ?? typeBounds(of.type)
}

/** The range of one value; absent for what is not numeric, NULL or NaN. */
export function valueRange(value: Value, type: SqlType): Range | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : { low: value, high: value }
  if (typeof value !== 'bigint') return undefined
  if (type.kind === 'integer') return { low: downward(value), high: upward(value) }
  return type.kind === 'decimal' ? { low: downward(value, type.scale), high: upward(value, type.scale) } : undefined
}

/** Whether every value of the range is a value of the type, so that nothing can overflow. */
export function fits(range: Range, type: SqlType): boolean {
  if (type.kind === 'integer') return range.low >= integerBounds.low && range.high <= largestSafeBound
  if (type.kind !== 'decimal') return true
  const bounds = typeBounds(type)
  return range.low > bounds.low && range.high < bounds.high
}

/** The range as a claim about a value of the type: cut to the type's bounds, absent where it says no more than them. */
export function claim(range: Range | undefined, type: SqlType): { readonly range?: Range } {
  if (range === undefined || Number.isNaN(range.low) || Number.isNaN(range.high)) return {}
  const bounds = typeBounds(type)
  const cut = { low: Math.max(range.low, bounds.low), high: Math.min(range.high, bounds.high) }
  if (cut.low > cut.high) return {}
  return cut.low <= bounds.low && cut.high >= bounds.high ? {} : { range: cut }
}

/** The smallest range that holds all of them; absent if one is. */
export function hull(ranges: readonly (Range | undefined)[]): Range | undefined {
  let result: Range | undefined
  for (const range of ranges) {
    if (range === undefined) return undefined
    result =
      result === undefined ? range : { low: Math.min(result.low, range.low), high: Math.max(result.high, range.high) }
  }
  return result
}

/** Sums. */
export function addRanges(a: Range, b: Range): Range {
  return { low: roundedSum(a.low, b.low, nextDown), high: roundedSum(a.high, b.high, nextUp) }
}

/** Numbers with the other sign. */
export function negateRange(a: Range): Range {
  return { low: -a.high, high: -a.low }
}

/** Differences. */
export function subtractRanges(a: Range, b: Range): Range {
  return addRanges(a, negateRange(b))
}

/** Products. */
export function multiplyRanges(a: Range, b: Range): Range {
  const pairs = [
    [a.low, b.low],
    [a.low, b.high],
    [a.high, b.low],
    [a.high, b.high],
  ] as const
  return {
    low: Math.min(...pairs.map(([x, y]) => roundedProduct(x, y, nextDown))),
    high: Math.max(...pairs.map(([x, y]) => roundedProduct(x, y, nextUp))),
  }
}

/** Quotients of doubles; unbounded where the divisor may come near zero. */
export function divideRanges(a: Range, b: Range): Range | undefined {
  if (b.low <= 0 && b.high >= 0) return undefined
  const ends = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high].map((x) => (Number.isNaN(x) ? 0 : x))
  return { low: nextDown(Math.min(...ends)), high: nextUp(Math.max(...ends)) }
}

/** Truncated quotients of integers: no larger than the dividend, whatever the divisor. */
export function divideIntegerRanges(a: Range, b: Range): Range {
  const quotients = divideRanges(a, b)
  if (quotients !== undefined) return { low: Math.trunc(quotients.low), high: Math.trunc(quotients.high) }
  const largest = Math.max(Math.abs(a.low), Math.abs(a.high))
  return b.low >= 0 ? { low: Math.min(a.low, 0), high: Math.max(a.high, 0) } : { low: -largest, high: largest }
}

/** Remainders: the sign of the dividend, smaller than the divisor. */
export function moduloRange(a: Range, b: Range): Range {
  const largest = Math.max(Math.abs(b.low), Math.abs(b.high))
  return { low: Math.max(Math.min(a.low, 0), -largest), high: Math.min(Math.max(a.high, 0), largest) }
}

/** Numbers without their sign. */
export function absRange(a: Range): Range {
  const ends = [Math.abs(a.low), Math.abs(a.high)]
  return { low: a.low <= 0 && a.high >= 0 ? 0 : Math.min(...ends), high: Math.max(...ends) }
}

/** What a non-decreasing function makes of a range; `ulps` is how many steps its library may be off. */
export function monotone(a: Range, f: (x: number) => number, ulps = 0): Range {
  let low = f(a.low)
  let high = f(a.high)
  for (let i = 0; i < ulps; i++) {
    low = nextDown(low)
    high = nextUp(high)
  }
  return { low, high }
}

/** The sum rounded towards `away` where it is not exact (two-sum gives the error). */
function roundedSum(a: number, b: number, away: (x: number) => number): number {
  const sum = a + b
  if (Number.isNaN(sum)) return away(0) > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  if (!Number.isFinite(sum)) return sum
  const part = sum - a
  const error = a - (sum - part) + (b - part)
  return error === 0 ? sum : away(sum)
}

function roundedProduct(a: number, b: number, away: (x: number) => number): number {
  if (a === 0 || b === 0) return 0
  const product = a * b
  const isExact = Number.isInteger(a) && Number.isInteger(b) && Math.abs(product) <= 2 ** 53
  return isExact ? product : away(product)
}
