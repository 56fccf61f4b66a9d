import type { Expression } from '../relation/relation.ts'
import { dateType, decimalType, doubleType, integerType, type Range, type SqlType } from '../type/sql-type.ts'
import { type Definition, scalars } from './define.ts'
import type { FunctionName } from './function-name.ts'
import { exceeds, resultRange } from './overflow.ts'
import { aDay, aDouble, aLiteral, aNumber, anyNullable, argument, type Outcome, type Parameter } from './parameter.ts'
import { boundsOf, claim, monotone } from './range.ts'
import type { ScalarFunction } from './signature.ts'

/** The names in this table. */
export type NumberName = 'round' | 'floor' | 'ceil' | 'truncate' | 'power' | 'sqrt' | 'ln' | 'log10' | 'exp' | 'sign'

/** How far a library's exp, ln, pow may be off, in steps of the last bit. */
const librarySteps = 4

/** Rounding, roots, powers and logarithms. */
export const numberFunctions: Readonly<Record<NumberName, ScalarFunction>> = scalars({
  round: {
    spellings: ['round'],
    usage: 'round(number [, digits])',
    summary: 'Rounded half away from zero, to so many digits after the point (before it, if negative).',
    takes: [aNumber, aLiteral(-38, 38)],
    needed: 1,
    gives: (args) => rounding('round', args, 1),
  },
  truncate: {
    spellings: ['trunc', 'truncate'],
    usage: 'trunc(number [, digits]) or trunc(date)',
    summary: 'Cut towards zero, to so many digits after the point; a timestamp is cut to its date.',
    takes: [numberOrDay(), aLiteral(-38, 38)],
    needed: 1,
    gives: (args) => {
      const [value, digits] = args
      if (value?.type.kind !== 'date' && value?.type.kind !== 'timestamp') return rounding('truncate', args, 0)
      return digits === undefined
        ? { type: dateType, nullable: value.nullable }
        : { expected: 'a number where digits are given', argument: 0 }
    },
  },
  floor: whole(['floor'], 'floor(number)', 'The greatest whole number that is not above it.', Math.floor),
  ceil: whole(['ceil', 'ceiling'], 'ceil(number)', 'The least whole number that is not below it.', Math.ceil),
  power: {
    spellings: ['power', 'pow'],
    usage: 'power(number, exponent)',
    summary: 'The power, a double; NULL for zero to a negative or a negative to a broken exponent.',
    takes: [aDouble, aDouble],
    gives: (args) => {
      const [base, exponent] = [boundsOf(argument(args, 0)), boundsOf(argument(args, 1))]
      const nullable = anyNullable(args) || (base.low <= 0 && !(base.low === 0 && exponent.low >= 0))
      return { type: doubleType, nullable, ...claim(powerRange(base, exponent), doubleType) }
    },
  },
  sqrt: onDomain(
    'sqrt',
    'sqrt(number)',
    'The square root; NULL for a negative number.',
    Math.sqrt,
    (r) => r.low >= 0,
    0,
  ),
  ln: onDomain('ln', 'ln(number)', 'The natural logarithm; NULL for zero and below.', Math.log, (r) => r.low > 0),
  log10: onDomain(
    'log10',
    'log(number)',
    'The logarithm of base ten; NULL for zero and below.',
    Math.log10,
    (r) => r.low > 0,
    Number.NEGATIVE_INFINITY,
    ['log', 'log10'],
  ),
  exp: onDomain('exp', 'exp(number)', 'The number e to that power.', Math.exp, () => true, 0),
  sign: {
    spellings: ['sign'],
    usage: 'sign(number)',
    summary: '-1, 0 or 1; NULL for NaN.',
    takes: [aNumber],
    gives: (args) => {
      const value = argument(args, 0)
      const nullable = value.nullable || value.type.kind === 'double'
      return { type: integerType, nullable, ...claim(monotone(boundsOf(value), Math.sign), integerType) }
    },
  },
})

function numberOrDay(): Parameter {
  return {
    expected: 'a number, a date or a timestamp',
    take: (e) => aNumber.take(e) ?? (e.type.kind === 'text' ? undefined : aDay.take(e)),
  }
}

/** `carry` is 1 where rounding may add a digit before the point. */
function rounding(name: FunctionName, args: readonly Expression[], carry: 0 | 1): Outcome {
  const value = argument(args, 0)
  const digits = args[1]?.kind === 'literal' ? Number(args[1].value) : 0
  const type = roundedType(value.type, digits, carry)
  const range = resultRange(name, args)
  return { type, nullable: value.nullable || exceeds(name, args, type), ...claim(range, type) }
}

function roundedType(type: SqlType, digits: number, carry: 0 | 1): SqlType {
  if (type.kind !== 'decimal' || digits >= type.scale) return type
  const kept = Math.max(digits, 0)
  return decimalType(Math.min(38, Math.max(1, type.precision - type.scale + kept + carry)), kept)
}

function whole(spellings: readonly string[], usage: string, summary: string, f: (x: number) => number): Definition {
  return {
    spellings,
    usage,
    summary,
    takes: [aNumber],
    gives: (args) => {
      const value = argument(args, 0)
      const type = roundedType(value.type, 0, 1)
      return { type, nullable: value.nullable, ...claim(monotone(boundsOf(value), f), type) }
    },
  }
}

function onDomain(
  name: 'sqrt' | 'ln' | 'log10' | 'exp',
  usage: string,
  summary: string,
  f: (x: number) => number,
  isInside: (range: Range) => boolean,
  least = Number.NEGATIVE_INFINITY,
  spellings: readonly string[] = [name],
): Definition {
  return {
    spellings,
    usage,
    summary,
    takes: [aDouble],
    gives: (args) => {
      const value = argument(args, 0)
      const bounds = boundsOf(value)
      const range = monotone(bounds, (x) => (Number.isNaN(f(x)) ? least : f(x)), name === 'sqrt' ? 1 : librarySteps)
      const claimed = { low: Math.max(range.low, least), high: range.high }
      return { type: doubleType, nullable: value.nullable || !isInside(bounds), ...claim(claimed, doubleType) }
    },
  }
}

/** Powers of bases that are not negative; unknown for others. */
function powerRange(base: Range, exponent: Range): Range | undefined {
  if (base.low < 0) return undefined
  // Adding 0 turns -0, whose powers are negative, into 0.
  const corners = [base.low + 0, base.high + 0].flatMap((b) => [b ** exponent.low, b ** exponent.high])
  // Between the corners powers grow or shrink, but for bases about 1, and for 0 to the 0, which is 1.
  const hasOne = (base.low <= 1 && base.high >= 1) || (exponent.low <= 0 && exponent.high >= 0)
  const ends = [...corners.filter((x) => !Number.isNaN(x)), ...(hasOne ? [1] : [])]
  const range = monotone({ low: Math.min(...ends), high: Math.max(...ends) }, (x) => x, librarySteps)
  return { low: Math.max(0, range.low), high: range.high }
}
