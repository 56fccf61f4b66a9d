import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { discreteLaplaceDelta, laplaceDelta, randomizedResponseEpsilon } from './laplace.ts'

test('the discrete Laplace δ is the hockey-stick divergence summed over the integers', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 3, noNaN: true }),
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: -8, max: 8, noNaN: true }),
      (decay, sensitivity, epsilon) => {
        const p = (x: number): number => Math.tanh(decay / 2) * Math.exp(-decay * Math.abs(x))
        let sum = 0
        for (let x = -400; x <= 400; x += 1) sum += Math.max(0, p(x) - Math.exp(epsilon) * p(x - sensitivity))
        const delta = discreteLaplaceDelta(decay, sensitivity, epsilon)
        assert.ok(delta >= sum * (1 - 1e-12) - 1e-15 && delta <= sum + 1e-12, `${delta} against ${sum}`)
      },
    ),
  )
})

test('discrete Laplace noise on a fine grid costs what Laplace noise costs', () => {
  for (const epsilon of [-2, -0.3, 0, 0.4, 0.9]) {
    assert.ok(Math.abs(discreteLaplaceDelta(1e-6, 1_000_000, epsilon) - laplaceDelta(1, 1, epsilon)) < 1e-5)
  }
})

test('neither costs any δ from its pure ε on', () => {
  assert.equal(laplaceDelta(2, 1, 0.5), 0)
  assert.ok(laplaceDelta(2, 1, 0.4999) > 0)
  assert.equal(discreteLaplaceDelta(0.5, 4, 2), 0)
  assert.ok(discreteLaplaceDelta(0.5, 4, 1.999) > 0)
})

test('parameters without meaning are refused', () => {
  assert.throws(() => laplaceDelta(0, 1, 1), RangeError)
  assert.throws(() => discreteLaplaceDelta(1, 0.5, 1), RangeError)
  for (const p of [0.5, 1, Number.NaN]) assert.throws(() => randomizedResponseEpsilon(p), RangeError)
})
