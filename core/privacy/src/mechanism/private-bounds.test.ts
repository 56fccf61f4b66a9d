import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { discreteLaplaceDistribution } from '../distribution/discrete-laplace.ts'
import { rational } from '../exact/rational.ts'
import { counterBytes } from '../sample/counter-bytes.fixture.ts'
import { discreteLaplace } from '../sample/discrete-laplace.ts'
import { openRandom } from '../sample/random-bits.ts'
import { assertMeets, vectorsOf } from '../vectors.suite.ts'
import { approximateBoundsThreshold, boundsOfHistogram, logHistogram, privateBounds } from './private-bounds.ts'

test('the threshold is the published one; its ε is ln 4, whatever the vector says it assumes', () => {
  type Inputs = { num_bins: number; success_probability: number }
  for (const vector of vectorsOf<Inputs, number>('approx_bounds_threshold')) {
    const { num_bins: bins, success_probability: successProbability } = vector.inputs
    const actual = approximateBoundsThreshold({ bins, successProbability, epsilon: Math.log(4) })
    assertMeets(vector, actual, vector.expected)
  }
})

type Inputs = {
  values: (number | string)[]
  num_bins: number
  base: number
  scale: number
  threshold?: number
  success_probability?: number
}

test('without noise the bounds are the published ones', () => {
  for (const vector of vectorsOf<Inputs, number[]>('approx_bounds_result')) {
    const { values, num_bins: bins, threshold, success_probability: successProbability = 0.5, ...shape } = vector.inputs
    const numbers = values.map((value) => (value === 'INT_MIN' ? -(2 ** 31) : Number(value)))
    const found = boundsOfHistogram(
      logHistogram(numbers, { ...shape, bins }),
      { ...shape, bins },
      threshold ?? approximateBoundsThreshold({ bins, successProbability, epsilon: Math.log(3) }),
    )
    if (found.kind === 'not-found') throw new Error(vector.id)
    for (const [i, bound] of [found.low, found.high].entries())
      assertMeets(vector, bound, vector.expected[i] ?? Number.NaN)
  }
})

const shape = { bins: 4, base: 2, scale: 1 }

const rows: { values: number[]; threshold: number; found: [number, number] | undefined }[] = [
  { values: [-1, -1, -1, -1, 3, 9, 9, 9, 28, 12, 34], threshold: 4, found: [-1, 8] },
  { values: [-3, -3, -3, -3, -8, -8, -8, -8], threshold: 4, found: [-8, -2] },
  { values: [3, 3, 3, 3], threshold: 4, found: [2, 4] },
  { values: [0, 0, 0], threshold: 3, found: [0, 1] },
  { values: [0, 0, 0, Number.NaN], threshold: 4, found: undefined },
  { values: [Infinity, -Infinity], threshold: 1, found: [-8, 8] },
  { values: [], threshold: 1, found: undefined },
]

test('bounds are edges of the outermost bins that stand out, and there are none where none does', () => {
  for (const { values, threshold, found } of rows) {
    const outcome = boundsOfHistogram(logHistogram(values, shape), shape, threshold)
    const expected = found === undefined ? { kind: 'not-found' } : { kind: 'found', low: found[0], high: found[1] }
    assert.deepEqual(outcome, expected, String(values))
  }
})

test('one value more changes one bin by one', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), fc.double({ noNaN: true }), (values, another) => {
      const [before, after] = [logHistogram(values, shape), logHistogram([...values, another], shape)]
      const flat = [...after.negative, ...after.positive]
      const changes = [...before.negative, ...before.positive].map((count, bin) => (flat[bin] ?? 0n) - count)
      assert.equal(changes.filter((change) => change === 1n).length, 1)
      assert.equal(changes.filter((change) => change !== 0n).length, 1)
    }),
  )
})

const noise = { noise: discreteLaplace(rational(5n)), tail: discreteLaplaceDistribution(rational(5n)).tailAtLeast }

test('many values are found with noise; none are not, but for the stated probability', () => {
  const random = openRandom(counterBytes(8))
  const values = Array.from({ length: 4000 }, (_, i) => 1 + (i % 3))
  const failure = { failure: 1e-9, mostFailure: 1e-9 }
  const many = { ...noise, ...failure, shape, histogram: logHistogram(values, shape) }
  assert.deepEqual(privateBounds(many, random), { kind: 'found', low: 0, high: 4 })
  for (let i = 0; i < 500; i++) {
    const none = { ...noise, ...failure, shape, histogram: logHistogram([], shape) }
    assert.equal(privateBounds(none, random).kind, 'not-found')
  }
})

test('few values are found where more failure is allowed, and only there', () => {
  const histogram = { negative: [0n, 0n, 0n, 0n], positive: [0n, 40n, 0n, 0n] }
  const input = { ...noise, noise: () => 0n, shape, histogram, failure: 1e-12 }
  const random = openRandom(counterBytes(9))
  assert.deepEqual(privateBounds({ ...input, mostFailure: 0.05 }, random), { kind: 'found', low: 1, high: 2 })
  assert.deepEqual(privateBounds({ ...input, mostFailure: 1e-11 }, random), { kind: 'not-found' })
})

test('histograms of another shape and impossible shapes are refused', () => {
  const input = { ...noise, shape, histogram: logHistogram([], shape), failure: 0.01, mostFailure: 0.1 }
  const random = openRandom(counterBytes(10))
  for (const wrong of [
    { failure: 0 },
    { failure: 0.2 },
    { mostFailure: 1 },
    { histogram: { negative: [], positive: [] } },
    { histogram: { negative: [0n, 0n, 0n, -1n], positive: [0n, 0n, 0n, 0n] } },
    { shape: { ...shape, base: 1 } },
    { shape: { ...shape, scale: 0 } },
  ]) {
    assert.throws(() => privateBounds({ ...input, ...wrong }, random), RangeError)
  }
  assert.throws(() => logHistogram([], { ...shape, bins: 0 }), RangeError)
})
