import type { Expression, LiteralExpression } from '../relation/relation.ts'
import { castValue, rescale } from '../type/cast-value.ts'
import {
  decimalType,
  doubleType,
  nullType,
  type SqlType,
  sameType,
  textType,
  timestampType,
  typeName,
  type Value,
} from '../type/sql-type.ts'
import { readValue } from '../type/value-text.ts'
import { castTo, literal } from './literal.ts'
import { boundsOf } from './range.ts'
import type { Misapplied } from './signature.ts'

/**
 * The expression as a value of a type, without loss: itself, a literal of the new type, or an implicit cast. A text
 * literal takes the type it is written for; a text column or parameter never changes type by itself.
 */
export function coerce(expression: Expression, type: SqlType): Expression | undefined {
  if (sameType(expression.type, type)) return expression
  if (type.kind === 'interval' || type.kind === 'null') return undefined
  if (expression.kind === 'literal') return coerceLiteral(expression, type)
  return widens(expression, type) ? castTo(expression, type, true) : undefined
}

function coerceLiteral(expression: LiteralExpression, type: SqlType): Expression | undefined {
  const { value, type: from } = expression
  const retyped = (v: Value): Expression => literal(v, type, expression.at, expression.parameter)
  if (typeof value === 'object') return value === null && widens(expression, type) ? retyped(null) : undefined
  if (isUntyped(expression)) {
    const read = typeof value === 'string' ? readValue(value, type) : undefined
    return read === undefined ? undefined : retyped(read)
  }
  if (from.kind === 'decimal' && type.kind === 'decimal' && typeof value === 'bigint') {
    const kept = castValue(value, from, type)
    const isSame = typeof kept === 'bigint' && rescale(kept, type.scale, 38) === rescale(value, from.scale, 38)
    return isSame ? retyped(kept) : undefined
  }
  if (!widens(expression, type)) return undefined
  const converted = castValue(value, from, type)
  return converted === null ? undefined : retyped(converted)
}

/** Whether the expression is a text literal as written, which takes the type of what it stands beside. */
export function isUntyped(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.type.kind === 'text' && expression.parameter === undefined
}

/** Whether every value of the expression is a value of the type. */
function widens(expression: Expression, type: SqlType): boolean {
  const from = expression.type
  if (from.kind === 'null' || sameType(from, type)) return true
  switch (type.kind) {
    case 'double':
      return from.kind === 'integer' || from.kind === 'decimal'
    case 'decimal': {
      const exact = exactType(expression)
      return exact !== undefined && exact.scale <= type.scale && exact.whole <= type.precision - type.scale
    }
    case 'timestamp':
      return from.kind === 'date'
    case 'boolean':
    case 'integer':
    case 'text':
    case 'date':
    case 'interval':
    case 'null':
      return false
  }
}

/** How many digits stand before and after the point of an exact number; undefined for anything else. */
export function exactType(expression: Expression): { readonly whole: number; readonly scale: number } | undefined {
  const { type } = expression
  if (type.kind === 'decimal') return { whole: type.precision - type.scale, scale: type.scale }
  if (type.kind !== 'integer') return undefined
  // A parameter's value must not decide the type of a template's result.
  if (expression.kind === 'literal' && expression.parameter !== undefined) return { whole: 19, scale: 0 }
  const { low, high } = boundsOf(expression)
  const largest = Math.max(Math.abs(low), Math.abs(high))
  let whole = 1
  while (whole < 19 && Number(`1e${whole}`) <= largest) whole++
  return { whole, scale: 0 }
}

/** The type an exact number has beside decimals: integers become decimals as wide as their range. */
export function asDecimal(expression: Expression): { readonly precision: number; readonly scale: number } | undefined {
  const exact = exactType(expression)
  return exact === undefined ? undefined : { precision: exact.whole + exact.scale, scale: exact.scale }
}

/** The type that all the types become without loss (decimals beyond 38 digits become doubles); undefined if none is. */
export function commonType(types: readonly SqlType[]): SqlType | undefined {
  let common: SqlType = nullType
  for (const type of types) {
    const next = commonOfTwo(common, type)
    if (next === undefined) return undefined
    common = next
  }
  return common
}

function commonOfTwo(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === 'null' || sameType(a, b)) return b
  if (b.kind === 'null') return a
  const numeric = [a, b].every((t) => t.kind === 'integer' || t.kind === 'decimal' || t.kind === 'double')
  if (numeric) {
    if (a.kind === 'double' || b.kind === 'double') return doubleType
    return commonDecimal(decimalOf(a), decimalOf(b))
  }
  const times = [a, b].every((t) => t.kind === 'date' || t.kind === 'timestamp')
  return times ? timestampType : undefined
}

function decimalOf(type: SqlType): { readonly precision: number; readonly scale: number } {
  return type.kind === 'decimal' ? type : { precision: 19, scale: 0 }
}

function commonDecimal(
  a: { readonly precision: number; readonly scale: number },
  b: { readonly precision: number; readonly scale: number },
): SqlType {
  const scale = Math.max(a.scale, b.scale)
  const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale
  return precision > 38 ? doubleType : decimalType(precision, scale)
}

/** Expressions brought to one type. */
export type Unified = { readonly type: SqlType; readonly expressions: readonly Expression[] }

/**
 * Brings the branches of a CASE, the sides of a comparison, the rows of VALUES or the inputs of a set operation to one
 * type: text literals follow the others, integers beside decimals are only as wide as their range.
 */
export function unify(expressions: readonly Expression[]): Unified | Misapplied {
  const typed = expressions.filter((e) => !isUntyped(e))
  const hasDecimal = typed.some((e) => e.type.kind === 'decimal')
  const typeOf = (e: Expression): SqlType => {
    const exact = hasDecimal ? asDecimal(e) : undefined
    return exact === undefined ? e.type : decimalType(exact.precision, exact.scale)
  }
  const common = commonType(typed.map(typeOf))
  if (common === undefined) return mismatch(expressions, typed)
  const type = common.kind === 'null' && typed.length < expressions.length ? textType : common
  if (type.kind === 'interval') return { expected: 'a value that is not an interval', argument: 0 }
  const unified: Expression[] = []
  for (const [argument, expression] of expressions.entries()) {
    const converted = coerce(expression, type)
    if (converted === undefined) return { expected: inWords(type), argument }
    unified.push(converted)
  }
  return { type, expressions: unified }
}

/** The first expression whose type does not go with those before it. */
function mismatch(expressions: readonly Expression[], typed: readonly Expression[]): Misapplied {
  let common: SqlType = nullType
  for (const expression of typed) {
    const next = commonType([common, expression.type])
    if (next === undefined) return { expected: inWords(common), argument: expressions.indexOf(expression) }
    common = next
  }
  return { expected: 'values of one type' }
}

/** A value of the type, in words. */
export function inWords(type: SqlType): string {
  switch (type.kind) {
    case 'boolean':
      return 'a condition'
    case 'integer':
      return 'a whole number'
    case 'decimal':
    case 'double':
      return 'a number'
    case 'text':
      return 'a text'
    case 'date':
      return "a date such as '2024-01-31'"
    case 'timestamp':
      return "a timestamp such as '2024-01-31 09:30:00'"
    case 'interval':
      return "an interval such as INTERVAL '7' DAY"
    case 'null':
      return typeName(type)
  }
}
