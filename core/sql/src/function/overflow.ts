import type { CallExpression, Expression } from '../relation/relation.ts'
import type { Range, SqlType } from '../type/sql-type.ts'
import type { FunctionName } from './function-name.ts'
import {
  absRange,
  addRanges,
  boundsOf,
  divideIntegerRanges,
  fits,
  monotone,
  multiplyRanges,
  negateRange,
  subtractRanges,
} from './range.ts'

/**
 * Whether a call may have a result that its type does not hold, going by the ranges of its arguments; its value is NULL
 * then. Where this is false, plain arithmetic cannot overflow.
 */
export function mayOverflow(call: Pick<CallExpression, 'function' | 'arguments' | 'type'>): boolean {
  return exceeds(call.function, call.arguments, call.type)
}

/** The same, for a call in the making. */
export function exceeds(name: FunctionName, args: readonly Expression[], type: SqlType): boolean {
  if (type.kind !== 'integer' && type.kind !== 'decimal') return false
  const range = resultRange(name, args)
  if (range === undefined) return false
  if (type.kind === 'decimal' && !isCapped(name, args)) return false
  return !fits(range, type)
}

/** The range of the exact result, whatever type it has to go into; undefined for functions that cannot overflow. */
export function resultRange(name: FunctionName, args: readonly Expression[]): Range | undefined {
  const [first, second] = args
  if (first === undefined) return undefined
  const a = boundsOf(first)
  if (name === 'negate') return negateRange(a)
  if (name === 'abs') return absRange(a)
  if (name === 'round' || name === 'truncate') return roundedRange(first, second)
  if (second === undefined) return undefined
  const b = boundsOf(second)
  if (name === 'add') return addRanges(a, b)
  if (name === 'subtract') return subtractRanges(a, b)
  if (name === 'multiply') return multiplyRanges(a, b)
  if (name === 'divide' && first.type.kind === 'integer') return divideIntegerRanges(a, b)
  return undefined
}

/** Scaling a double there and back may be off by as many steps. */
const doubleSteps = 4

/** Rounding to `digits` moves a number by at most one unit of the digit it rounds to. */
function roundedRange(value: Expression, digits: Expression | undefined): Range {
  const { low, high } = boundsOf(value)
  const places = digits?.kind === 'literal' && typeof digits.value === 'bigint' ? Number(digits.value) : 0
  if (value.type.kind === 'integer' && places >= 0) return { low, high }
  const unit = Number(`1e${-places}`)
  return monotone({ low: low - unit, high: high + unit }, (x) => x, value.type.kind === 'double' ? doubleSteps : 1)
}

/** Whether a decimal result would need more than 38 digits, so that its type is narrower than its values may be. */
function isCapped(name: FunctionName, args: readonly Expression[]): boolean {
  const types = args.map((e) => e.type).filter((t) => t.kind === 'decimal')
  const whole = Math.max(...types.map((t) => t.precision - t.scale)) + 1
  if (name === 'add' || name === 'subtract') return whole + Math.max(...types.map((t) => t.scale)) > 38
  return name === 'round' && whole > 38
}
