import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Expression } from '../relation/relation.ts'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  type IntervalValue,
  integerType,
  intervalType,
  nullType,
  type Range,
  type SqlType,
  textType,
  timestampType,
  typeName,
} from '../type/sql-type.ts'
import { writeValue } from '../type/value-text.ts'
import { callFunction, callSpelling, unitArgument } from './call.ts'
import type { FunctionName } from './function-name.ts'
import { literal } from './literal.ts'
import { isMisapplied } from './signature.ts'

const at = { start: 0, end: 1 }

function column(name: string, type: SqlType, range?: Range): Expression {
  return { kind: 'column', id: 1, name, type, nullable: false, ...(range === undefined ? {} : { range }), at }
}

const n = column('n', integerType)
const int4 = column('int4', integerType, { low: -(2 ** 31), high: 2 ** 31 - 1 })
const price = column('price', decimalType(10, 2))
const wide = column('wide', decimalType(30, 10))
const x = column('x', doubleType)
const s = column('s', textType)
const b = column('b', booleanType)
const d = column('d', dateType)
const t = column('t', timestampType)
const nothing = literal(null, nullType, at)
const integer = (value: number): Expression => literal(BigInt(value), integerType, at)
const text = (value: string): Expression => literal(value, textType, at)
const cents = (value: number): Expression => literal(BigInt(value), decimalType(3, 2), at)
const parameter = (value: string): Expression => literal(value, textType, at, 'p')
const interval = (value: Partial<IntervalValue>): Expression => ({
  ...literal(null, intervalType, at),
  value: { months: 0, days: 0, micros: 0n, ...value },
})

/** Short for a call: the function, what each argument became, and the type. */
function show(e: Expression): string {
  switch (e.kind) {
    case 'literal':
      return (
        writeValue(e.value, e.type) +
        (e.type.kind === 'decimal' || e.type.kind === 'double' ? `::${typeName(e.type)}` : '')
      )
    case 'column':
      return e.name
    case 'call':
      return `${e.function}(${e.arguments.map(show).join(', ')})`
    case 'cast':
      return `${show(e.argument)}::${typeName(e.type)}`
    default:
      return e.kind
  }
}

type Row = {
  readonly name: FunctionName | (string & {})
  readonly args: readonly Expression[]
  readonly is: string
  readonly type?: SqlType
}

const calls: readonly Row[] = [
  { name: 'add', args: [n, integer(1)], is: 'add(n, 1)', type: integerType },
  { name: 'add', args: [price, integer(1)], is: 'add(price, 1::DECIMAL(1,0))', type: decimalType(11, 2) },
  { name: 'add', args: [price, n], is: 'add(price, n::DECIMAL(19,0))', type: decimalType(22, 2) },
  { name: 'add', args: [price, x], is: 'add(price::DOUBLE, x)', type: doubleType },
  { name: 'add', args: [price, nothing], is: 'add(price, NULL::DECIMAL(19,0))', type: decimalType(22, 2) },
  { name: 'multiply', args: [price, int4], is: 'multiply(price, int4::DECIMAL(10,0))', type: decimalType(20, 2) },
  { name: 'multiply', args: [wide, price], is: 'multiply(wide::DOUBLE, price::DOUBLE)', type: doubleType },
  { name: 'divide', args: [price, integer(4)], is: 'divide(price::DOUBLE, 4::DOUBLE)', type: doubleType },
  { name: 'divide', args: [n, integer(4)], is: 'divide(n, 4)', type: integerType },
  { name: 'modulo', args: [price, wide], is: 'modulo(price, wide)', type: decimalType(18, 10) },
  { name: 'add', args: [s, text('!')], is: 'concatenate(s, !)', type: textType },
  { name: 'add', args: [d, integer(3)], is: 'date-add(d, 3, day)', type: dateType },
  { name: 'add', args: [integer(3), d], is: 'date-add(d, 3, day)', type: dateType },
  { name: 'subtract', args: [d, n], is: 'date-add(d, negate(n), day)', type: dateType },
  { name: 'subtract', args: [d, d], is: 'date-difference(day, d, d)', type: integerType },
  { name: 'add', args: [d, interval({ days: 7 })], is: 'date-add(d, 7, day)', type: dateType },
  { name: 'add', args: [interval({ days: 7 }), t], is: 'date-add(t, 7, day)', type: timestampType },
  {
    name: 'subtract',
    args: [d, interval({ months: 1, micros: 5n })],
    is: 'date-add(date-add(d, -1, month), -5, microsecond)',
    type: timestampType,
  },
  { name: 'add', args: [d, interval({})], is: 'd' },
  { name: 'equal', args: [d, text('2024-02-29')], is: 'equal(d, 2024-02-29)', type: booleanType },
  { name: 'equal', args: [text('5'), n], is: 'equal(5, n)', type: booleanType },
  { name: 'equal', args: [text('true'), b], is: 'equal(true, b)', type: booleanType },
  { name: 'less', args: [d, t], is: 'less(d::TIMESTAMP, t)', type: booleanType },
  { name: 'equal', args: [price, integer(0)], is: 'equal(price, 0.00::DECIMAL(10,2))', type: booleanType },
  { name: 'equal', args: [n, cents(150)], is: 'equal(n::DECIMAL(21,2), 1.50::DECIMAL(21,2))', type: booleanType },
  { name: 'equal', args: [n, x], is: 'equal(n::DOUBLE, x)', type: booleanType },
  { name: 'equal', args: [nothing, n], is: 'equal(NULL, n)', type: booleanType },
  { name: 'equal', args: [text('a'), text('b')], is: 'equal(a, b)', type: booleanType },
  { name: 'concatenate', args: [s, n, d], is: 'concatenate(s, n::VARCHAR, d::VARCHAR)', type: textType },
  { name: 'like', args: [s, text('a%')], is: 'like(s, a%, \\)', type: booleanType },
  { name: 'date-part', args: [text('YEARS'), d], is: 'date-part(year, d)', type: integerType },
  {
    name: 'date-part',
    args: [text('epoch'), text('2024-02-29')],
    is: 'date-part(epoch, 2024-02-29)',
    type: doubleType,
  },
]

for (const { name, args, is, type } of calls) {
  test(`${name}(${args.map(show).join(', ')}) becomes ${is}`, () => {
    const call = callFunction(name as FunctionName, args, at)
    assert.ok(!isMisapplied(call))
    assert.equal(show(call), is)
    if (type !== undefined) assert.equal(typeName(call.type), typeName(type))
  })
}

const spelled: readonly Row[] = [
  { name: 'dateadd', args: [text('day'), integer(3), d], is: 'date-add(d, 3, day)' },
  { name: 'date_add', args: [text('month'), n, t], is: 'date-add(t, n, month)' },
  { name: 'date_add', args: [d, n], is: 'date-add(d, n, day)' },
  { name: 'date_sub', args: [d, integer(3)], is: 'date-add(d, -3, day)' },
  { name: 'date_sub', args: [d, n], is: 'date-add(d, negate(n), day)' },
  { name: 'add_months', args: [d, integer(2)], is: 'date-add(d, 2, month)' },
  { name: 'datediff', args: [text('week'), d, t], is: 'date-difference(week, d::TIMESTAMP, t)' },
  { name: 'datediff', args: [d, column('e', dateType)], is: 'date-difference(day, e, d)' },
  { name: 'year', args: [d], is: 'date-part(year, d)' },
  { name: 'dayofyear', args: [d], is: 'date-part(doy, d)' },
  { name: 'position', args: [text('a'), s], is: 'position(s, a)' },
  { name: 'strpos', args: [s, text('a')], is: 'position(s, a)' },
  { name: 'date', args: [t], is: 'to-date(t)' },
  { name: 'to_date', args: [s, text('dd.mm.yyyy')], is: 'to-date(s, DD.MM.YYYY)' },
  { name: 'nvl', args: [n, integer(0)], is: 'coalesce(n, 0)' },
  { name: 'ceiling', args: [x], is: 'ceil(x)' },
  { name: 'log', args: [n], is: 'log10(n::DOUBLE)' },
  { name: 'trunc', args: [t], is: 'truncate(t)' },
  { name: 'mod', args: [n, integer(2)], is: 'modulo(n, 2)' },
]

for (const { name, args, is } of spelled) {
  test(`${name}(${args.map(show).join(', ')}) is ${is}`, () => {
    const call = callSpelling(name, args, at)
    assert.ok(call !== undefined && !isMisapplied(call))
    assert.equal(show(call), is)
  })
}

type Refusal = {
  readonly name: FunctionName
  readonly args: readonly Expression[]
  readonly argument?: number
  readonly expected: RegExp
}

const refusals: readonly Refusal[] = [
  { name: 'equal', args: [n, s], argument: 1, expected: /whole number/ },
  { name: 'equal', args: [d, text('2024-02-30')], argument: 1, expected: /2024-01-31/ },
  { name: 'equal', args: [d, parameter('2024-02-29')], argument: 1, expected: /a date/ },
  { name: 'equal', args: [n, text('5.5')], argument: 1, expected: /whole number/ },
  { name: 'equal', args: [b, integer(1)], argument: 1, expected: /condition/ },
  { name: 'and', args: [b, n], argument: 1, expected: /condition/ },
  { name: 'and', args: [b], expected: /2 arguments or more/ },
  { name: 'add', args: [d, d], argument: 1, expected: /days/ },
  { name: 'subtract', args: [t, t], expected: /datediff\(second, from, to\)/ },
  { name: 'add', args: [t, integer(1)], expected: /INTERVAL/ },
  { name: 'add', args: [n, interval({ days: 1 })], argument: 0, expected: /date or a timestamp/ },
  { name: 'equal', args: [interval({ days: 1 }), interval({ days: 1 })], argument: 0, expected: /value/ },
  { name: 'like', args: [s, s], argument: 1, expected: /contains/ },
  { name: 'like', args: [s, text('a\\')], argument: 1, expected: /escape/ },
  { name: 'like', args: [s, text('a'), text('ab')], argument: 2, expected: /one ASCII character/ },
  { name: 'like', args: [s, text('a'), text('é')], argument: 2, expected: /one ASCII character/ },
  { name: 'round', args: [x, n], argument: 1, expected: /written out/ },
  { name: 'round', args: [x, integer(39)], argument: 1, expected: /-38 to 38/ },
  { name: 'lower', args: [n], argument: 0, expected: /a text/ },
  { name: 'sqrt', args: [s], argument: 0, expected: /a number/ },
  { name: 'date-part', args: [text('century'), d], argument: 0, expected: /year, quarter/ },
  { name: 'date-part', args: [text('constructor'), d], argument: 0, expected: /year, quarter/ },
  { name: 'date-part', args: [text('year'), s], argument: 1, expected: /a date or a timestamp/ },
  { name: 'to-date', args: [s, text('YYYY-MM')], argument: 1, expected: /each once/ },
  { name: 'to-date', args: [s, text('yyyy-MM-dd HH:mm:ss')], argument: 1, expected: /each once/ },
  { name: 'to-date', args: [s, s], argument: 1, expected: /written out/ },
  { name: 'truncate', args: [t, integer(1)], argument: 0, expected: /number/ },
  { name: 'substring', args: [s], expected: /2 to 3 arguments/ },
  { name: 'length', args: [s, s], expected: /1 argument/ },
  { name: 'coalesce', args: [n, text('x')], argument: 1, expected: /whole number/ },
]

for (const { name, args, argument, expected } of refusals) {
  test(`${name}(${args.map(show).join(', ')}) is refused`, () => {
    const call = callFunction(name, args, at)
    assert.ok(isMisapplied(call), 'it was taken')
    assert.match(call.expected, expected)
    assert.equal(call.argument, argument)
  })
}

test('an unknown name is no function, a known one with the wrong count says its forms', () => {
  assert.equal(callSpelling('frobnicate', [n], at), undefined)
  assert.equal(callSpelling('constructor', [n], at), undefined)
  assert.deepEqual(callSpelling('dateadd', [d], at), { expected: 'dateadd(unit, amount, date)' })
})

test('the fault of a rearranged call is at the argument as written', () => {
  assert.deepEqual(callSpelling('dateadd', [text('day'), s, d], at), { expected: 'a whole number', argument: 1 })
  assert.deepEqual(callSpelling('dateadd', [text('day'), n, s], at), {
    expected: "a date or a timestamp such as DATE '2024-01-31'",
    argument: 2,
  })
})

test('only units may be bare words', () => {
  assert.equal(unitArgument('dateadd', 3), 0)
  assert.equal(unitArgument('date_add', 2), undefined)
  assert.equal(unitArgument('datediff', 3), 0)
  assert.equal(unitArgument('date_trunc', 2), 0)
  assert.equal(unitArgument('substring', 3), undefined)
})
