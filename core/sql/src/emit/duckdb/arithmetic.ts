import { mayOverflow } from '../../function/overflow.ts'
import { boundsOf, fits, multiplyRanges } from '../../function/range.ts'
import type { Expression } from '../../relation/relation.ts'
import { largestInteger, smallestInteger } from '../../type/cast-value.ts'
import { decimalType, integerType, type SqlType, sameType } from '../../type/sql-type.ts'
import { type Argument, binary, type Call, type Spelling, unary } from '../dialect.ts'
import { atom, choose, compare, infix, invoke, only, operand, type Sql } from '../sql.ts'
import { castAs, integerText, nullOf, tryNarrowAs, typedLiteral } from './literal.ts'
import { share } from './share.ts'

type Name = 'negate' | 'abs' | 'add' | 'subtract' | 'multiply' | 'divide' | 'modulo'

/**
 * Arithmetic without errors. Where ranges prove that nothing overflows it is what a person would write; elsewhere a
 * literal operand becomes a bound on the other one, and two unknown integers meet as HUGEINTs.
 */
export const arithmetic: Readonly<Record<Name, Spelling>> = {
  negate: unary((a, call) => unlessSmallest(a, call, (x) => ({ text: `-${operand(x, 'atom')}`, binds: 'sign' }))),
  abs: unary((a, call) => unlessSmallest(a, call, (x) => invoke('abs', x))),
  add: binary((a, b, call) => sum('+', a, b, call)),
  subtract: binary((a, b, call) => sum('-', a, b, call)),
  multiply: binary(product),
  divide: binary((a, b, call) => {
    if (isZero(b)) return nullOf(call.call.type)
    if (call.call.type.kind === 'integer') return integerQuotient(a, b, call)
    return infix(bareBeside(a, b), '/', withoutZero(b, call), 'product')
  }),
  modulo: binary((a, b, call) => {
    const { type } = call.call
    if (isZero(b)) return nullOf(type)
    if (type.kind === 'double') return infix(bareBeside(a, b), '%', withoutZero(b, call), 'product')
    if (type.kind === 'integer') return integerRemainder(a, b, call)
    return asDecimal(infix(a.sql, '%', b.sql, 'product'), commonDecimal(a.expression.type, b.expression.type), type)
  }),
}

/** The argument without its type where the other one has one. */
function bareBeside(a: Argument, b: Argument): Sql {
  return b.expression.kind === 'literal' ? a.sql : a.bare
}

/** Of the integers the smallest alone has no opposite. */
function unlessSmallest(a: Argument, { call, names }: Call, apply: (x: Sql) => Sql): Sql {
  if (call.type.kind !== 'integer' || !mayOverflow(call)) return apply(a.sql)
  return share(names, [a.sql], (x) => only(compare(x, '>=', integerText(-largestInteger)), apply(x)))
}

function integerLiteral({ expression: e }: Argument): bigint | undefined {
  return e.kind === 'literal' && e.type.kind === 'integer' && typeof e.value === 'bigint' ? e.value : undefined
}

/** The value where it lies between two bounds, either of which may be no bound at all. */
function between(x: Sql, low: bigint, high: bigint, then: Sql): Sql {
  if (low > high) return nullOf(integerType)
  const isFree = [low <= smallestInteger, high >= largestInteger]
  if (isFree[0] && isFree[1]) return then
  if (isFree[0]) return only(compare(x, '<=', integerText(high)), then)
  if (isFree[1]) return only(compare(x, '>=', integerText(low)), then)
  return only(atom(`${operand(x, 'sum')} BETWEEN ${integerText(low).text} AND ${integerText(high).text}`), then)
}

function sum(operator: '+' | '-', a: Argument, b: Argument, given: Call): Sql {
  const { call, names } = given
  if (call.type.kind === 'decimal') return decimalSum(operator, a, b, call.type, given)
  const plain = infix(bareBeside(a, b), operator, bareBeside(b, a), 'sum')
  if (call.type.kind !== 'integer' || !mayOverflow(call)) return plain
  const [left, right] = [integerLiteral(a), integerLiteral(b)]
  if (right !== undefined && left === undefined) {
    const added = operator === '+' ? right : -right
    return share(names, [a.sql], (x) =>
      between(x, smallestInteger - added, largestInteger - added, infix(x, operator, b.bare, 'sum')),
    )
  }
  if (left !== undefined && right === undefined) {
    const [low, high] = [smallestInteger, largestInteger].map((end) => (operator === '+' ? end - left : left - end))
    const [from, to] = operator === '+' ? [low, high] : [high, low]
    return share(names, [b.sql], (x) => between(x, from ?? 0n, to ?? 0n, infix(a.bare, operator, x, 'sum')))
  }
  return tryNarrowAs(infix(castAs(a.sql, 'HUGEINT'), operator, b.sql, 'sum'), 'BIGINT')
}

function product(a: Argument, b: Argument, { call, names }: Call): Sql {
  if (call.type.kind === 'decimal') return decimalProduct(a, b, call.type)
  const plain = infix(bareBeside(a, b), '*', bareBeside(b, a), 'product')
  if (call.type.kind !== 'integer' || !mayOverflow(call)) return plain
  const [left, right] = [integerLiteral(a), integerLiteral(b)]
  const factor = left ?? right
  if (factor !== undefined && (left === undefined || right === undefined) && factor !== 0n) {
    const [variable, other] = right === undefined ? [b, a] : [a, b]
    const ends = [smallestInteger / factor, largestInteger / factor]
    const [low, high] = factor > 0n ? ends : [largestInteger / factor, smallestInteger / factor]
    return share(names, [variable.sql], (x) => {
      const written = right === undefined ? infix(other.bare, '*', x, 'product') : infix(x, '*', other.bare, 'product')
      return between(x, low ?? 0n, high ?? 0n, written)
    })
  }
  return tryNarrowAs(infix(castAs(a.sql, 'HUGEINT'), '*', b.sql, 'product'), 'BIGINT')
}

/** DuckDB divides by zero to NULL; only the smallest integer by -1 has no quotient. */
function integerQuotient(a: Argument, b: Argument, { call, names }: Call): Sql {
  if (!mayOverflow(call) || !mayBe(b, -1n)) return infix(bareBeside(a, b), '//', bareBeside(b, a), 'product')
  return share(names, [a.sql, b.sql], (x, y) => {
    const opposite = only(compare(x, '>=', integerText(-largestInteger)), {
      text: `-${operand(x, 'atom')}`,
      binds: 'sign',
    })
    return choose([[compare(y, '=', integerText(-1n)), opposite]], infix(x, '//', y, 'product'))
  })
}

/** The remainder by -1 is the one by 1, but raises for the smallest integer. */
function integerRemainder(a: Argument, b: Argument, { names }: Call): Sql {
  const mayRaise = mayBe(b, -1n) && boundsOf(a.expression).low <= Number(smallestInteger)
  if (!mayRaise) return infix(bareBeside(a, b), '%', bareBeside(b, a), 'product')
  const divisor = share(names, [b.sql], (y) => choose([[compare(y, '=', integerText(-1n)), atom('1')]], y))
  return infix(a.sql, '%', divisor, 'product')
}

function mayBe({ expression }: Argument, value: bigint): boolean {
  const { low, high } = boundsOf(expression)
  return low <= Number(value) && high >= Number(value)
}

function isZero({ expression }: Argument): boolean {
  return expression.kind === 'literal' && Number(expression.value) === 0
}

/** The double, NULL for zero; NaN stays. */
function withoutZero(b: Argument, { names }: Call): Sql {
  const { low, high } = boundsOf(b.expression)
  if (low > 0 || high < 0) return b.sql
  return share(names, [b.sql], (y) => invoke('NULLIF', y, '0e0'))
}

type Decimal = Extract<SqlType, { kind: 'decimal' }>

function decimal(e: Expression): Decimal {
  if (e.type.kind !== 'decimal') throw new Error('a decimal operation on what is no decimal')
  return e.type
}

/** DuckDB computes in 64 bits, with an error on overflow, while neither operand has more digits than fit them. */
const widest64 = 18

function decimalSum(operator: '+' | '-', a: Argument, b: Argument, type: Decimal, { call, names }: Call): Sql {
  const [left, right] = [decimal(a.expression), decimal(b.expression)]
  if (!mayOverflow(call)) {
    const isNarrow = type.precision > widest64 && left.precision <= widest64 && right.precision <= widest64
    const widened = isNarrow ? decimalType(widest64 + 1, left.scale) : left
    const first = isNarrow ? castAs(a.sql, widened) : a.sql
    return asDecimal(infix(first, operator, b.sql, 'sum'), sumInDuckdb(widened as Decimal, right), type)
  }
  // At 38 digits there is nothing wider: the sum is made only where the difference to the limit leaves room for it.
  const limit = typedLiteral({ value: 10n ** 38n - 1n, type })
  const lowest = typedLiteral({ value: 1n - 10n ** 38n, type })
  const rescaled = (x: Argument, from: Decimal): Sql =>
    sameType(from, type) ? x.sql : from.scale === type.scale ? castAs(x.sql, type) : tryNarrowAs(x.sql, type)
  return share(names, [rescaled(a, left), rescaled(b, right)], (x, y) => {
    const isUp = compare(y, operator === '+' ? '>=' : '<=', typedLiteral({ value: 0n, type }))
    const back = operator === '+' ? '-' : '+'
    const room = choose(
      [[isUp, compare(x, '<=', infix(limit, back, y, 'sum'))]],
      compare(x, '>=', infix(lowest, back, y, 'sum')),
    )
    return only(room, infix(x, operator, y, 'sum'))
  })
}

function decimalProduct(a: Argument, b: Argument, type: Decimal): Sql {
  const [left, right] = [decimal(a.expression), decimal(b.expression)]
  const isNarrow = type.precision > widest64 && left.precision <= widest64 && right.precision <= widest64
  const fits64 = fits(
    multiplyRanges(boundsOf(a.expression), boundsOf(b.expression)),
    decimalType(widest64, type.scale > widest64 ? widest64 : type.scale),
  )
  if (isNarrow && fits64 && type.scale < widest64) {
    return castAs(infix(a.sql, '*', b.sql, 'product'), type)
  }
  const widened = isNarrow ? decimalType(widest64 + 1, left.scale) : left
  const first = isNarrow ? castAs(a.sql, widened) : a.sql
  const precision = Math.min(38, (widened as Decimal).precision + right.precision)
  return asDecimal(infix(first, '*', b.sql, 'product'), decimalType(precision, type.scale), type)
}

/** The type that DuckDB gives a sum or a difference of decimals. */
function sumInDuckdb(a: Decimal, b: Decimal): SqlType {
  const scale = Math.max(a.scale, b.scale)
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale) + 1
  return decimalType(Math.min(38, whole + scale), scale)
}

/** The type in which DuckDB brings decimals together. */
function commonDecimal(a: SqlType, b: SqlType): SqlType {
  if (a.kind !== 'decimal' || b.kind !== 'decimal') throw new Error('a decimal operation on what is no decimal')
  const scale = Math.max(a.scale, b.scale)
  return decimalType(Math.min(38, Math.max(a.precision - a.scale, b.precision - b.scale) + scale), scale)
}

/** The value in the declared type, which holds it, where DuckDB has given it another one. */
function asDecimal(sql: Sql, given: SqlType, wanted: SqlType): Sql {
  return sameType(given, wanted) ? sql : castAs(sql, wanted)
}
