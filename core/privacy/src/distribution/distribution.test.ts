import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rationalOf } from '../exact/double.ts'
import { type Rational, rational } from '../exact/rational.ts'
import { assertMeets, vectorsOf } from '../vectors.suite.ts'
import { discreteGaussianDistribution } from './discrete-gaussian.ts'
import { discreteLaplaceDistribution, laplaceCdf } from './discrete-laplace.ts'
import { exactDiscreteGaussianPmf, exactDiscreteLaplacePmf } from './exact-pmf.ts'
import { integratedTail, summedTail } from './gaussian-tail.ts'
import type { NoiseDistribution } from './noise-distribution.ts'

const gaussians = [
  rational(1n, 1000n),
  rational(1n, 4n),
  rational(2n, 3n),
  rational(1n),
  rational(5n),
  rational(77n, 2n),
]
const laplaces = [rational(1n, 20n), rational(1n, 2n), rational(1n), rational(7n, 3n)]

type Row = { readonly name: string; readonly known: NoiseDistribution; readonly masses: readonly number[] }
const bound = 150
const rows: Row[] = [
  ...gaussians.map((parameter) => ({
    name: `gaussian ${parameter.numerator}/${parameter.denominator}`,
    known: discreteGaussianDistribution(parameter),
    masses: exactDiscreteGaussianPmf(parameter, bound),
  })),
  ...laplaces.map((parameter) => ({
    name: `laplace ${parameter.numerator}/${parameter.denominator}`,
    known: discreteLaplaceDistribution(parameter),
    masses: exactDiscreteLaplacePmf(parameter, bound),
  })),
]
const mass = ({ masses }: Row, k: number): number => masses[k + bound] ?? 0
/** Pr[Z ≥ k], the small masses first. */
const tail = (row: Row, k: number): number => {
  let sum = 0
  for (let j = bound; j >= k; j--) sum += mass(row, j)
  return sum
}

test('masses agree with those from integers alone', () => {
  for (const row of rows) {
    for (let k = -60; k <= 60; k++) {
      const exact = mass(row, k)
      if (exact < 1e-60) continue
      const known = row.known.pmf(BigInt(k))
      assert.ok(Math.abs(known - exact) <= 2e-13 * exact, `${row.name} at ${k}: ${known}, not ${exact}`)
    }
  }
})

test('tails are bounded from above, within 1e-12 of themselves', () => {
  for (const row of rows) {
    for (let k = -40; k <= 40; k++) {
      const exact = tail(row, k)
      const bounded = row.known.tailAtLeast(BigInt(k))
      assert.ok(bounded >= exact * (1 - 1e-14), `${row.name} at ${k}: ${bounded} is below ${exact}`)
      if (exact > 1e-60) assert.ok(bounded <= exact * (1 + 1e-12), `${row.name} at ${k}: ${bounded} is above ${exact}`)
    }
    assert.ok(row.known.tailAtLeast(10n ** 40n) > 0)
    assert.ok(row.known.tailAtLeast(-(10n ** 40n)) === 1)
  }
})

test('the sum and the integral of a Gaussian bound the same tail', () => {
  for (const sigmaSquared of [rational(2n ** 20n), rational(10n ** 7n, 3n)]) {
    const [summed, integrated] = [summedTail(sigmaSquared), integratedTail(sigmaSquared)]
    for (const k of [-3000n, 0n, 1n, 2n, 500n, 1024n, 3000n, 8000n, 15_000n]) {
      const [a, b] = [summed(k), integrated(k)]
      assert.ok(a.low <= b.high && b.low <= a.high, `at ${k}`)
      assert.ok(b.high - b.low <= 1e-12 * b.high && a.high - a.low <= 1e-12 * a.high, `at ${k}`)
    }
  }
})

test('tails of wide Gaussians are those of the continuous one half a step nearer', () => {
  const wide = discreteGaussianDistribution(rational(10n ** 30n))
  // Q(z) with 50 digits.
  const normal: [bigint, number][] = [
    [0n, 0.5],
    [10n ** 15n, 0.15865525393145705],
    [5n * 10n ** 15n, 2.8665157187919391e-7],
    [20n * 10n ** 15n, 2.7536241186062337e-89],
  ]
  for (const [k, expected] of normal) {
    const bounded = wide.tailAtLeast(k)
    assert.ok(bounded >= expected && bounded <= expected * (1 + 2e-12), `at ${k}: ${bounded}`)
  }
})

test('standard deviations are those of the masses', () => {
  for (const { name, known, masses } of rows) {
    const variance = masses.reduce((sum, p, i) => sum + p * (i - bound) ** 2, 0)
    assert.ok(
      Math.abs(known.variance - variance) <= 1e-9 * variance + 1e-60,
      `${name}: ${known.variance}, not ${variance}`,
    )
    assert.equal(Math.abs(known.standardDeviation ** 2 - known.variance) <= 1e-14 * known.variance, true)
  }
})

test('a half width holds its confidence and none smaller does', () => {
  for (const row of rows) {
    for (const confidence of [0.1, 0.5, 0.9, 0.95, 0.99, 0.999999]) {
      const w = Number(row.known.halfWidth(confidence))
      const missed = (width: number): number => 2 * tail(row, width + 1)
      assert.ok(missed(w) <= 1 - confidence + 1e-15, `${row.name} at ${confidence}: ${w} is too small`)
      if (w > 0)
        assert.ok(missed(w - 1) > (1 - confidence) * (1 - 1e-12), `${row.name} at ${confidence}: ${w} is too large`)
    }
  }
})

test('half widths of wide noise are quantiles of the continuous one', () => {
  const gaussian = discreteGaussianDistribution(rational(10n ** 28n)).halfWidth(0.95)
  assert.ok(Math.abs(Number(gaussian) / 1e14 - 1.959963984540054) < 1e-13)
  const laplace = discreteLaplaceDistribution(rational(10n ** 14n)).halfWidth(0.95)
  assert.ok(Math.abs(Number(laplace) / 1e14 - Math.log(20)) < 1e-13)
})

test('there is no certain interval, and no noise of no scale', () => {
  for (const confidence of [0, 1, -1, 2, Number.NaN])
    assert.throws(() => discreteLaplaceDistribution(rational(1n)).halfWidth(confidence), RangeError)
  assert.throws(() => discreteGaussianDistribution(rational(0n)), RangeError)
  assert.throws(() => discreteLaplaceDistribution(rational(0n)), RangeError)
})

test('tails fall and add up to one with their mirror image', () => {
  const parameter = fc
    .tuple(fc.integer({ min: 1, max: 10 ** 6 }), fc.integer({ min: 1, max: 100 }), fc.constantFrom(1n, 2n ** 40n))
    .map(([a, b, grid]) => rational(BigInt(a) * grid, BigInt(b)))
  fc.assert(
    fc.property(parameter, fc.double({ min: -8, max: 8, noNaN: true }), (p, z) => {
      for (const known of [discreteGaussianDistribution(p), discreteLaplaceDistribution(p)]) {
        const k = BigInt(Math.round(z * known.standardDeviation))
        const here = known.tailAtLeast(k)
        assert.ok(known.tailAtLeast(k + 1n) <= here * (1 + 1e-11))
        const total = here + known.tailAtLeast(1n - k)
        assert.ok(total >= 1 && total <= 1 + 1e-11)
      }
    }),
    { numRuns: 100 },
  )
})

const squared = (sigma: number): Rational => rationalOf(sigma * sigma)

test('truncated Gaussians meet their vectors', () => {
  type Inputs = { readonly sigma: number; readonly truncation: number; readonly x: readonly number[] }
  const cumulative = vectorsOf<Inputs, number[]>('discrete_gaussian_cdf')
  for (const vector of cumulative) {
    const { sigma, truncation, x } = vector.inputs
    const masses = exactDiscreteGaussianPmf(squared(sigma), truncation)
    x.forEach((at, i) => {
      const sum = masses.slice(0, at + truncation + 1).reduce((a, b) => a + b, 0)
      assertMeets(vector, sum, vector.expected[i] ?? Number.NaN)
    })
  }
  const deviations = vectorsOf<Inputs, number>('discrete_gaussian_std')
  for (const vector of deviations) {
    const { sigma, truncation } = vector.inputs
    const masses = exactDiscreteGaussianPmf(squared(sigma), truncation)
    const variance = masses.reduce((sum, p, i) => sum + p * (i - truncation) ** 2, 0)
    assertMeets(vector, Math.sqrt(variance), vector.expected)
  }
})

test('variances of Gaussians meet their vectors', () => {
  const rows = vectorsOf<{ readonly sigma2: number }, number>('discrete_gaussian_variance')
  for (const vector of rows)
    assertMeets(vector, discreteGaussianDistribution(rationalOf(vector.inputs.sigma2)).variance, vector.expected)
})

test('the continuous Laplace distribution meets its vectors', () => {
  const rows = vectorsOf<{ readonly l1: number; readonly epsilon: number; readonly x: number }, number>('laplace_cdf')
  for (const vector of rows) {
    const { l1, epsilon, x } = vector.inputs
    assertMeets(vector, laplaceCdf(x, l1 / epsilon), vector.expected)
    assertMeets(vector, 1 - laplaceCdf(-x, l1 / epsilon), vector.expected)
  }
})

test('probabilities of reaching a threshold meet their vectors', () => {
  type Inputs = { readonly scale: number; readonly threshold: number; readonly l0: number; readonly linf: number }
  const rows = vectorsOf<Inputs, number>('discrete_laplace_threshold_delta')
  for (const vector of rows) {
    const { scale, threshold, l0, linf } = vector.inputs
    const single = discreteLaplaceDistribution(rationalOf(scale)).tailAtLeast(BigInt(threshold - linf))
    assertMeets(vector, 1 - (1 - single) ** l0, vector.expected)
  }
})
