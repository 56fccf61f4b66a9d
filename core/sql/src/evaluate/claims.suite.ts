import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { callFunction } from '../function/call.ts'
import { castable } from '../function/cast.ts'
import { dateUnits, partUnits } from '../function/date-unit.ts'
import type { FunctionName } from '../function/function-name.ts'
import { castTo, literal } from '../function/literal.ts'
import { valueRange } from '../function/range.ts'
import { isMisapplied } from '../function/signature.ts'
import type { Expression } from '../relation/relation.ts'
import { largestInteger, microsPerDay, smallestInteger } from '../type/cast-value.ts'
import { exactly } from '../type/outward.ts'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  firstDay,
  integerType,
  lastDay,
  type Range,
  type SqlType,
  textType,
  timestampType,
  typeName,
  type Value,
} from '../type/sql-type.ts'
import { evaluateExpression } from './expression.ts'

// What an expression claims of its values (type, nullability, range) must hold for every value of its arguments that
// keeps to their own claims.

const at = { start: 0, end: 0 }

/** An argument: a column with its claims and values that keep to them, or a literal. */
type Argument = { readonly expression: Expression; readonly values: readonly Value[] }

const rowCount = 8

const integers = fc.oneof(
  fc.integer({ min: -3, max: 12 }).map(BigInt),
  fc.bigInt({ min: smallestInteger, max: largestInteger }),
  fc.constantFrom(smallestInteger, smallestInteger + 1n, largestInteger, largestInteger - 1n, 0n, -1n, 2n ** 53n + 1n),
)

const doubles = fc.oneof(
  fc.double(),
  fc.integer({ min: -20, max: 20 }).map((n) => n / 4),
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.5,
    -2.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2 ** 63,
    -(2 ** 63),
    1e308,
    5e-324,
  ),
)

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom('a', 'B', ' ', 'ß', 'İ', '\u{1f600}', '\u0301', ',', '%', '_', '\\'),
    maxLength: 8,
  }),
  fc.constantFrom(
    '',
    '12',
    '-1.5',
    'nan',
    '1e400',
    '2024-02-29',
    '0001-01-01',
    '2024-02-29 23:59:59.999999',
    'true',
    'NO',
  ),
)

function decimals(type: Extract<SqlType, { kind: 'decimal' }>): fc.Arbitrary<bigint> {
  const limit = 10n ** BigInt(type.precision) - 1n
  return fc.oneof(
    fc.bigInt({ min: -limit, max: limit }),
    fc.constantFrom(0n, limit, -limit, 1n, -1n),
    fc.integer({ min: -9, max: 9 }).map(BigInt),
  )
}

const days = fc.oneof(fc.bigInt({ min: firstDay, max: lastDay }), fc.constantFrom(firstDay, lastDay, -1n, 0n, 19782n))
const moments = fc.oneof(
  fc.bigInt({ min: firstDay * microsPerDay, max: (lastDay + 1n) * microsPerDay - 1n }),
  fc.constantFrom(firstDay * microsPerDay, (lastDay + 1n) * microsPerDay - 1n, -1n, 0n),
)

function valuesOf(type: SqlType): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return integers
    case 'decimal':
      return decimals(type)
    case 'double':
      return doubles
    case 'text':
      return texts
    case 'date':
      return days
    case 'timestamp':
      return moments
    case 'interval':
    case 'null':
      return fc.constant(null)
  }
}

const decimalTypes = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 38 }), fc.constantFrom(38, 28, 19)), fc.nat({ max: 38 }))
  .map(([precision, scale]) => decimalType(precision, Math.min(precision, scale)))

const types: Readonly<Record<string, fc.Arbitrary<SqlType>>> = {
  boolean: fc.constant(booleanType),
  integer: fc.constant(integerType),
  number: fc.oneof(fc.constant(integerType), fc.constant(doubleType), decimalTypes),
  text: fc.constant(textType),
  day: fc.constantFrom(dateType, timestampType),
  any: fc.oneof(fc.constantFrom(booleanType, integerType, doubleType, textType, dateType, timestampType), decimalTypes),
}

/** A column whose claims are the tightest that its values allow, or looser, or none; or a literal of its first value. */
function argument(types: fc.Arbitrary<SqlType>): fc.Arbitrary<Argument> {
  return types.chain((type) =>
    fc
      .record({
        values: fc.array(valuesOf(type), { minLength: rowCount, maxLength: rowCount }),
        nulls: fc.oneof(fc.constant(0), fc.nat({ max: 2 ** rowCount - 1 })),
        form: fc.constantFrom('literal', 'column', 'ranged'),
      })
      .map(({ values, nulls, form }) => {
        const withNulls = values.map((value, i) => ((nulls >> i) & 1 ? null : value))
        if (form === 'literal') {
          const value = withNulls[0] ?? null
          return { expression: literal(value, type, at), values: values.map(() => value) }
        }
        const range = form === 'ranged' ? rangeOf(withNulls, type) : undefined
        const expression: Expression = {
          kind: 'column',
          id: 0,
          name: 'c',
          type,
          nullable: withNulls.includes(null),
          ...(range === undefined ? {} : { range }),
          at,
        }
        return { expression, values: withNulls }
      }),
  )
}

function rangeOf(values: readonly Value[], type: SqlType): Range | undefined {
  const ranges = values.map((value) => valueRange(value, type)).filter((range) => range !== undefined)
  if (ranges.length === 0) return undefined
  return { low: Math.min(...ranges.map((r) => r.low)), high: Math.max(...ranges.map((r) => r.high)) }
}

function word(words: Readonly<Record<string, string>>): fc.Arbitrary<Argument> {
  return fc.constantFrom(...Object.keys(words)).map(written)
}

function written(text: string): Argument {
  return { expression: literal(text, textType, at), values: Array.from({ length: rowCount }, () => text) }
}

const digits: fc.Arbitrary<Argument> = fc.integer({ min: -38, max: 38 }).map((n) => ({
  expression: literal(BigInt(n), integerType, at),
  values: Array.from({ length: rowCount }, () => BigInt(n)),
}))

const [aBoolean, anInteger, aNumber, aText, aDay, aValue] = ['boolean', 'integer', 'number', 'text', 'day', 'any'].map(
  (name) => argument(types[name] ?? fc.constant(integerType)),
) as [
  fc.Arbitrary<Argument>,
  fc.Arbitrary<Argument>,
  fc.Arbitrary<Argument>,
  fc.Arbitrary<Argument>,
  fc.Arbitrary<Argument>,
  fc.Arbitrary<Argument>,
]

/** Two or three arguments of one kind, so that they have a common type. */
const alike = fc
  .constantFrom('boolean', 'number', 'text', 'day', 'integer')
  .chain((name) => fc.tuple(...[0, 1].map(() => argument(types[name] ?? fc.constant(integerType)))))

const aPattern = fc.constantFrom('%', '_', 'a%', '\\%', '%\u{1f600}_', 'B').map(written)

/** What each function is tried with. */
const tried: Readonly<Record<FunctionName, fc.Arbitrary<readonly Argument[]>>> = {
  and: fc.array(aBoolean, { minLength: 2, maxLength: 4 }),
  or: fc.array(aBoolean, { minLength: 2, maxLength: 4 }),
  not: fc.tuple(aBoolean),
  'is-null': fc.tuple(aValue),
  'is-not-null': fc.tuple(aValue),
  'is-true': fc.tuple(aBoolean),
  'is-false': fc.tuple(aBoolean),
  'is-not-true': fc.tuple(aBoolean),
  'is-not-false': fc.tuple(aBoolean),
  equal: alike,
  'not-equal': alike,
  less: alike,
  'less-or-equal': alike,
  greater: alike,
  'greater-or-equal': alike,
  'is-distinct-from': alike,
  'is-not-distinct-from': alike,
  like: fc.tuple(aText, aPattern),
  'not-like': fc.tuple(aText, aPattern),
  ilike: fc.tuple(aText, aPattern),
  'not-ilike': fc.tuple(aText, aPattern),
  negate: fc.tuple(aNumber),
  add: fc.oneof(fc.tuple(aNumber, aNumber), fc.tuple(aDay, anInteger)),
  subtract: fc.oneof(fc.tuple(aNumber, aNumber), fc.tuple(aDay, aDay)),
  multiply: fc.tuple(aNumber, aNumber),
  divide: fc.tuple(aNumber, aNumber),
  modulo: fc.tuple(aNumber, aNumber),
  abs: fc.tuple(aNumber),
  round: fc.oneof(fc.tuple(aNumber), fc.tuple(aNumber, digits)),
  floor: fc.tuple(aNumber),
  ceil: fc.tuple(aNumber),
  truncate: fc.oneof(fc.tuple(aNumber), fc.tuple(aNumber, digits), fc.tuple(aDay)),
  power: fc.tuple(aNumber, aNumber),
  sqrt: fc.tuple(aNumber),
  ln: fc.tuple(aNumber),
  log10: fc.tuple(aNumber),
  exp: fc.tuple(aNumber),
  sign: fc.tuple(aNumber),
  greatest: alike,
  least: alike,
  coalesce: alike,
  nullif: alike,
  concatenate: fc.tuple(aText, aValue),
  concat: fc.array(aValue, { minLength: 1, maxLength: 3 }),
  lower: fc.tuple(aText),
  upper: fc.tuple(aText),
  trim: fc.oneof(fc.tuple(aText), fc.tuple(aText, aText)),
  'trim-left': fc.oneof(fc.tuple(aText), fc.tuple(aText, aText)),
  'trim-right': fc.oneof(fc.tuple(aText), fc.tuple(aText, aText)),
  substring: fc.oneof(fc.tuple(aText, anInteger), fc.tuple(aText, anInteger, anInteger)),
  length: fc.tuple(aText),
  replace: fc.tuple(aText, aText, aText),
  left: fc.tuple(aText, anInteger),
  right: fc.tuple(aText, anInteger),
  position: fc.tuple(aText, aText),
  'starts-with': fc.tuple(aText, aText),
  'ends-with': fc.tuple(aText, aText),
  contains: fc.tuple(aText, aText),
  'split-part': fc.tuple(aText, aText, anInteger),
  repeat: fc.tuple(aText, anInteger),
  reverse: fc.tuple(aText),
  'left-pad': fc.oneof(fc.tuple(aText, anInteger), fc.tuple(aText, anInteger, aText)),
  'right-pad': fc.oneof(fc.tuple(aText, anInteger), fc.tuple(aText, anInteger, aText)),
  'date-part': fc.tuple(word(partUnits), aDay),
  'date-trunc': fc.tuple(word(dateUnits), aDay),
  'date-add': fc.tuple(aDay, anInteger, word(dateUnits)),
  'date-difference': fc.tuple(word(dateUnits), aDay, aDay),
  'last-day': fc.tuple(aDay),
  'make-date': fc.tuple(anInteger, anInteger, anInteger),
  'to-date': fc.oneof(fc.tuple(aText), fc.tuple(aText, fc.constant(written('YYYY-MM-DD'))), fc.tuple(aDay)),
  'keyed-hash': fc.array(aValue, { minLength: 1, maxLength: 3 }),
  'to-timestamp': fc.oneof(
    fc.tuple(aText),
    fc.tuple(aText, fc.constant(written('YYYY-MM-DD HH24:MI:SS.US'))),
    fc.tuple(aDay),
  ),
}

/** Every function that is tried. */
export const triedFunctions = Object.keys(tried) as FunctionName[]

/** Calls the function with random arguments: what the call claims holds for each value. Fails if too few are taken. */
export function checkFunction(name: FunctionName, numRuns: number): void {
  let taken = 0
  void fc.assert(
    fc.property(tried[name], (args) => {
      const numbered = args.map((arg, i) => ({ ...arg, expression: withId(arg.expression, i) }))
      const call = callFunction(
        name,
        numbered.map((arg) => arg.expression),
        at,
      )
      if (isMisapplied(call)) return
      taken++
      checkClaims(call, numbered)
    }),
    { numRuns },
  )
  assert.ok(taken >= numRuns / 4, `only ${taken} of ${numRuns} calls were taken`)
}

/** The same for casts between random types. */
export function checkCasts(numRuns: number): void {
  void fc.assert(
    fc.property(aValue, types.any ?? fc.constant(integerType), (arg, type) => {
      if (castable(arg.expression.type, type)) checkClaims(castTo(withId(arg.expression, 0), type, false), [arg])
    }),
    { numRuns },
  )
}

function withId(expression: Expression, id: number): Expression {
  return expression.kind === 'column' ? { ...expression, id } : expression
}

function checkClaims(expression: Expression, args: readonly Argument[]): void {
  const world = { tables: {}, subquery: () => [] }
  for (let i = 0; i < rowCount; i++) {
    const row = new Map(args.map((arg, id) => [id, arg.values[i] ?? null]))
    const value = evaluateExpression(expression, row, world)
    const of = (): string =>
      `${typeName(expression.type)} ${String(value)} of ${[...row.values()].map(String).join(', ')}`
    assert.ok(isOfType(value, expression.type), of())
    if (!expression.nullable) assert.notEqual(value, null, of())
    if (expression.range !== undefined)
      assert.ok(
        isWithin(value, expression.type, expression.range),
        `${of()} beyond ${JSON.stringify(expression.range)}`,
      )
  }
}

function isOfType(value: Value, type: SqlType): boolean {
  if (value === null) return true
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return typeof value === 'bigint' && value >= smallestInteger && value <= largestInteger
    case 'decimal':
      return (
        typeof value === 'bigint' && value < 10n ** BigInt(type.precision) && value > -(10n ** BigInt(type.precision))
      )
    case 'double':
      return typeof value === 'number'
    case 'text':
      return typeof value === 'string' && value.isWellFormed()
    case 'date':
      return typeof value === 'bigint' && value >= firstDay && value <= lastDay
    case 'timestamp':
      return typeof value === 'bigint' && value >= firstDay * microsPerDay && value < (lastDay + 1n) * microsPerDay
    case 'interval':
    case 'null':
      return false
  }
}

/** Whether the exact value lies within; NULL and NaN are outside every claim. */
function isWithin(value: Value, type: SqlType, { low, high }: Range): boolean {
  if (typeof value === 'number') return Number.isNaN(value) || (low <= value && value <= high)
  if (typeof value !== 'bigint') return value === null
  const scale = type.kind === 'decimal' ? 10n ** BigInt(type.scale) : 1n
  const beside = (bound: number): bigint => {
    if (!Number.isFinite(bound)) return bound < 0 ? 1n : -1n
    const { numerator, denominator } = exactly(bound)
    return value * denominator - numerator * scale
  }
  return beside(low) >= 0n && beside(high) <= 0n
}
