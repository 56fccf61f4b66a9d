import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rational } from '../exact/rational.ts'
import { discreteLaplaceRho, exponentialMechanismRho, gaussianRho, laplaceRho, pureRho } from './rho.ts'

const orders = [1.0001, 1.01, 1.1, 1.5, 2, 3, 5, 10, 30, 100]

/** max over orders of D_α/α for two lists of probabilities, both ways round. */
function largestRatio(p: readonly number[], q: readonly number[]): number {
  const divergence = (a: readonly number[], b: readonly number[], order: number): number =>
    Math.log(a.reduce((sum, x, i) => sum + (x === 0 ? 0 : x * Math.exp((order - 1) * Math.log(x / (b[i] ?? 0)))), 0)) /
    (order - 1) /
    order
  return Math.max(...orders.flatMap((order) => [divergence(p, q, order), divergence(q, p, order)]))
}

function discreteLaplace(decay: number, shift: number): number[] {
  const weights = Array.from({ length: 401 }, (_, i) => Math.exp(-decay * Math.abs(i - 200 - shift)))
  const total = 1 / Math.tanh(decay / 2)
  return weights.map((w) => w / total)
}

test('ρ of Gaussian noise is exact', () => {
  assert.deepEqual(gaussianRho(rational(3n), rational(7n, 2n)), rational(3n, 7n))
  assert.throws(() => gaussianRho(rational(1n), rational(0n)), RangeError)
})

test('ρ of discrete Laplace noise bounds the Rényi divergence of every order, and is reached', () => {
  for (const [l1, scale] of [
    [1n, 1n],
    [1n, 2n],
    [2n, 1n],
    [3n, 2n],
    [5n, 5n],
    [8n, 4n],
  ] as const) {
    const rho = discreteLaplaceRho(l1, rational(scale))
    const ratio = largestRatio(discreteLaplace(1 / Number(scale), 0), discreteLaplace(1 / Number(scale), Number(l1)))
    assert.ok(ratio <= rho && ratio > rho * (1 - 1e-3), `l1 ${l1}, scale ${scale}: ${ratio} against ${rho}`)
  }
})

test('ρ of pure differential privacy bounds randomized response of every order, and is reached', () => {
  for (const epsilon of [0.01, 0.3, 1, 2, 5]) {
    const p = 1 / (1 + Math.exp(-epsilon))
    const ratio = largestRatio([p, 1 - p], [1 - p, p])
    assert.ok(ratio <= pureRho(epsilon) && ratio > pureRho(epsilon) * (1 - 3e-3))
    assert.ok(pureRho(epsilon) <= (epsilon * epsilon) / 2)
  }
})

test('Laplace costs less than discrete Laplace, and that less than randomized response', () => {
  for (const l1 of [1n, 2n, 10n, 1000n]) {
    for (const epsilon of [rational(1n, 1000n), rational(1n, 2n), rational(3n)]) {
      const scale = rational(l1 * epsilon.denominator, epsilon.numerator)
      const eps = Number(epsilon.numerator) / Number(epsilon.denominator)
      const rho = discreteLaplaceRho(l1, scale)
      assert.ok(rho >= laplaceRho(eps) && rho <= pureRho(eps) * (1 + 1e-12))
      if (l1 === 1n) assert.ok(rho > pureRho(eps) * (1 - 1e-12))
    }
  }
  const fine = discreteLaplaceRho(1_000_000n, rational(1_000_000n))
  assert.ok(Math.abs(fine - laplaceRho(1)) < 1e-12)
})

test('small and large ε lose no digits', () => {
  assert.ok(Math.abs(laplaceRho(1e-6) / 4.99999833333375e-13 - 1) < 1e-14)
  assert.ok(Math.abs(laplaceRho(0.5) / laplaceRho(0.4999999999999999) - 1) < 1e-14)
  assert.ok(Math.abs(laplaceRho(100) - 99) < 1e-12)
  assert.ok(Math.abs(pureRho(1000) - 1000) < 1e-9)
  assert.equal(exponentialMechanismRho(2), 0.5)
})

test('the exponential mechanism of bounded range keeps to its ρ', () => {
  // The worst pair of a bounded range ε has two outputs, with log-ratios t and t − ε.
  for (const epsilon of [0.1, 1, 4]) {
    for (let share = 0.05; share < 1; share += 0.05) {
      const t = share * epsilon
      const q = (1 - Math.exp(t - epsilon)) / (Math.exp(t) - Math.exp(t - epsilon))
      const p = q * Math.exp(t)
      assert.ok(largestRatio([p, 1 - p], [q, 1 - q]) <= exponentialMechanismRho(epsilon))
    }
  }
})

test('parameters without meaning are refused', () => {
  for (const rho of [laplaceRho, pureRho, exponentialMechanismRho]) {
    for (const epsilon of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => rho(epsilon), RangeError)
  }
  assert.throws(() => discreteLaplaceRho(0n, rational(1n)), RangeError)
  assert.throws(() => discreteLaplaceRho(1n, rational(0n)), RangeError)
})
