import { roundHalfAway, roundHalfToEven } from '../type/cast-value.ts'
import { type Range, type SqlType, sameType } from '../type/sql-type.ts'
import { boundsOf, claim, fits, monotone } from './range.ts'

/** The kinds each kind can be cast to; every cast is total. */
const targets: Readonly<Record<SqlType['kind'], readonly SqlType['kind'][]>> = {
  boolean: ['boolean', 'integer', 'text'],
  integer: ['integer', 'decimal', 'double', 'text', 'boolean'],
  decimal: ['integer', 'decimal', 'double', 'text'],
  double: ['integer', 'decimal', 'double', 'text'],
  text: ['boolean', 'integer', 'decimal', 'double', 'text', 'date', 'timestamp'],
  date: ['date', 'timestamp', 'text'],
  timestamp: ['date', 'timestamp', 'text'],
  interval: [],
  null: ['boolean', 'integer', 'decimal', 'double', 'text', 'date', 'timestamp'],
}

/** Whether the cast exists. */
export function castable(from: SqlType, to: SqlType): boolean {
  return targets[from.kind].includes(to.kind)
}

/** What is known of the result of a cast: NULL only where the argument may be NULL or may not fit. */
export function castRange(
  from: { readonly type: SqlType; readonly nullable: boolean; readonly range?: Range },
  to: SqlType,
): { readonly nullable: boolean; readonly range?: Range } {
  if (sameType(from.type, to)) {
    return { nullable: from.nullable, ...(from.range === undefined ? {} : { range: from.range }) }
  }
  switch (from.type.kind) {
    case 'integer':
    case 'decimal':
    case 'double': {
      const range = numericRange(from.type, boundsOf(from), to)
      // NaN is outside every claim and fits no exact type.
      const mayNotFit = to.kind === 'integer' || to.kind === 'decimal' ? !fits(range, to) : false
      return {
        nullable: from.nullable || mayNotFit || (from.type.kind === 'double' && isExact(to)),
        ...(isNumeric(to) ? claim(range, to) : {}),
      }
    }
    case 'boolean':
      return { nullable: from.nullable, ...(to.kind === 'integer' ? { range: { low: 0, high: 1 } } : {}) }
    case 'text':
    case 'interval':
    case 'null':
      return { nullable: true }
    case 'date':
    case 'timestamp':
      return { nullable: from.nullable }
  }
}

/** The range after rounding to the target's scale, not yet cut to its bounds. */
function numericRange(from: SqlType, range: Range, to: SqlType): Range {
  if (to.kind === 'integer') return monotone(range, from.kind === 'double' ? roundHalfToEven : roundHalfAway)
  if (to.kind !== 'decimal') return range
  if (from.kind === 'integer' || (from.kind === 'decimal' && from.scale <= to.scale)) return range
  // Rounding moves a value by at most half a unit of the last digit, and scaling a double by one step each way.
  const unit = Number(`1e-${to.scale}`)
  return monotone({ low: range.low - unit, high: range.high + unit }, (x) => x, 4)
}

function isExact(type: SqlType): boolean {
  return type.kind === 'integer' || type.kind === 'decimal'
}

/** Whether values of a type are numbers. */
export function isNumeric(type: SqlType): boolean {
  return isExact(type) || type.kind === 'double'
}
