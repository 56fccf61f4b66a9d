import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { downward, exactly, nearest, nextDown, nextUp, upward } from './outward.ts'

const neighbours: readonly { x: number; above: number }[] = [
  { x: 0, above: Number.MIN_VALUE },
  { x: -0, above: Number.MIN_VALUE },
  { x: -Number.MIN_VALUE, above: -0 },
  { x: 1, above: 1 + Number.EPSILON },
  { x: -1, above: -1 + Number.EPSILON / 2 },
  { x: Number.MAX_VALUE, above: Number.POSITIVE_INFINITY },
  { x: Number.POSITIVE_INFINITY, above: Number.POSITIVE_INFINITY },
  { x: Number.NEGATIVE_INFINITY, above: -Number.MAX_VALUE },
  { x: Number.NaN, above: Number.NaN },
]

for (const { x, above } of neighbours) {
  test(`the double above ${Object.is(x, -0) ? '-0' : x} is ${above}`, () => {
    assert.equal(nextUp(x), above)
  })
}

test('between a double and the next one there is no other', () => {
  void fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const above = nextUp(x)
      const middle = x / 2 + above / 2
      assert.ok(above > x && (middle === x || middle === above || x === 0 || above === 0 || !Number.isFinite(above)))
      assert.ok(nextDown(above) === x)
    }),
  )
})

const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: 0, max: 38 }))

test('a decimal lies between its bounds, and they are next to each other or the same', () => {
  void fc.assert(
    fc.property(decimals, ([unscaled, scale]) => {
      const [low, high] = [downward(unscaled, scale), upward(unscaled, scale)]
      assert.ok(compare(low, unscaled, scale) <= 0, 'from below')
      assert.ok(compare(high, unscaled, scale) >= 0, 'from above')
      assert.ok(high === low || high === nextUp(low), 'closely')
    }),
    { numRuns: 2000 },
  )
})

test('the nearest double is at least as near as its neighbours', () => {
  void fc.assert(
    fc.property(decimals, ([unscaled, scale]) => {
      const near = nearest(unscaled, 10n ** BigInt(scale))
      const off = distance(near, unscaled, scale)
      assert.ok(off <= distance(nextUp(near), unscaled, scale) && off <= distance(nextDown(near), unscaled, scale))
    }),
    { numRuns: 2000 },
  )
})

test('every finite double is the nearest to itself', () => {
  void fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const { numerator, denominator } = exactly(x)
      assert.equal(nearest(numerator, denominator), x + 0)
    }),
    { numRuns: 2000 },
  )
})

/** How `x` lies beside the decimal, and how far from it; both scaled by the same positive number. */
function compare(x: number, unscaled: bigint, scale: number): number {
  const { numerator, denominator } = exactly(x)
  const difference = numerator * 10n ** BigInt(scale) - unscaled * denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function distance(x: number, unscaled: bigint, scale: number): bigint {
  const { numerator, denominator } = exactly(x)
  const common = 1n << 1074n
  const difference = (numerator * common * 10n ** BigInt(scale)) / denominator - unscaled * common
  return difference < 0n ? -difference : difference
}
