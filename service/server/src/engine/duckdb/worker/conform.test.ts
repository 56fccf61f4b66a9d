import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateType, decimalType, doubleType, integerType, type SqlType, textType } from '@glovebox/sql'
import { boundsOf } from './conform.ts'

const bounds = (type: SqlType, low: number, high: number) =>
  boundsOf({ name: 'c', type, range: { low, high }, fromText: '' })

test('a range is held to where it is narrower than its type', () => {
  assert.deepEqual(bounds(integerType, -128, 127)?.wire, [-128n, 127n])
  assert.equal(bounds(doubleType, 0, 1)?.low, "'0'::DOUBLE")
  assert.notEqual(bounds(decimalType(10, 2), 0, 1), undefined)
})

test('a range that holds every value of its type is not looked at', () => {
  assert.equal(bounds(integerType, -(2 ** 63), 2 ** 63), undefined)
  assert.equal(bounds(integerType, -Number.MAX_VALUE, Number.MAX_VALUE), undefined)
  assert.equal(bounds(decimalType(5, 2), -1000, 1000), undefined)
  assert.equal(boundsOf({ name: 'c', type: integerType, fromText: '' }), undefined)
  assert.equal(boundsOf({ name: 'c', type: textType, fromText: '' }), undefined)
})

test('days are always held to the years that exist', () => {
  assert.deepEqual(boundsOf({ name: 'c', type: dateType, fromText: '' })?.wire, [
    -62135596800000000n,
    253402300799999999n,
  ])
})

test('the ends that decimals are clamped to are decimals within the declared range', () => {
  const ends = (low: number, high: number) => {
    const found = boundsOf({
      name: 'c',
      type: decimalType(6, 2),
      range: { low, high },
      isClamped: true,
      fromText: '',
    })
    return [found?.low, found?.high]
  }
  assert.deepEqual(ends(0, 49.995), ["'0.00'::DECIMAL(6,2)", "'49.99'::DECIMAL(6,2)"])
  assert.deepEqual(ends(-0.005, 0.1), ["'0.00'::DECIMAL(6,2)", "'0.10'::DECIMAL(6,2)"])
  assert.deepEqual(ends(-1.5, 1e9), ["'-1.50'::DECIMAL(6,2)", "'9999.99'::DECIMAL(6,2)"])
})
