import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rationalOf } from '../exact/double.ts'
import { type Rational, rational } from '../exact/rational.ts'
import { assertMeets, vectorsOf } from '../vectors.suite.ts'
import { gaussianThreshold, gaussianThresholdDelta } from './gaussian-threshold.ts'
import {
  discreteLaplaceThreshold,
  discreteLaplaceThresholdDelta,
  geometricSelectionDelta,
} from './laplace-threshold.ts'
import { isGroupPublished, smallestThreshold } from './threshold.ts'

// The weights of every integer that matters, added up one by one: nothing of the implementation is used.
function enumeratedDelta(weight: (k: number) => number, reach: number, threshold: number, maxGroups: number): number {
  let [total, published] = [0, 0]
  for (let k = -reach; k <= reach; k++) {
    total += weight(k)
    if (1 + k >= threshold) published += weight(k)
  }
  return -Math.expm1(maxGroups * Math.log1p(-published / total))
}

type Case = { name: string; threshold: bigint; delta: number; maxGroups: number; weight: (k: number) => number }

function gaussianCase(sigmaSquared: Rational, delta: number, maxGroups: number): Case {
  const variance = Number(sigmaSquared.numerator) / Number(sigmaSquared.denominator)
  const threshold = gaussianThreshold({ sigmaSquared, delta, maxGroups })
  return {
    name: `Gaussian ${variance}`,
    threshold,
    delta,
    maxGroups,
    weight: (k) => Math.exp((-k * k) / (2 * variance)),
  }
}

function laplaceCase(scale: Rational, delta: number, maxGroups: number): Case {
  const b = Number(scale.numerator) / Number(scale.denominator)
  const threshold = discreteLaplaceThreshold({ scale, delta, maxGroups })
  return { name: `Laplace ${b}`, threshold, delta, maxGroups, weight: (k) => Math.exp(-Math.abs(k) / b) }
}

test('enumerated over the integers, the threshold fails with at most δ and one less fails more often', () => {
  const cases = [gaussianCase, laplaceCase].flatMap((make) =>
    [rational(1n, 4n), rational(1n), rational(7n, 3n), rational(30n), rational(400n)].flatMap((scale) =>
      [0.3, 1e-2, 1e-5, 1e-9].flatMap((delta) => [1, 3, 40].map((maxGroups) => make(scale, delta, maxGroups))),
    ),
  )
  for (const { name, threshold, delta, maxGroups, weight } of cases) {
    const at = (t: bigint): number => enumeratedDelta(weight, 30_000, Number(t), maxGroups)
    assert.ok(at(threshold) <= delta * (1 + 1e-9), `${name}, δ = ${delta}, κ = ${maxGroups}: T = ${threshold}`)
    if (threshold > 1n) assert.ok(at(threshold - 1n) > delta * (1 - 1e-9), `${name}: ${threshold} is too large`)
  }
})

test('the reverse is never below the enumerated δ and next to it', () => {
  for (const [scale, threshold, maxGroups] of [
    [3n, 20, 1],
    [3n, 20, 7],
    [50n, 200, 2],
    [1n, 1, 5],
  ] as const) {
    const b = Number(scale)
    const input = { threshold: BigInt(threshold), maxGroups }
    for (const [actual, weight] of [
      [discreteLaplaceThresholdDelta({ ...input, scale: rational(scale) }), (k: number) => Math.exp(-Math.abs(k) / b)],
      [gaussianThresholdDelta({ ...input, sigmaSquared: rational(scale) }), (k: number) => Math.exp(-(k * k) / 2 / b)],
    ] as const) {
      const expected = enumeratedDelta(weight, 5000, threshold, maxGroups)
      assert.ok(actual >= expected * (1 - 1e-12) && actual <= expected * (1 + 1e-9), `${actual}, not ${expected}`)
    }
  }
})

type Discrete = { scale: number; threshold: number; l0: number; linf: number }

test('keeping a count that equals the threshold is part of δ', () => {
  for (const vector of vectorsOf<Discrete, number>('discrete_laplace_threshold_delta')) {
    const { scale, threshold, l0, linf } = vector.inputs
    const input = { scale: rationalOf(scale), threshold: BigInt(threshold), maxGroups: l0, sensitivity: BigInt(linf) }
    assertMeets(vector, discreteLaplaceThresholdDelta(input), vector.expected)
  }
})

test('geometric selection of rows has the published δ', () => {
  type Inputs = { alpha: number; threshold: number; d_in: number }
  for (const vector of vectorsOf<Inputs, number>('geometric_partition_selection_delta')) {
    const { alpha, threshold, d_in: rows } = vector.inputs
    const actual = geometricSelectionDelta({ scale: rationalOf(alpha), threshold: BigInt(threshold), rows })
    assertMeets(vector, actual, vector.expected)
  }
  const two = geometricSelectionDelta({ scale: rational(1n), threshold: 50n, rows: 2 })
  assert.ok(Math.abs(two / (2 * Math.exp(2) * 3.8328565409781243e-22) - 1) < 1e-9)
  assert.equal(geometricSelectionDelta({ scale: rational(1n), threshold: 50n, rows: 0 }), 0)
})

test('a minimum of units shifts the noisy count and demands the exact one', () => {
  const rows = [
    { units: 5n, noisyUnits: 14n, threshold: 10n, minimumUnits: 5, published: true },
    { units: 5n, noisyUnits: 13n, threshold: 10n, minimumUnits: 5, published: false },
    { units: 4n, noisyUnits: 90n, threshold: 10n, minimumUnits: 5, published: false },
    { units: 1n, noisyUnits: 10n, threshold: 10n, minimumUnits: 1, published: true },
    { units: 0n, noisyUnits: 90n, threshold: 10n, minimumUnits: 1, published: false },
  ]
  for (const { published, ...row } of rows) assert.equal(isGroupPublished(row, row), published)
  assert.throws(() => isGroupPublished({ units: 1n, noisyUnits: 1n }, { threshold: 1n, minimumUnits: 0 }), RangeError)
})

test('more groups, less δ and more noise never lower the threshold', () => {
  const parameters = fc.record({
    sigmaSquared: fc.bigInt(1n, 10n ** 7n).map((n) => rational(n, 100n)),
    delta: fc.double({ min: 1e-12, max: 0.5, noNaN: true }),
    maxGroups: fc.integer({ min: 1, max: 1000 }),
  })
  fc.assert(
    fc.property(parameters, (p) => {
      const threshold = gaussianThreshold(p)
      assert.ok(gaussianThreshold({ ...p, maxGroups: p.maxGroups + 1 }) >= threshold)
      assert.ok(gaussianThreshold({ ...p, delta: p.delta / 2 }) >= threshold)
      const { numerator, denominator } = p.sigmaSquared
      assert.ok(gaussianThreshold({ ...p, sigmaSquared: rational(2n * numerator, denominator) }) >= threshold)
    }),
    { numRuns: 40 },
  )
})

test('a threshold for no δ is refused', () => {
  for (const delta of [0, 1, 1e-301, Number.NaN]) {
    assert.throws(() => smallestThreshold(() => 0.5, { delta, maxGroups: 1 }), RangeError)
  }
  assert.throws(() => gaussianThreshold({ sigmaSquared: rational(1n), delta: 0.1, maxGroups: 0 }), RangeError)
})
