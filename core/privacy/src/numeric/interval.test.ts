import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rationalOf } from '../exact/double.ts'
import { add, compare, divide, multiply, type Rational, subtract } from '../exact/rational.ts'
import { bisect, doubleUntil } from './bisect.ts'
import { difference, exp, type Interval, log, negated, point, product, quotient, sum } from './interval.ts'
import { log1mexp, logAddExp, logSubExp } from './log-space.ts'

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6)

function assertHolds(interval: Interval, exact: Rational): void {
  assert.ok(compare(rationalOf(interval.low), exact) <= 0 && compare(exact, rationalOf(interval.high)) <= 0)
}

test('interval arithmetic holds the exact result', () => {
  fc.assert(
    fc.property(number, number, number, (a, b, c) => {
      const [x, y, z] = [rationalOf(a), rationalOf(b), rationalOf(c)]
      assertHolds(sum(point(a), point(b), point(c)), add(add(x, y), z))
      assertHolds(difference(product(point(a), point(b)), point(c)), subtract(multiply(x, y), z))
      assertHolds(negated(product(sum(point(a), point(b)), point(c))), multiply(add(x, y), rationalOf(-c)))
      if (c > 0) assertHolds(quotient(product(point(a), point(b)), point(c)), divide(multiply(x, y), z))
    }),
  )
})

test('logarithm and exponential hold what they undo', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
      const back = exp(log(point(x)))
      assert.ok(back.low <= x && x <= back.high && back.high - back.low <= 1e-12 * x)
    }),
  )
})

test('division by an interval that holds 0 is refused', () => {
  assert.throws(() => quotient(point(1), { low: 0, high: 1 }), RangeError)
})

test('bisection ends between neighbours, whatever the size of its ends', () => {
  const { below, above } = bisect((x) => x * x >= 2, 1e-300, 1e300)
  assert.ok(below * below < 2 && above * above >= 2 && above - below <= 2 ** -52)
  assert.deepEqual(bisect((x) => x >= -3, -8, 8).above, -3)
  assert.equal(
    doubleUntil((x) => x > 100, 1),
    128,
  )
  assert.equal(
    doubleUntil(() => false, 1),
    Number.POSITIVE_INFINITY,
  )
  assert.throws(() => bisect(() => true, 1, 0), RangeError)
})

test('sums and differences of logarithms do not cancel', () => {
  assert.equal(logAddExp(-1000, -1000), -1000 + Math.LN2)
  assert.equal(logAddExp(-Infinity, -3), -3)
  assert.equal(logSubExp(-1000, -Infinity), -1000)
  assert.ok(Math.abs(logSubExp(-5, -5 - 1e-12) - (-5 + Math.log(1e-12))) < 1e-3)
  assert.ok(Math.abs(log1mexp(-1e-20) - Math.log(1e-20)) < 1e-12)
  assert.equal(log1mexp(-800), -Math.exp(-800))
  assert.throws(() => logSubExp(0, 1), RangeError)
})
