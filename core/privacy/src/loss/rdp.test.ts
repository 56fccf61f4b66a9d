import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assertMeets, assertWithin, numberOf, type Vector, vectorsOf } from '../vectors.suite.ts'
import {
  addRenyi,
  boundedRangeRenyi,
  gaussianRenyi,
  rdpDelta,
  rdpEpsilon,
  subsampledGaussianRenyi,
  subsampledGaussianRenyiSeries,
} from './rdp.ts'
import { exponentialMechanismRho } from './rho.ts'
import { zcdpDelta, zcdpEpsilon } from './zcdp.ts'

function ordersOf(vector: Vector): readonly number[] {
  const { orders } = vector.inputs
  if (Array.isArray(orders)) return orders.map(Number)
  const [from = Number.NaN, to = Number.NaN] = String(orders).split('..').map(Number)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

test('the reference vectors rdp_to_eps are met', () => {
  for (const vector of vectorsOf('rdp_to_eps')) {
    const divergence = Number.parseFloat(String(vector.inputs.rdp))
    const curve = ordersOf(vector).map((order) => ({ order, divergence }))
    assertMeets(vector, [rdpEpsilon(curve, numberOf(vector, 'delta'))])
  }
})

test('the reference vectors rdp_exponential_mechanism are met', () => {
  for (const vector of vectorsOf('rdp_exponential_mechanism')) {
    assertMeets(vector, [boundedRangeRenyi(numberOf(vector, 'epsilon'), numberOf(vector, 'alpha'))])
  }
})

test('the reference vectors rdp_subsampled_gaussian are met by the series', () => {
  for (const vector of vectorsOf('rdp_subsampled_gaussian')) {
    const [q, sigma, count] = [numberOf(vector, 'q'), numberOf(vector, 'sigma'), numberOf(vector, 'count')]
    assertMeets(
      vector,
      ordersOf(vector).map((order) => count * subsampledGaussianRenyiSeries(q, sigma, order)),
    )
  }
})

test('the integral agrees with 40 digits at fractional orders, with sums at whole ones, and never passes the series', () => {
  // q = 0.01, σ = 2.5, 50 times; computed with 40 digits.
  assertWithin('order 1.5', 50 * subsampledGaussianRenyi(0.01, 2.5, 1.5), 0.000650070897188, 'rel:1e-6')
  assertWithin('order 2.5', 50 * subsampledGaussianRenyi(0.01, 2.5, 2.5), 0.00108541805692, 'rel:1e-6')
  for (const [q, sigma] of [
    [0.01, 1],
    [0.3, 2],
    [0.001, 0.6],
    [0.9, 5],
  ] as const) {
    const two = Math.log1p(q * q * Math.expm1(1 / (sigma * sigma)))
    assertWithin('order 2', subsampledGaussianRenyi(q, sigma, 2), two, 'rel:1e-6')
    for (const order of [1.25, 2, 3.5, 4, 17, 64]) {
      const integral = subsampledGaussianRenyi(q, sigma, order)
      const series = subsampledGaussianRenyiSeries(q, sigma, order)
      assert.ok(integral <= series * (1 + 1e-9) + 1e-11)
      if (Number.isInteger(order)) assertWithin(`order ${order}`, integral, series, 'rel:1e-6')
    }
  }
  assert.equal(subsampledGaussianRenyi(1, 2, 3), gaussianRenyi(2, 1, 3))
})

test('a bounded range keeps below its ρ at every order, and near order 1 nothing jumps', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 6, noNaN: true }),
      fc.double({ min: 1, max: 60, noNaN: true }),
      (epsilon, order) => {
        const divergence = boundedRangeRenyi(epsilon, order)
        assert.ok(divergence <= order * exponentialMechanismRho(epsilon) + 1e-9 && divergence <= epsilon + 1e-9)
      },
    ),
  )
  assertWithin('around 1', boundedRangeRenyi(1, 1 + 1e-5), boundedRangeRenyi(1, 1), 2e-6)
})

test('the divergences of a Gaussian come to what its ρ comes to, but for the orders between', () => {
  const orders = Array.from({ length: 400 }, (_, index) => 1.05 + index / 10)
  const rho = 0.05
  const curve = orders.map((order) => ({ order, divergence: gaussianRenyi(Math.sqrt(10), 1, order) }))
  assertWithin('ε', rdpEpsilon(curve, 1e-6), zcdpEpsilon(rho, 1e-6), 1e-4)
  assert.ok(rdpEpsilon(curve, 1e-6) >= zcdpEpsilon(rho, 1e-6) * (1 - 1e-9))
  assertWithin('δ', rdpDelta(curve, 1.5), zcdpDelta(rho, 1.5), 'rel:1e-3')
  assertWithin('twice', rdpEpsilon(addRenyi(curve, curve), 1e-6), zcdpEpsilon(2 * rho, 1e-6), 1e-3)
})

test('parameters without meaning are refused', () => {
  assert.throws(() => rdpEpsilon([{ order: 1, divergence: 0.1 }], 0.1), RangeError)
  assert.throws(() => rdpEpsilon([{ order: 2, divergence: -0.1 }], 0.1), RangeError)
  assert.throws(() => rdpDelta([], -1), RangeError)
  assert.throws(() => addRenyi([{ order: 2, divergence: 1 }], [{ order: 3, divergence: 1 }]), RangeError)
  assert.throws(() => subsampledGaussianRenyi(0, 1, 2), RangeError)
  assert.throws(() => subsampledGaussianRenyiSeries(1, 1, 2), RangeError)
  assert.throws(() => boundedRangeRenyi(1, 0.5), RangeError)
})
