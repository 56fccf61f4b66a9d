import type { SqlType, Value } from '../type/sql-type.ts'
import { isSame } from './order.ts'

/** How far two doubles may lie apart, relative to the larger of them and of what they were computed from. */
export const doubleBound = 1e-9

/**
 * Whether two results are the same: everything but doubles exactly. Doubles agree if both are NaN or the same infinity,
 * or if they differ by at most `doubleBound` times the largest of both magnitudes and `magnitude`. An engine adds in any
 * order, so that a sum of n doubles is off by up to n · 2⁻⁵³ times the sum of their magnitudes: for sums, means and
 * spreads of doubles pass that sum (of squares, for variances) as `magnitude` and keep n below 2²⁰.
 */
export function closeEnough(a: Value, b: Value, type: SqlType, magnitude = 0): boolean {
  if (type.kind !== 'double' || typeof a !== 'number' || typeof b !== 'number') return isSame(a, b)
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b)
  return Math.abs(a - b) <= doubleBound * Math.max(Math.abs(a), Math.abs(b), magnitude)
}
