import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rationalOf, toNumber } from '../exact/double.ts'
import { rational } from '../exact/rational.ts'
import { expNegative } from './exp-bounds.ts'

test('the bounds hold e to the minus x and are a few units apart', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 30, noNaN: true }), fc.integer({ min: 8, max: 300 }), (x, bits) => {
      const { low, high } = expNegative(rationalOf(x), bits)
      assert.ok(low <= high && high - low <= 3n, `${high - low} units`)
      const scale = 1n << BigInt(bits)
      const expected = Math.exp(-x)
      assert.ok(toNumber(rational(low, scale)) <= expected * (1 + 1e-14))
      assert.ok(toNumber(rational(high, scale)) >= expected * (1 - 1e-14))
    }),
  )
})

test('more digits narrow the bounds without leaving them', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(1n, 10n ** 10n), (numerator, denominator) => {
      const [coarse, fine] = [64, 256].map((bits) => expNegative(rational(numerator, denominator), bits))
      if (coarse === undefined || fine === undefined) throw new Error('two bounds')
      assert.ok(coarse.low <= fine.low >> 192n && -(-fine.high >> 192n) <= coarse.high)
    }),
  )
})

test('the bounds at few digits are on the right sides of those at many', () => {
  for (let n = 1n; n <= 3000n; n++) {
    const x = rational(n, 1001n)
    const [coarse, fine] = [expNegative(x, 6), expNegative(x, 200)]
    assert.ok(coarse.low << 194n <= fine.high && fine.low <= coarse.high << 194n, `at ${n}/1001`)
  }
})

test('nothing is drawn from e to the 0, and a huge exponent leaves at most one unit', () => {
  assert.deepEqual(expNegative(rational(0n), 10), { low: 1024n, high: 1024n })
  assert.deepEqual(expNegative(rational(10n ** 30n), 64), { low: 0n, high: 1n })
  assert.throws(() => expNegative(rational(-1n), 64), RangeError)
})
