import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assertMeets, type Vector, vectorsOf } from '../vectors.suite.ts'
import {
  type ConfidenceInterval,
  gaussianConfidenceInterval,
  gaussianQuantile,
  integerInterval,
  laplaceConfidenceInterval,
} from './interval.ts'
import { deviationInterval, meanEstimate, meanInterval, varianceEstimate, varianceInterval } from './moment-interval.ts'

function assertEnds(vector: Vector<unknown, number[]>, { low, high }: ConfidenceInterval): void {
  for (const [i, end] of [low, high].entries()) assertMeets(vector, end, vector.expected[i] ?? Number.NaN)
}

type Noised = { noised: number; scale: number; sigma: number; alpha: number }

test('intervals and quantiles of continuous noise are the published ones', () => {
  for (const vector of vectorsOf<Noised, number[]>('laplace_confidence_interval')) {
    assertEnds(vector, laplaceConfidenceInterval(vector.inputs))
  }
  for (const vector of vectorsOf<Noised, number[]>('gaussian_confidence_interval')) {
    assertEnds(vector, gaussianConfidenceInterval(vector.inputs))
  }
  for (const vector of vectorsOf<{ sigma: number; p: number }, number>('gaussian_quantile')) {
    assertMeets(vector, gaussianQuantile(vector.inputs.sigma, vector.inputs.p), vector.expected)
  }
})

test('an integer has its half-width on both sides', () => {
  assert.deepEqual(integerInterval(-3n, 7n), { low: -10n, high: 4n })
  assert.throws(() => integerInterval(1n, -1n), RangeError)
})

const range = { low: -2, high: 6 }
const values = fc.array(fc.double({ min: -2, max: 6, noNaN: true }), { minLength: 2, maxLength: 20 })
const margins = fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true }))

function sumsOf(
  rows: readonly number[],
  middle: number,
  middleSquare: number,
): Record<'sum' | 'squares' | 'count', number> {
  const centred = rows.map((x) => x - middle)
  const sum = centred.reduce((a, b) => a + b, 0)
  return { sum, squares: centred.reduce((a, b) => a + b * b - middleSquare, 0), count: rows.length }
}

function varianceOf(rows: readonly number[], divisor: number): number {
  const mean = rows.reduce((a, b) => a + b, 0) / rows.length
  return rows.reduce((a, b) => a + (b - mean) ** 2, 0) / divisor
}

test('whatever the margins, exact mean, variance and deviation lie within intervals made of intervals around exact sums', () => {
  fc.assert(
    fc.property(values, margins, margins, margins, fc.boolean(), (rows, a, b, c, isSample) => {
      const middle = 2
      const middleSquare = 8
      const exact = sumsOf(rows, middle, middleSquare)
      const around = (x: number, [below, above]: readonly [number, number]): ConfidenceInterval => ({
        low: x - below,
        high: x + above,
      })
      const parts = {
        sum: around(exact.sum, a),
        count: around(exact.count, b),
        squares: around(exact.squares, c),
        ...{ middle, middleSquare, range, isSample },
      }
      const mean = rows.reduce((x, y) => x + y, 0) / rows.length
      assertWithin(mean, meanInterval(parts))
      const variance = varianceOf(rows, isSample ? rows.length - 1 : rows.length)
      assertWithin(variance, varianceInterval(parts))
      assertWithin(Math.sqrt(variance), deviationInterval(parts), 1e-5)
    }),
    { numRuns: 500 },
  )
})

function assertWithin(x: number, { low, high }: ConfidenceInterval, slack = 1e-9): void {
  assert.ok(low - slack <= x && x <= high + slack, `${x} is not within ${low} … ${high}`)
}

test('estimates from exact sums are the exact mean and variance', () => {
  fc.assert(
    fc.property(values, fc.boolean(), (rows, isSample) => {
      const parts = { ...sumsOf(rows, 2, 8), middle: 2, middleSquare: 8, range, isSample }
      const variance = varianceOf(rows, isSample ? rows.length - 1 : rows.length)
      assert.ok(Math.abs(meanEstimate(parts) - rows.reduce((a, b) => a + b, 0) / rows.length) < 1e-9)
      assert.ok(Math.abs(varianceEstimate(parts) - variance) < 1e-9)
    }),
  )
})

test('noise that leaves no rows still gives a mean in the range and a variance that it can have', () => {
  const parts = { sum: 40, squares: 1e6, count: -3, middle: 2, middleSquare: 8, range, isSample: false }
  assert.equal(meanEstimate(parts), 6)
  assert.equal(varianceEstimate(parts), 16)
  assert.equal(varianceEstimate({ ...parts, squares: -1e6, sum: 0, isSample: true }), 0)
  const wide = { sum: { low: -9, high: 9 }, count: { low: -5, high: 5 }, squares: { low: -99, high: 99 } }
  assert.deepEqual(meanInterval({ ...wide, middle: 2, range }), { low: -2, high: 6 })
  const shape = { middle: 2, middleSquare: 8, range, isSample: false }
  assert.deepEqual(varianceInterval({ ...wide, ...shape }), { low: 0, high: 16 })
})

test('a mean with a well-known count is nearly as narrow as its sum', () => {
  const found = meanInterval({ sum: { low: 90, high: 110 }, count: { low: 99, high: 101 }, middle: 0, range })
  assert.deepEqual(found, { low: 90 / 101, high: 110 / 99 })
})

test('intervals that end before they start and impossible levels are refused', () => {
  const upside = { low: 1, high: 0 }
  assert.throws(() => meanInterval({ sum: upside, count: { low: 1, high: 1 }, middle: 0, range }), RangeError)
  assert.throws(() => laplaceConfidenceInterval({ noised: 0, scale: 1, alpha: 0 }), RangeError)
})
