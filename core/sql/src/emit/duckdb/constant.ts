import type { Expression } from '../../relation/relation.ts'
import { isConstant } from '../expression.ts'

/** The integer that an expression is in every row: of a literal, or of a constant whose range is one number. */
export function wholeConstant(e: Expression): bigint | undefined {
  if (e.type.kind !== 'integer') return undefined
  if (e.kind === 'literal') return typeof e.value === 'bigint' ? e.value : undefined
  if (e.nullable || !isConstant(e) || e.range === undefined || e.range.low !== e.range.high) return undefined
  // Larger numbers may be bounds that were rounded outward.
  return Number.isSafeInteger(e.range.low) ? BigInt(e.range.low) : undefined
}
