import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doubleType, integerType, type SqlType, textType, type Value } from '../type/sql-type.ts'
import { closeEnough } from './close.ts'

const cases: readonly { a: Value; b: Value; type: SqlType; magnitude?: number; is: boolean }[] = [
  { a: 1n, b: 1n, type: integerType, is: true },
  { a: 1n, b: 2n, type: integerType, is: false },
  { a: 'a', b: 'a ', type: textType, is: false },
  { a: null, b: null, type: doubleType, is: true },
  { a: null, b: 0, type: doubleType, is: false },
  { a: 1, b: 1 + 1e-10, type: doubleType, is: true },
  { a: 1, b: 1 + 1e-8, type: doubleType, is: false },
  { a: 0, b: -0, type: doubleType, is: true },
  { a: 0, b: 1e-300, type: doubleType, is: false },
  { a: 0, b: 1e-7, type: doubleType, magnitude: 1e3, is: true },
  { a: Number.NaN, b: Number.NaN, type: doubleType, is: true },
  { a: Number.NaN, b: Number.POSITIVE_INFINITY, type: doubleType, is: false },
  { a: Number.POSITIVE_INFINITY, b: Number.POSITIVE_INFINITY, type: doubleType, is: true },
  { a: Number.POSITIVE_INFINITY, b: Number.NEGATIVE_INFINITY, type: doubleType, is: false },
  { a: Number.MAX_VALUE, b: Number.POSITIVE_INFINITY, type: doubleType, is: false },
]

for (const { a, b, type, magnitude, is } of cases) {
  test(`${a} and ${b} ${is ? 'agree' : 'differ'}`, () => {
    assert.equal(closeEnough(a, b, type, magnitude), is)
    assert.equal(closeEnough(b, a, type, magnitude), is)
  })
}
