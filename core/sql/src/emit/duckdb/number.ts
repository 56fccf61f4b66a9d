import { mayOverflow } from '../../function/overflow.ts'
import { boundsOf } from '../../function/range.ts'
import { largestInteger } from '../../type/cast-value.ts'
import { decimalType, doubleType, type SqlType, sameType } from '../../type/sql-type.ts'
import { type Argument, argumentAt, binary, type Call, type Spelling, unary } from '../dialect.ts'
import { atom, compare, connect, invoke, only, operand, type Sql } from '../sql.ts'
import { bareLiteral, castAs, typedLiteral } from './literal.ts'
import { mayBeNaN } from './nan.ts'
import { share } from './share.ts'

type Name = 'round' | 'floor' | 'ceil' | 'truncate' | 'power' | 'sqrt' | 'ln' | 'log10' | 'exp' | 'sign'

/** Rounding, roots, powers and logarithms, with NULL where DuckDB raises. */
export const numbers: Readonly<Record<Name, Spelling>> = {
  round: (call) => {
    const [value, digits] = [argumentAt(call.args, 0), digitsOf(call)]
    switch (value.expression.type.kind) {
      case 'integer':
        return digits >= 0 ? value.sql : roundInteger(value, digits, call)
      case 'decimal':
        return roundDecimal(value, digits, call)
      default:
        return roundDouble(value, digits, call)
    }
  },
  truncate: (call) => {
    const [value, digits] = [argumentAt(call.args, 0), digitsOf(call)]
    const { type } = value.expression
    if (type.kind === 'date') return value.sql
    if (type.kind === 'timestamp') return castAs(value.sql, call.call.type)
    if (type.kind === 'integer' && digits >= 0) return value.sql
    if (type.kind === 'decimal' && digits >= type.scale) return value.sql
    if (-digits >= wholeDigits(type)) return zero(value.sql, call)
    const cut = digits === 0 ? invoke('trunc', value.sql) : invoke('trunc', value.sql, String(digits))
    return type.kind === 'decimal' ? castAs(cut, call.call.type) : cut
  },
  floor: unary((a, call) => toWhole('floor', a, call)),
  ceil: unary((a, call) => toWhole('ceil', a, call)),
  power: binary(power),
  sqrt: unary((a, call) => onDomain('sqrt', '>=', a, call)),
  ln: unary((a, call) => onDomain('ln', '>', a, call)),
  log10: unary((a, call) => onDomain('log10', '>', a, call)),
  exp: unary((a) => invoke('exp', a.sql)),
  sign: unary((a, { names }) => {
    const signOf = (x: Sql): Sql => castAs(invoke('sign', x), 'BIGINT')
    if (!mayBeNaN(a.expression)) return signOf(a.sql)
    return share(names, [a.sql], (x) => only({ text: `NOT isnan(${x.text})`, binds: 'not' }, signOf(x)))
  }),
}

/** DuckDB makes infinity of zero to a negative, and NaN of a negative to a broken exponent. */
function power(base: Argument, exponent: Argument, { names }: Call): Sql {
  const [b, e] = [boundsOf(base.expression), boundsOf(exponent.expression)]
  if (b.low > 0 || (b.low >= 0 && e.low >= 0)) return invoke('power', base.sql, exponent.sql)
  const zero = atom('0e0')
  const known = exponent.expression.kind === 'literal' ? exponent.expression.value : undefined
  if (typeof known === 'number') {
    const [needsMore, needsSign] = [known < 0, Number.isFinite(known) && !Number.isInteger(known)]
    if (!needsMore && !needsSign) return invoke('power', base.sql, exponent.sql)
    const operator = needsSign ? (needsMore ? '>' : '>=') : '<>'
    return share(names, [base.sql], (x) => only(compare(x, operator, zero), invoke('power', x, exponent.sql)))
  }
  return share(names, [base.sql, exponent.sql], (x, y) => {
    const ofZero = connect([compare(x, '=', zero), compare(y, '>=', zero)], 'and')
    const ofNegative = connect([compare(x, '<', zero), compare(y, '=', invoke('trunc', y))], 'and')
    return only(connect([compare(x, '>', zero), ofZero, ofNegative], 'or'), invoke('power', x, y))
  })
}

/** The digits to round to; the catalogue takes only a literal. */
function digitsOf({ args }: Call): number {
  const e = args[1]?.expression
  return e?.kind === 'literal' && typeof e.value === 'bigint' ? Number(e.value) : 0
}

/** How many digits an exact number may have before the point. */
function wholeDigits(type: SqlType): number {
  if (type.kind === 'decimal') return type.precision - type.scale
  return type.kind === 'integer' ? 19 : Number.POSITIVE_INFINITY
}

/** The zero that is left of a number where all its digits are cut off; DuckDB gives it for NULL, too. */
function zero(value: Sql, { call, names }: Call): Sql {
  const result = typedLiteral({ value: 0n, type: call.type })
  return share(names, [value], (x) => only({ text: `${operand(x, 'sum')} IS NOT NULL`, binds: 'comparison' }, result))
}

/** In 38 digits, as the engine's own rounding of integers wraps around; up to the last number that rounds to one. */
function roundInteger(value: Argument, digits: number, given: Call): Sql {
  const { call, names } = given
  if (-digits > wholeDigits(call.type)) return zero(value.sql, given)
  const unit = 10n ** BigInt(-digits)
  const highest = (largestInteger / unit) * unit + unit / 2n - 1n
  const rounded = (x: Sql): Sql => castAs(invoke('round', castAs(x, 'DECIMAL(38,0)'), String(digits)), 'BIGINT')
  if (!mayOverflow(call)) return rounded(value.sql)
  if (highest >= largestInteger) return rounded(value.sql)
  return share(names, [value.sql], (x) => only(within(x, highest, { kind: 'integer' }), rounded(x)))
}

function roundDecimal(value: Argument, digits: number, given: Call): Sql {
  const { call, names } = given
  const { type } = value.expression
  if (type.kind !== 'decimal' || digits >= type.scale) return value.sql
  // A cast to fewer digits rounds half away from zero.
  if (digits >= 0) return castAs(value.sql, call.type)
  if (-digits > wholeDigits(type)) return zero(value.sql, given)
  // Digits after the point do not matter here, and without them the sum with half a unit has room.
  const whole = decimalType(Math.min(38, type.precision - type.scale + 1), 0)
  const cut = (x: Sql): Sql => (type.scale === 0 ? x : invoke('trunc', x))
  const rounded = (x: Sql): Sql => {
    const wide = sameType(type, whole) ? x : castAs(cut(x), whole)
    const result = invoke('round', wide, String(digits))
    return sameType(whole, call.type) ? result : castAs(result, call.type)
  }
  if (!mayOverflow(call)) return rounded(value.sql)
  const highest = 10n ** 38n - 5n * 10n ** BigInt(-digits - 1) - 1n
  return share(names, [value.sql], (x) => only(within(x, highest, type), rounded(x)))
}

function within(x: Sql, highest: bigint, type: SqlType): Sql {
  const [low, high] = [-highest, highest].map((value) => bareLiteral({ value, type }).text)
  return { text: `${operand(x, 'sum')} BETWEEN ${low} AND ${high}`, binds: 'comparison' }
}

function roundDouble(value: Argument, digits: number, { names }: Call): Sql {
  if (digits === 0) return invoke('round', value.sql)
  if (digits > 0) return invoke('round', value.sql, String(digits))
  // The engine rounds infinities to 0 here.
  return share(names, [value.sql], (x) => ({
    text: `CASE WHEN isfinite(${x.text}) THEN round(${x.text}, ${digits}) ELSE ${x.text} END`,
    binds: 'atom',
  }))
}

function toWhole(name: 'floor' | 'ceil', { expression, sql }: Argument, { call }: Call): Sql {
  const { type } = expression
  if (type.kind === 'integer' || (type.kind === 'decimal' && type.scale === 0)) return sql
  const whole = invoke(name, sql)
  return sameType(call.type, doubleType) ? whole : castAs(whole, call.type)
}

function onDomain(name: string, above: '>' | '>=', { expression, sql }: Argument, { names }: Call): Sql {
  const { low } = boundsOf(expression)
  if (low > 0 || (above === '>=' && low >= 0)) return invoke(name, sql)
  return share(names, [sql], (x) => only(compare(x, above, atom('0e0')), invoke(name, x)))
}
