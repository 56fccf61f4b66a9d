import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rationalOf, toNumber, toNumberDown, toNumberUp } from './double.ts'
import { nextDown, nextUp } from './outward.ts'
import { compare, rational } from './rational.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const fraction = fc
  .tuple(
    fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
    fc.bigInt({ min: 1n, max: 2n ** 200n }),
    fc.integer({ min: -1100, max: 1100 }),
  )
  .map(([numerator, denominator, shift]) =>
    shift < 0 ? rational(numerator, denominator << BigInt(-shift)) : rational(numerator << BigInt(shift), denominator),
  )

test('a double has an exact value, and every direction gives it back', () => {
  fc.assert(
    fc.property(finite, (x) => {
      const exact = rationalOf(x)
      assert.deepEqual([toNumberUp(exact), toNumberDown(exact), toNumber(exact)].map(Number), [x + 0, x + 0, x + 0])
    }),
  )
  assert.deepEqual(rationalOf(0.1), rational(3602879701896397n, 36028797018963968n))
  assert.deepEqual(rationalOf(-Number.MIN_VALUE), rational(-1n, 2n ** 1074n))
  assert.deepEqual(rationalOf(-2.5), rational(-5n, 2n))
})

test('only finite numbers have exact values', () => {
  for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    assert.throws(() => rationalOf(x), RangeError)
})

test('a fraction lies between its two roundings, which are the same or neighbours', () => {
  fc.assert(
    fc.property(fraction, (a) => {
      const [down, up] = [toNumberDown(a), toNumberUp(a)]
      assert.ok(down === Number.NEGATIVE_INFINITY || compare(rationalOf(down), a) <= 0)
      assert.ok(up === Number.POSITIVE_INFINITY || compare(rationalOf(up), a) >= 0)
      assert.ok(up === down || nextUp(down) === up)
      assert.ok(toNumber(a) >= nextDown(down) && toNumber(a) <= nextUp(up))
    }),
    { numRuns: 1000 },
  )
})

test('what is too large or too small rounds outward too', () => {
  const huge = rational(2n ** 1100n)
  const tiny = rational(1n, 2n ** 1300n)
  assert.deepEqual([toNumberUp(huge), toNumberDown(huge)], [Number.POSITIVE_INFINITY, Number.MAX_VALUE])
  assert.deepEqual([toNumberUp(tiny), toNumberDown(tiny)], [Number.MIN_VALUE, 0])
})
