import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Expression } from '../relation/relation.ts'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  intervalType,
  nullType,
  type Range,
  type SqlType,
  textType,
  timestampType,
  typeName,
  type Value,
} from '../type/sql-type.ts'
import { castable, castRange } from './cast.ts'
import { coerce, commonType, unify } from './coerce.ts'
import { literal } from './literal.ts'

const at = { start: 0, end: 1 }

function column(type: SqlType, range?: Range): Expression {
  return { kind: 'column', id: 1, name: 'c', type, nullable: false, ...(range === undefined ? {} : { range }), at }
}

const commons: readonly { types: readonly SqlType[]; is: SqlType | undefined }[] = [
  { types: [], is: nullType },
  { types: [nullType, integerType], is: integerType },
  { types: [integerType, integerType], is: integerType },
  { types: [integerType, doubleType], is: doubleType },
  { types: [integerType, decimalType(5, 2)], is: decimalType(21, 2) },
  { types: [decimalType(5, 2), decimalType(4, 3)], is: decimalType(6, 3) },
  { types: [decimalType(38, 0), decimalType(2, 1)], is: doubleType },
  { types: [decimalType(5, 2), doubleType], is: doubleType },
  { types: [dateType, timestampType], is: timestampType },
  { types: [textType, textType], is: textType },
  { types: [textType, integerType], is: undefined },
  { types: [booleanType, integerType], is: undefined },
  { types: [dateType, integerType], is: undefined },
]

for (const { types, is } of commons) {
  test(`the common type of ${types.map(typeName).join(', ')} is ${is === undefined ? 'none' : typeName(is)}`, () => {
    for (const order of [types, [...types].reverse()]) {
      const common = commonType(order)
      assert.equal(common && typeName(common), is && typeName(is))
    }
  })
}

const literals: readonly { value: Value; from: SqlType; to: SqlType; is: Value | undefined }[] = [
  { value: '12', from: textType, to: integerType, is: 12n },
  { value: '12.5', from: textType, to: integerType, is: undefined },
  { value: '1.005', from: textType, to: decimalType(4, 2), is: 101n },
  { value: 'no', from: textType, to: booleanType, is: false },
  { value: '2024-02-30', from: textType, to: dateType, is: undefined },
  { value: 5n, from: integerType, to: decimalType(3, 2), is: 500n },
  { value: 10n, from: integerType, to: decimalType(3, 2), is: undefined },
  { value: 150n, from: decimalType(3, 2), to: decimalType(2, 1), is: 15n },
  { value: 155n, from: decimalType(3, 2), to: decimalType(2, 1), is: undefined },
  { value: 150n, from: decimalType(3, 2), to: doubleType, is: 1.5 },
  { value: 100n, from: decimalType(3, 2), to: integerType, is: undefined },
  { value: 1.5, from: doubleType, to: decimalType(3, 2), is: undefined },
  { value: null, from: nullType, to: dateType, is: null },
  { value: null, from: integerType, to: textType, is: undefined },
  { value: 0n, from: dateType, to: timestampType, is: 0n },
  { value: 5n, from: integerType, to: textType, is: undefined },
]

for (const { value, from, to, is } of literals) {
  test(`the ${typeName(from)} literal ${value} is ${is === undefined ? 'no' : `${is} as a`} ${typeName(to)}`, () => {
    const converted = coerce(literal(value, from, at), to)
    assert.equal(converted?.kind === 'literal' ? converted.value : undefined, is)
    if (is === undefined) assert.equal(converted, undefined)
    else assert.equal(typeName(converted?.type ?? nullType), typeName(to))
  })
}

test('a text parameter keeps its type where a text literal would not', () => {
  assert.notEqual(coerce(literal('5', textType, at), integerType), undefined)
  assert.equal(coerce(literal('5', textType, at, 'p'), integerType), undefined)
})

test('a column converts only without loss', () => {
  assert.equal(coerce(column(integerType), decimalType(18, 0)), undefined)
  assert.equal(coerce(column(integerType), decimalType(19, 0))?.kind, 'cast')
  assert.equal(coerce(column(integerType, { low: 0, high: 999 }), decimalType(3, 0))?.kind, 'cast')
  assert.equal(coerce(column(integerType, { low: 0, high: 1000 }), decimalType(3, 0)), undefined)
  assert.equal(coerce(column(decimalType(5, 2)), decimalType(5, 3)), undefined)
  assert.equal(coerce(column(decimalType(5, 2)), decimalType(6, 3))?.kind, 'cast')
  assert.equal(coerce(column(doubleType), integerType), undefined)
  assert.equal(coerce(column(textType), dateType), undefined)
  assert.equal(coerce(column(integerType), intervalType), undefined)
})

test('text literals follow the others, whichever comes first', () => {
  const unified = unify([literal('5', textType, at), column(integerType), literal(null, nullType, at)])
  assert.ok(!('expected' in unified))
  assert.deepEqual(unified.type, integerType)
  assert.deepEqual(
    unified.expressions.map((e) => (e.kind === 'literal' ? e.value : e.kind)),
    [5n, 'column', null],
  )
})

test('nothing but text literals is text, nothing but NULLs stays untyped', () => {
  const texts = unify([literal('5', textType, at), literal(null, nullType, at)])
  assert.ok(!('expected' in texts))
  assert.deepEqual(texts.type, textType)
  const nulls = unify([literal(null, nullType, at), literal(null, nullType, at)])
  assert.ok(!('expected' in nulls))
  assert.deepEqual(nulls.type, nullType)
})

test('the argument that does not go with those before it is at fault', () => {
  assert.deepEqual(unify([column(integerType), column(doubleType), column(dateType)]), {
    expected: 'a number',
    argument: 2,
  })
  assert.deepEqual(unify([column(integerType), literal('x', textType, at)]), {
    expected: 'a whole number',
    argument: 1,
  })
})

const facts: readonly { from: SqlType; range?: Range; to: SqlType; is: ReturnType<typeof castRange> }[] = [
  { from: integerType, to: doubleType, is: { nullable: false, range: { low: -(2 ** 63), high: 2 ** 63 } } },
  {
    from: integerType,
    range: { low: 0, high: 9 },
    to: decimalType(1, 0),
    is: { nullable: false, range: { low: 0, high: 9 } },
  },
  {
    from: integerType,
    range: { low: 0, high: 10 },
    to: decimalType(1, 0),
    is: { nullable: true, range: { low: 0, high: 10 } },
  },
  {
    from: doubleType,
    range: { low: 0.5, high: 2.5 },
    to: integerType,
    is: { nullable: true, range: { low: 0, high: 2 } },
  },
  {
    from: decimalType(3, 1),
    range: { low: 0.5, high: 2.5 },
    to: integerType,
    is: { nullable: false, range: { low: 1, high: 3 } },
  },
  { from: booleanType, to: integerType, is: { nullable: false, range: { low: 0, high: 1 } } },
  { from: textType, to: integerType, is: { nullable: true } },
  { from: dateType, to: timestampType, is: { nullable: false } },
  { from: integerType, to: textType, is: { nullable: false } },
]

for (const { from, range, to, is } of facts) {
  test(`what is known of ${typeName(from)} ${range === undefined ? '' : JSON.stringify(range)} as ${typeName(to)}`, () => {
    assert.deepEqual(castRange(column(from, range), to), is)
  })
}

test('a cast to itself exists for every type but an interval', () => {
  for (const type of [booleanType, integerType, decimalType(9, 2), doubleType, textType, dateType, timestampType]) {
    assert.ok(castable(type, type), typeName(type))
    assert.ok(castable(nullType, type), typeName(type))
    assert.ok(!castable(intervalType, type) && !castable(type, intervalType), typeName(type))
  }
})
