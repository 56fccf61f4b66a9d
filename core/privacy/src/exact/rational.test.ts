import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  add,
  bitLength,
  ceil,
  compare,
  divide,
  floor,
  integerSquareRoot,
  multiply,
  negate,
  rational,
  subtract,
} from './rational.ts'

const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 30n }))
  .map(([numerator, denominator]) => rational(numerator, denominator))

test('fractions are in lowest terms with a positive denominator', () => {
  assert.deepEqual(rational(6n, -4n), { numerator: -3n, denominator: 2n })
  assert.deepEqual(rational(0n, -7n), { numerator: 0n, denominator: 1n })
  assert.throws(() => rational(1n, 0n), RangeError)
  assert.throws(() => divide(rational(1n), rational(0n)), RangeError)
})

test('fractions are a field', () => {
  fc.assert(
    fc.property(fraction, fraction, fraction, (a, b, c) => {
      assert.deepEqual(subtract(add(a, b), b), a)
      assert.deepEqual(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))
      if (b.numerator !== 0n) assert.deepEqual(multiply(divide(a, b), b), a)
      assert.deepEqual(add(a, negate(a)), rational(0n))
    }),
  )
})

test('fractions are ordered', () => {
  fc.assert(
    fc.property(fraction, fraction, (a, b) => {
      const sign = subtract(a, b).numerator
      assert.equal(compare(a, b), sign < 0n ? -1 : sign > 0n ? 1 : 0)
    }),
  )
})

test('floor and ceiling enclose a fraction within less than 1', () => {
  fc.assert(
    fc.property(fraction, (a) => {
      assert.ok(compare(rational(floor(a)), a) <= 0 && compare(rational(floor(a) + 1n), a) > 0)
      assert.ok(compare(rational(ceil(a)), a) >= 0 && compare(rational(ceil(a) - 1n), a) < 0)
    }),
  )
  assert.deepEqual([floor(rational(-7n, 2n)), ceil(rational(-7n, 2n))], [-4n, -3n])
})

test('the integer square root is the floor of the root', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), (n) => {
      const root = integerSquareRoot(n)
      assert.ok(root * root <= n && (root + 1n) ** 2n > n)
    }),
  )
  for (let n = 0n; n < 100n; n++) assert.equal(integerSquareRoot(n), BigInt(Math.floor(Math.sqrt(Number(n)))))
  assert.throws(() => integerSquareRoot(-1n), RangeError)
})

test('the bit length is the length in base 2', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 200n }), (n) => {
      assert.equal(bitLength(n), n.toString(2).length)
    }),
  )
  assert.equal(bitLength(0n), 0)
})
