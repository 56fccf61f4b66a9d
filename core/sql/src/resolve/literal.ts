import { nearest, type Span } from '@glovebox/diagnostics'
import { literal } from '../function/literal.ts'
import type { Expression, LiteralExpression } from '../relation/relation.ts'
import type { ExpressionSyntax } from '../syntax/tree.ts'
import {
  dateType,
  decimalType,
  doubleType,
  type IntervalValue,
  integerType,
  intervalType,
  timestampType,
} from '../type/sql-type.ts'
import { readValue } from '../type/value-text.ts'
import type { Context } from './context.ts'
import { readInterval } from './interval.ts'
import { refuse } from './report.ts'
import { noteFeature, type Session } from './session.ts'

type Syntax<K extends ExpressionSyntax['kind']> = Extract<ExpressionSyntax, { kind: K }>

/**
 * The number that digits stand for: an integer, beyond 64 bits or with a point an exact decimal, with an exponent or
 * beyond 38 digits a double.
 */
export function numberLiteral(text: string, at: Span, session: Session): LiteralExpression | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text)
  if (parts !== null) {
    const [, sign = '', whole = '', fraction = ''] = parts
    const digits = `${whole}${fraction}`.replace(/^0+/, '')
    const precision = Math.max(digits.length, fraction.length, 1)
    const unscaled = precision > 400 ? 0n : BigInt(`${sign}${digits === '' ? '0' : digits}`)
    if (!text.includes('.') && unscaled >= -(2n ** 63n) && unscaled < 2n ** 63n && precision <= 19) {
      return literal(unscaled, integerType, at)
    }
    if (precision <= 38) return literal(unscaled, decimalType(precision, fraction.length), at)
  }
  const value = Number(text)
  if (Number.isFinite(value)) return literal(value, doubleType, at)
  return refuse(session, 'SQL_LITERAL', { text, expected: 'a number that a DOUBLE can hold, at most 1.8e308' }, at)
}

/** `DATE '…'` or `TIMESTAMP '…'`. */
export function typedLiteral(syntax: Syntax<'typed-string'>, session: Session): Expression | undefined {
  const type = syntax.type === 'date' ? dateType : timestampType
  const value = readValue(syntax.value, type)
  if (value !== undefined) return literal(value, type, syntax.at)
  const expected = syntax.type === 'date' ? "a date such as '2024-01-31'" : "a timestamp such as '2024-01-31 09:30:00'"
  return refuse(session, 'SQL_LITERAL', { text: syntax.value, expected }, syntax.at)
}

/** `INTERVAL '…' [unit]`. */
export function intervalLiteral(syntax: Syntax<'interval'>, session: Session): Expression | undefined {
  const value: IntervalValue | undefined = readInterval(syntax.value, syntax.unit)
  if (value !== undefined) return { kind: 'literal', value, type: intervalType, nullable: false, at: syntax.at }
  const expected = "an interval such as INTERVAL '7' DAY or INTERVAL '1 year 2 months'"
  return refuse(session, 'SQL_LITERAL', { text: syntax.value, expected }, syntax.at)
}

/** `:name`: the value of this run, of the type that is declared. */
export function parameterLiteral(syntax: Syntax<'parameter'>, context: Context): LiteralExpression | undefined {
  const { session, depth } = context
  noteFeature(session, 'parameter', syntax.at, depth)
  const bound = session.parameters.find((parameter) => parameter.name === syntax.name)
  if (bound !== undefined) return literal(bound.value, bound.type, syntax.at, bound.name)
  const names = session.parameters.map((parameter) => parameter.name)
  const near = nearest(syntax.name, names)
  const known = near === undefined ? names : [near]
  return refuse(session, 'SQL_PARAMETER_UNKNOWN', { name: syntax.name, known }, syntax.at)
}
