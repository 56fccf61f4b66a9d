import { compareValues } from '../evaluate/order.ts'
import type { CallExpression, ColumnId, Expression, LiteralExpression } from '../relation/relation.ts'
import { type SqlType, sameType, type Value } from '../type/sql-type.ts'

/** What a value can lie between: an integer, a decimal as its unscaled digits, days, microseconds, a double or a text. */
export type Bound = bigint | number | string

/** Between what a column's value lies in every row that counts, ends included; an absent end is open. It is never NULL. */
export type Interval = { readonly type: SqlType; readonly low?: Bound; readonly high?: Bound }

/** Intervals of columns, all of which hold at once. */
export type Intervals = ReadonlyMap<ColumnId, Interval>

/** Nothing is known of any column. */
export const noIntervals: Intervals = new Map()

/** What both say. */
export function both(a: Intervals, b: Intervals): Intervals {
  const met = new Map(a)
  for (const [id, interval] of b) {
    const other = met.get(id)
    met.set(id, other === undefined ? interval : meet(other, interval))
  }
  return met
}

function meet(a: Interval, b: Interval): Interval {
  const low = further(a.low, b.low, 1)
  const high = further(a.high, b.high, -1)
  return interval(a.type, low, high)
}

/** The end of the two that leaves less. */
function further(a: Bound | undefined, b: Bound | undefined, sign: 1 | -1): Bound | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return compareValues(a, b) * sign > 0 ? a : b
}

/** The least interval that holds both. */
export function hull(a: Interval, b: Interval): Interval {
  const low = a.low === undefined || b.low === undefined ? undefined : compareValues(a.low, b.low) < 0 ? a.low : b.low
  const high =
    a.high === undefined || b.high === undefined ? undefined : compareValues(a.high, b.high) > 0 ? a.high : b.high
  return interval(a.type, low, high)
}

/** An interval of these ends. */
export function interval(type: SqlType, low: Bound | undefined, high: Bound | undefined): Interval {
  return { type, ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) }
}

/** What a condition says of columns where it is true. */
export function intervalsOf(condition: Expression): Intervals {
  if (condition.kind === 'in-list') return ofList(condition)
  if (condition.kind !== 'call') return noIntervals
  switch (condition.function) {
    case 'and':
      return condition.arguments.map(intervalsOf).reduce(both, noIntervals)
    case 'is-true': {
      const [inner] = condition.arguments
      return inner === undefined ? noIntervals : intervalsOf(inner)
    }
    case 'is-not-null': {
      const [of] = condition.arguments
      return of?.kind === 'column' && isBounded(of.type) ? new Map([[of.id, { type: of.type }]]) : noIntervals
    }
    case 'equal':
    case 'less':
    case 'less-or-equal':
    case 'greater':
    case 'greater-or-equal':
      return ofComparison(condition)
    default:
      return noIntervals
  }
}

const mirrored: Readonly<Record<string, string>> = {
  less: 'greater',
  'less-or-equal': 'greater-or-equal',
  greater: 'less',
  'greater-or-equal': 'less-or-equal',
}

function ofComparison({ function: name, arguments: [left, right] }: CallExpression): Intervals {
  if (left === undefined || right === undefined) return noIntervals
  if (left.kind === 'literal') return compared(right, mirrored[name] ?? name, left)
  return right.kind === 'literal' ? compared(left, name, right) : noIntervals
}

function compared(operand: Expression, name: string, literal: LiteralExpression): Intervals {
  const read = bare(operand)
  const value = boundOf(literal, operand.type)
  if (read === undefined || value === undefined) return noIntervals
  const { column, scale } = read
  const isStrict = name === 'less' || name === 'greater'
  const low = name === 'less' || name === 'less-or-equal' ? undefined : ceiling(value, scale, isStrict)
  const high = name === 'greater' || name === 'greater-or-equal' ? undefined : floor(value, scale, isStrict)
  return new Map([[column.id, interval(column.type, low, high)]])
}

function ofList({ operand, list, negated }: Extract<Expression, { kind: 'in-list' }>): Intervals {
  if (negated || operand.kind !== 'column') return noIntervals
  let found: Interval | undefined
  for (const item of list) {
    if (item.kind !== 'literal') return noIntervals
    // Nothing equals NULL.
    if (item.value === null) continue
    const value = boundOf(item, operand.type)
    if (value === undefined) return noIntervals
    const one = interval(operand.type, lowEnd(value), highEnd(value))
    found = found === undefined ? one : hull(found, one)
  }
  return found === undefined ? noIntervals : new Map([[operand.id, found]])
}

type Column = Extract<Expression, { kind: 'column' }>

/** A column as it is, or made a decimal without loss; `scale`: how many digits its own units are coarser than those. */
function bare(operand: Expression): { readonly column: Column; readonly scale: number } | undefined {
  if (operand.kind === 'column') return isBounded(operand.type) ? { column: operand, scale: 0 } : undefined
  if (operand.kind !== 'cast' || !operand.implicit || operand.argument.kind !== 'column') return undefined
  const { argument: column, type } = operand
  if (type.kind !== 'decimal') return undefined
  if (column.type.kind === 'integer') return { column, scale: type.scale }
  if (column.type.kind !== 'decimal' || column.type.scale > type.scale) return undefined
  return { column, scale: type.scale - column.type.scale }
}

/** Types whose values are in one order everywhere. */
function isBounded({ kind }: SqlType): boolean {
  return kind !== 'boolean' && kind !== 'interval' && kind !== 'null'
}

function boundOf({ value, type }: LiteralExpression, of: SqlType): Bound | undefined {
  if (!sameType(type, of) || !isBounded(of)) return undefined
  const isBound = typeof value === 'bigint' || typeof value === 'string' || typeof value === 'number'
  return isBound && !Number.isNaN(value) ? value : undefined
}

/** The least value of units that are coarser by so many digits which is not below; above it, where that is strict. */
function ceiling(value: Bound, scale: number, isStrict: boolean): Bound {
  if (typeof value !== 'bigint') return lowEnd(value)
  const units = 10n ** BigInt(scale)
  const down = floorDivided(value, units)
  return down * units === value && !isStrict ? down : down + 1n
}

function floor(value: Bound, scale: number, isStrict: boolean): Bound {
  if (typeof value !== 'bigint') return highEnd(value)
  const units = 10n ** BigInt(scale)
  const down = floorDivided(value, units)
  return down * units === value && isStrict ? down - 1n : down
}

function floorDivided(value: bigint, by: bigint): bigint {
  const towardsZero = value / by
  return value < 0n && towardsZero * by !== value ? towardsZero - 1n : towardsZero
}

/** Both zeros are equal, whatever a source makes of them. */
function lowEnd(value: Bound): Bound {
  return value === 0 ? -0 : value
}

function highEnd(value: Bound): Bound {
  return value === 0 ? 0 : value
}

/** Whether a value may be in a row that counts. */
export function isWithin(value: Value, { low, high }: Interval): boolean {
  if (value === null) return false
  return (
    (low === undefined || compareValues(value, low) >= 0) && (high === undefined || compareValues(value, high) <= 0)
  )
}
