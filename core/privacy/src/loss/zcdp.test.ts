import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { gaussianDelta, gaussianEpsilon } from './gaussian.ts'
import { zcdpDelta, zcdpEpsilon, zcdpRho } from './zcdp.ts'

const rho = fc.double({ min: -14, max: 4, noNaN: true }).map(Math.exp)
const delta = fc.double({ min: -60, max: -0.5, noNaN: true }).map(Math.exp)

test('the three conversions agree, each rounded to its safe side', () => {
  fc.assert(
    fc.property(rho, delta, (r, d) => {
      const epsilon = zcdpEpsilon(r, d)
      if (epsilon < 1e-6) return
      assert.ok(zcdpDelta(r, epsilon) <= d * (1 + 1e-9))
      assert.ok(zcdpDelta(r, epsilon * (1 - 1e-9)) >= d * (1 - 1e-6))
      const back = zcdpRho(epsilon, d)
      assert.ok(back <= r * (1 + 1e-9) && back >= r * (1 - 1e-6), `${back} is not ${r}`)
      assert.ok(zcdpEpsilon(zcdpRho(epsilon, d), d) <= epsilon * (1 + 1e-12))
    }),
  )
})

test('a Gaussian mechanism costs no less by its ρ than exactly, and little more', () => {
  fc.assert(
    fc.property(rho, delta, (r, d) => {
      const sigma = Math.sqrt(1 / (2 * r))
      const exact = gaussianEpsilon(sigma, d, 1)
      const converted = zcdpEpsilon(r, d)
      assert.ok(converted >= exact * (1 - 1e-12))
      assert.ok(zcdpDelta(r, exact) >= gaussianDelta(sigma, exact, 1) * (1 - 1e-9))
      assert.ok(converted <= r + 2 * Math.sqrt(r * -Math.log(d)))
    }),
  )
})

test('no noise in the order of the divergence: a finer search finds nothing better', () => {
  const at = (order: number, r: number, d: number): number =>
    order * r + Math.log1p(-1 / order) - Math.log(d * order) / (order - 1)
  for (const [r, d] of [
    [0.001, 1e-9],
    [0.025, 1e-6],
    [1, 1e-5],
    [40, 1e-12],
  ] as const) {
    let best = Number.POSITIVE_INFINITY
    for (let step = -600; step < 1200; step += 1) best = Math.min(best, at(1 + Math.exp(step / 100), r, d))
    assert.ok(zcdpEpsilon(r, d) <= best && zcdpEpsilon(r, d) >= best * (1 - 1e-3))
  }
})

test('nothing spent costs nothing', () => {
  assert.equal(zcdpEpsilon(0, 1e-6), 0)
  assert.equal(zcdpDelta(0, 0.1), 0)
})

test('parameters without meaning are refused', () => {
  for (const d of [0, 1, Number.NaN]) {
    assert.throws(() => zcdpEpsilon(1, d), RangeError)
    assert.throws(() => zcdpRho(1, d), RangeError)
  }
  for (const r of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => zcdpEpsilon(r, 0.1), RangeError)
    assert.throws(() => zcdpDelta(r, 1), RangeError)
  }
  assert.throws(() => zcdpDelta(1, -1), RangeError)
  assert.throws(() => zcdpRho(0, 0.1), RangeError)
})
