import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { dateOf, dayOf } from './calendar.ts'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  firstDay,
  integerType,
  lastDay,
  type SqlType,
  timestampType,
  typeName,
  type Value,
} from './sql-type.ts'
import { readValue, writeValue } from './value-text.ts'

const cases: readonly { text: string; type: SqlType; value: Value | undefined }[] = [
  { text: ' TRUE ', type: booleanType, value: true },
  { text: 'n', type: booleanType, value: false },
  { text: '2', type: booleanType, value: undefined },
  { text: ' +12 ', type: integerType, value: 12n },
  { text: '9223372036854775807', type: integerType, value: 9223372036854775807n },
  { text: '9223372036854775808', type: integerType, value: undefined },
  { text: '1.0', type: integerType, value: undefined },
  { text: '', type: integerType, value: undefined },
  { text: '1.005', type: decimalType(4, 2), value: 101n },
  { text: '-1.005', type: decimalType(4, 2), value: -101n },
  { text: '.5', type: decimalType(1, 0), value: 1n },
  { text: '9.5', type: decimalType(1, 0), value: undefined },
  { text: '1e2', type: decimalType(9, 2), value: undefined },
  { text: '.', type: decimalType(9, 2), value: undefined },
  { text: '1.5e3', type: doubleType, value: 1500 },
  { text: '-Infinity', type: doubleType, value: Number.NEGATIVE_INFINITY },
  { text: 'nan', type: doubleType, value: Number.NaN },
  { text: '1e999', type: doubleType, value: undefined },
  { text: '0x10', type: doubleType, value: undefined },
  { text: '1970-01-02', type: dateType, value: 1n },
  { text: '0001-01-01', type: dateType, value: firstDay },
  { text: '9999-12-31', type: dateType, value: lastDay },
  { text: '2023-02-29', type: dateType, value: undefined },
  { text: '0000-01-01', type: dateType, value: undefined },
  { text: '2024-1-1', type: dateType, value: undefined },
  { text: '1970-01-01', type: timestampType, value: 0n },
  { text: '1970-01-01T00:00:01.5Z', type: timestampType, value: 1_500_000n },
  { text: '1969-12-31 23:59', type: timestampType, value: -60_000_000n },
  { text: '2024-01-01 24:00:00', type: timestampType, value: undefined },
  { text: '2024-01-01 10:00+02', type: timestampType, value: undefined },
]

for (const { text, type, value } of cases) {
  test(`'${text}' as ${typeName(type)} is ${value === undefined ? 'refused' : `${String(value)}`}`, () => {
    assert.deepEqual(readValue(text, type), value)
  })
}

test('every day of the calendar comes back, and the days are consecutive', () => {
  for (let day = Number(firstDay); day <= Number(lastDay); day++) assert.equal(dayOf(dateOf(day)), day)
})

test('what is written reads back as the same value', () => {
  const micros = 86_400_000_000n
  const any = fc.oneof(
    fc.tuple(fc.constant(booleanType), fc.boolean()),
    fc.tuple(fc.constant(integerType), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    fc.tuple(fc.constant(decimalType(38, 10)), fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })),
    fc.tuple(fc.constant(decimalType(5, 5)), fc.bigInt({ min: -99_999n, max: 99_999n })),
    fc.tuple(fc.constant(doubleType), fc.double()),
    fc.tuple(fc.constant(dateType), fc.bigInt({ min: firstDay, max: lastDay })),
    fc.tuple(fc.constant(timestampType), fc.bigInt({ min: firstDay * micros, max: (lastDay + 1n) * micros - 1n })),
  )
  void fc.assert(
    fc.property(any, ([type, value]) => {
      assert.deepEqual(readValue(writeValue(value, type), type), value)
    }),
    { numRuns: 2000 },
  )
})
