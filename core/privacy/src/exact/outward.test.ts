import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { expNegative } from '../mechanism/exp-bounds.ts'
import { rationalOf } from './double.ts'
import * as outward from './outward.ts'
import { add, compare, divide, multiply, type Rational, rational, subtract } from './rational.ts'

const finite = fc.double({ noNaN: true, min: -1e150, max: 1e150 })
const one = rational(1n)

/** That the bounds hold the exact value, given itself or by bounds, and are within a share of it. */
function assertHeld(down: number, up: number, low: Rational, high: Rational, share = 2 ** -48): void {
  assert.ok(compare(rationalOf(down), low) <= 0 && compare(high, rationalOf(up)) <= 0, `${down} ${up}`)
  assert.ok(
    up - down <= share * Math.max(Math.abs(up), Math.abs(down)) + Number.MIN_VALUE * 4,
    `${down} ${up} are wide`,
  )
}

/** Bounds of e^x for |x| ≤ 700. */
function exponential(x: number): [Rational, Rational] {
  const bits = 1200
  const { low, high } = expNegative(rationalOf(Math.abs(x)), bits)
  const [below, above] = [rational(low, 1n << BigInt(bits)), rational(high, 1n << BigInt(bits))]
  return x <= 0 ? [below, above] : [divide(one, above), divide(one, below)]
}

test('nextUp and nextDown step to the neighbouring double', () => {
  const rows: [number, number][] = [
    [0, Number.MIN_VALUE],
    [-0, Number.MIN_VALUE],
    [1, 1 + 2 ** -52],
    [-1, -1 + 2 ** -53],
    [-Number.MIN_VALUE, -0],
    [Number.MAX_VALUE, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN],
  ]
  for (const [x, next] of rows) assert.equal(outward.nextUp(x), next)
  fc.assert(
    fc.property(finite, (x) => {
      const next = outward.nextUp(x)
      assert.ok(next > x && (x + next) / 2 >= x && (x + next) / 2 <= next)
      assert.equal(outward.nextDown(next) + 0, x + 0)
    }),
  )
})

test('sums, products, quotients and roots are held between their two roundings', () => {
  fc.assert(
    fc.property(finite, finite, (a, b) => {
      const [x, y] = [rationalOf(a), rationalOf(b)]
      const sum = add(x, y)
      assertHeld(outward.addDown(a, b), outward.addUp(a, b), sum, sum)
      const difference = subtract(x, y)
      assertHeld(outward.subtractDown(a, b), outward.subtractUp(a, b), difference, difference)
      const product = multiply(x, y)
      assertHeld(outward.multiplyDown(a, b), outward.multiplyUp(a, b), product, product)
      if (Math.abs(b) > 1e-150) {
        const quotient = divide(x, y)
        assertHeld(outward.divideDown(a, b), outward.divideUp(a, b), quotient, quotient)
      }
      const [down, up] = [outward.squareRootDown(Math.abs(a)), outward.squareRootUp(Math.abs(a))]
      const square = (root: number): Rational => multiply(rationalOf(root), rationalOf(root))
      assertHeld(down, up, rationalOf(down), rationalOf(up))
      const magnitude = rationalOf(Math.abs(a))
      assert.ok(compare(square(down), magnitude) <= 0 && compare(magnitude, square(up)) <= 0)
    }),
  )
})

test('a sum that is a double is not rounded', () => {
  assert.deepEqual([outward.addUp(0.5, 0.25), outward.addDown(0.5, 0.25)], [0.75, 0.75])
  assert.deepEqual([outward.addUp(0.1, 0), outward.addDown(3, -3)], [0.1, 0])
  assert.ok(outward.addUp(1, 1e-300) > 1 && outward.addDown(1, 1e-300) === 1)
})

const exponent = fc.oneof(
  fc.double({ noNaN: true, min: -700, max: 700 }),
  fc.double({ noNaN: true, min: -1, max: 1 }),
  fc.double({ noNaN: true, min: -1e-8, max: 1e-8 }),
)

test('exponentials are held between their two roundings', () => {
  fc.assert(
    fc.property(exponent, (x) => {
      const [low, high] = exponential(x)
      assertHeld(outward.expDown(x), outward.expUp(x), low, high)
      if (Math.abs(x) < 1e-100) return
      assertHeld(outward.expm1Down(x), outward.expm1Up(x), subtract(low, one), subtract(high, one))
    }),
    { numRuns: 300 },
  )
  assert.deepEqual([outward.expUp(0), outward.expDown(0), outward.expDown(-1e5)], [1, 1, 0])
  assert.ok(outward.expUp(-1e5) > 0 && outward.expUp(-1e-18) === 1)
})

test('logarithms are held between their two roundings', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: 1e-300, max: 1e300 }), (x) => {
      const [down, up] = [outward.logDown(x), outward.logUp(x)]
      const exact = rationalOf(x)
      assert.ok(compare(exponential(down)[0], exact) <= 0 && compare(exact, exponential(up)[1]) <= 0)
      assertHeld(down, up, rationalOf(down), rationalOf(up))
    }),
    { numRuns: 200 },
  )
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -0.999, max: 1e6 }), (x) => {
      const [down, up] = [outward.log1pDown(x), outward.log1pUp(x)]
      const exact = add(one, rationalOf(x))
      assert.ok(compare(exponential(down)[0], exact) <= 0 && compare(exact, exponential(up)[1]) <= 0)
    }),
    { numRuns: 200 },
  )
  assert.deepEqual([outward.logUp(1), outward.logDown(1)], [0, 0])
})
