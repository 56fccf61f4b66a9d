import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toNumber } from '../exact/double.ts'
import { multiply, rational } from '../exact/rational.ts'
import { fixedPoint, toSteps } from './fixed-point-sum.ts'

const bounds = fc
  .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))

test('no value, whatever it is, counts more steps than the sensitivity says', () => {
  fc.assert(
    fc.property(bounds, fc.double(), fc.boolean(), (range, value, isCentred) => {
      const middle = isCentred ? range.low / 2 + range.high / 2 : 0
      const grid = fixedPoint({ ...range, middle, bits: 20, maxUnits: 1000n })
      for (const x of [value, range.low, range.high, middle]) {
        const steps = toSteps(x, grid)
        assert.ok(steps <= grid.sensitivity && -steps <= grid.sensitivity)
      }
    }),
  )
})

test('a step is a power of two and 2¹⁹ to 2²⁰ of them reach the farther bound', () => {
  for (const [low, high, sensitivity] of [
    [0, 1, 2n ** 20n],
    [-80, 40, 655_360n],
    [0, 1e-300, undefined],
    [-1e300, 0, undefined],
    [0, 0, 1n],
  ] as const) {
    const grid = fixedPoint({ low, high, bits: 20, maxUnits: 1n })
    if (sensitivity !== undefined) assert.equal(grid.sensitivity, sensitivity)
    else assert.ok(grid.sensitivity > 2n ** 19n && grid.sensitivity <= 2n ** 20n)
    assert.ok(Number.isInteger(Math.log2(toNumber(grid.step))))
  }
})

test('values are clamped and rounded to the nearest step', () => {
  const grid = fixedPoint({ low: -4, high: 8, middle: 2, bits: 3, maxUnits: 10n })
  assert.deepEqual(grid.step, rational(1n))
  for (const [value, steps] of [
    [2, 0n],
    [2.49, 0n],
    [2.5, 1n],
    [1.5, 0n],
    [100, 6n],
    [-100, -6n],
    [Infinity, 6n],
    [Number.NaN, 0n],
  ] as const) {
    assert.equal(toSteps(value, grid), steps, String(value))
  }
})

test('a value on the grid is at most half a step off', () => {
  fc.assert(
    fc.property(fc.double({ min: -7, max: 9, noNaN: true }), (value) => {
      const grid = fixedPoint({ low: -7, high: 9, bits: 30, maxUnits: 10n })
      const back = toNumber(multiply(rational(toSteps(value, grid)), grid.step))
      assert.ok(Math.abs(back - value) <= toNumber(grid.step) / 2 + Number.EPSILON)
    }),
  )
})

test('the order of adding never matters, and a sum that may overflow is refused', () => {
  const grid = fixedPoint({ low: -(2 ** 53), high: 2 ** 53, bits: 62, maxUnits: 2n ** 40n })
  const values = [2 ** 53, 1, -(2 ** 53), 0.25, 0.25]
  const forth = values.reduce((sum, value) => sum + toSteps(value, grid), 0n)
  const back = values.toReversed().reduce((sum, value) => sum + toSteps(value, grid), 0n)
  assert.equal(forth, back)
  for (const wrong of [{ maxUnits: 2n ** 70n }, { bits: 63 }, { bits: 0 }, { low: 9e15 }, { high: Infinity }]) {
    const input = { low: 0, high: 2 ** 50, bits: 62, maxUnits: 1n, ...wrong }
    assert.throws(() => fixedPoint(input), RangeError)
  }
})
