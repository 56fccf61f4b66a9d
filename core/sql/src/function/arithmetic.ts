import type { Expression } from '../relation/relation.ts'
import { decimalType, doubleType, type Range, type SqlType } from '../type/sql-type.ts'
import { asDecimal, coerce, unify } from './coerce.ts'
import { type Definition, scalars } from './define.ts'
import { exceeds, resultRange } from './overflow.ts'
import { aNumber, anyNullable, argument, type Outcome } from './parameter.ts'
import { boundsOf, claim, divideRanges, moduloRange } from './range.ts'
import type { Misapplied, ScalarFunction } from './signature.ts'

/** The names in this table. */
export type ArithmeticName = 'negate' | 'add' | 'subtract' | 'multiply' | 'divide' | 'modulo' | 'abs'

/** The operators of numbers. Integers outside 64 bits and decimals beyond 38 digits are NULL. */
export const arithmeticFunctions: Readonly<Record<ArithmeticName, ScalarFunction>> = scalars({
  negate: signed('negate', '-number', 'The number with the other sign.'),
  add: sum('add', 'number + number', 'The sum.'),
  subtract: sum('subtract', 'number - number', 'The difference.'),
  multiply: {
    usage: 'number * number',
    summary: 'The product; of decimals exact up to 38 digits, beyond them a double.',
    takes: [aNumber, aNumber],
    prepares: (args) => operands(args, (a, b) => (a.precision + b.precision > 38 ? doubleType : undefined)),
    gives: (args) => {
      const [a, b] = decimals(args)
      const type =
        a === undefined || b === undefined
          ? argument(args, 0).type
          : decimalType(a.precision + b.precision, a.scale + b.scale)
      return exact('multiply', args, type)
    },
  },
  divide: {
    usage: 'number / number',
    summary: 'The quotient; of integers cut towards zero, else a double. NULL by zero.',
    takes: [aNumber, aNumber],
    prepares: (args) => {
      const areIntegers = args.every((e) => e.type.kind === 'integer')
      return areIntegers ? args : toType(args, doubleType)
    },
    gives: (args) => {
      const { type } = argument(args, 0)
      const b = bounds(args, 1)
      if (type.kind === 'integer')
        return { ...exact('divide', args, type), ...(mayBeZero(b) ? { nullable: true } : {}) }
      // The divisor may be NaN outside its range, and then is not zero: only a zero makes NULL.
      return { type, nullable: anyNullable(args) || mayBeZero(b), ...claim(divideRanges(bounds(args, 0), b), type) }
    },
  },
  modulo: {
    spellings: ['mod'],
    usage: 'number % number',
    summary: 'The remainder, with the sign of the first. NULL by zero.',
    takes: [aNumber, aNumber],
    prepares: (args) => {
      const unified = unify(args)
      return 'expected' in unified
        ? unified
        : unified.type.kind === 'decimal'
          ? args.map(decimalOperand)
          : unified.expressions
    },
    gives: (args) => {
      const [a, b] = decimals(args)
      const type = a === undefined || b === undefined ? argument(args, 0).type : remainderType(a, b)
      const nullable = anyNullable(args) || mayBeZero(bounds(args, 1))
      return { type, nullable, ...claim(moduloRange(bounds(args, 0), bounds(args, 1)), type) }
    },
  },
  abs: signed('abs', 'abs(number)', 'The number without its sign.', ['abs']),
})

function signed(name: ArithmeticName, usage: string, summary: string, spellings: readonly string[] = []): Definition {
  return {
    spellings,
    usage,
    summary,
    takes: [aNumber],
    gives: (args) => exact(name, args, argument(args, 0).type),
  }
}

function sum(name: ArithmeticName, usage: string, summary: string): Definition {
  return {
    usage,
    summary,
    takes: [aNumber, aNumber],
    prepares: (args) => operands(args, () => undefined),
    gives: (args) => {
      const [a, b] = decimals(args)
      const type = a === undefined || b === undefined ? argument(args, 0).type : sumType(a, b)
      return exact(name, args, type)
    },
  }
}

type Digits = { readonly precision: number; readonly scale: number }

function sumType(a: Digits, b: Digits): SqlType {
  const scale = Math.max(a.scale, b.scale)
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale) + 1
  return decimalType(Math.min(38, whole + scale), scale)
}

function remainderType(a: Digits, b: Digits): SqlType {
  const scale = Math.max(a.scale, b.scale)
  return decimalType(Math.max(1, Math.min(a.precision - a.scale, b.precision - b.scale) + scale), scale)
}

/** Both as integers, both as decimals of their own scale, or both as doubles; `forced` says where decimals will not do. */
function operands(
  args: readonly Expression[],
  forced: (a: Digits, b: Digits) => SqlType | undefined,
): readonly Expression[] | Misapplied {
  if (args.some((e) => e.type.kind === 'double')) return toType(args, doubleType)
  if (args.every((e) => e.type.kind === 'integer')) return args
  const asDecimals = args.map(decimalOperand)
  const [a, b] = decimals(asDecimals)
  const type = a === undefined || b === undefined ? undefined : forced(a, b)
  return type === undefined ? asDecimals : toType(args, type)
}

function toType(args: readonly Expression[], type: SqlType): readonly Expression[] {
  return args.map((e) => coerce(e, type) ?? e)
}

function decimalOperand(e: Expression): Expression {
  const digits = e.type.kind === 'integer' ? asDecimal(e) : undefined
  return digits === undefined ? e : (coerce(e, decimalType(digits.precision, digits.scale)) ?? e)
}

function decimals(args: readonly Expression[]): readonly (Digits | undefined)[] {
  return args.map((e) => (e.type.kind === 'decimal' ? e.type : undefined))
}

function bounds(args: readonly Expression[], index: number): Range {
  return boundsOf(argument(args, index))
}

/** NULL where an argument is, or where the result may not fit its type. */
function exact(name: ArithmeticName, args: readonly Expression[], type: SqlType): Outcome {
  return { type, nullable: anyNullable(args) || exceeds(name, args, type), ...claim(resultRange(name, args), type) }
}

function mayBeZero(range: Range): boolean {
  return range.low <= 0 && range.high >= 0
}
