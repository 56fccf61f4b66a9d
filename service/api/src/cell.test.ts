import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  firstDay,
  integerType,
  lastDay,
  type SqlType,
  textType,
  timestampType,
  type Value,
} from '@glovebox/sql'
import type { Cell } from './answer.ts'
import { cellOf } from './cell.ts'

const cases: readonly [name: string, value: Value, type: SqlType, cell: Cell][] = [
  ['NULL is null', null, integerType, null],
  ['a truth value is itself', false, booleanType, false],
  ['a text is itself', '007', textType, '007'],
  ['a small integer is a number', -12n, integerType, -12],
  ['2^53 − 1 is still a number', 9007199254740991n, integerType, 9007199254740991],
  ['2^53 is a string', 9007199254740992n, integerType, '9007199254740992'],
  ['−2^63 is a string', -9223372036854775808n, integerType, '-9223372036854775808'],
  ['a decimal is a string with all its places', 150n, decimalType(3, 2), '1.50'],
  ['a decimal below one has its zero', -5n, decimalType(3, 2), '-0.05'],
  ['a decimal without places has no point', 1204n, decimalType(38, 0), 1204],
  ['a double is a number', 0.1, doubleType, 0.1],
  ['not a number is a string', Number.NaN, doubleType, 'NaN'],
  ['infinity is a string', Number.POSITIVE_INFINITY, doubleType, 'Infinity'],
  ['minus infinity is a string', Number.NEGATIVE_INFINITY, doubleType, '-Infinity'],
  ['the first day', firstDay, dateType, '0001-01-01'],
  ['the last day', lastDay, dateType, '9999-12-31'],
  ['a leap day', 19782n, dateType, '2024-02-29'],
  ['a timestamp to the second', 1_709_164_800_000_000n, timestampType, '2024-02-29T00:00:00'],
  ['a timestamp to the microsecond', 1_709_164_800_000_010n, timestampType, '2024-02-29T00:00:00.00001'],
  ['a timestamp before 1970', -1n, timestampType, '1969-12-31T23:59:59.999999'],
]

for (const [name, value, type, cell] of cases) {
  test(name, () => assert.deepEqual(cellOf(value, type), cell))
}
