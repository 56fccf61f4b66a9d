import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { discreteGaussianDelta } from './discrete-gaussian.ts'
import { gaussianDelta, gaussianEpsilon, gaussianSigma } from './gaussian.ts'

const sigma = fc.double({ min: 0.05, max: 500, noNaN: true })
const epsilon = fc.double({ min: 0, max: 12, noNaN: true })

/** The hockey-stick divergence by numerical integration of the densities, on a fine grid. */
function integratedDelta(sigmaOfNoise: number, eps: number): number {
  const step = sigmaOfNoise / 400
  let sum = 0
  for (let x = -12 * sigmaOfNoise; x < 12 * sigmaOfNoise + 1; x += step) {
    const [p, q] = [Math.exp(-((x - 1) ** 2) / (2 * sigmaOfNoise ** 2)), Math.exp(-(x ** 2) / (2 * sigmaOfNoise ** 2))]
    sum += Math.max(0, p - Math.exp(eps) * q)
  }
  return (sum * step) / (sigmaOfNoise * Math.sqrt(2 * Math.PI))
}

test('the Gaussian δ is the hockey-stick divergence of the two densities', () => {
  for (const [s, eps] of [
    [1, 0],
    [1, 1],
    [2, 0.5],
    [0.4, 3],
    [5, 0.1],
    [3, -0.5],
  ] as const) {
    assert.ok(Math.abs(gaussianDelta(s, eps, 1) - integratedDelta(s, eps)) < 1e-5, `σ = ${s}, ε = ${eps}`)
  }
})

test('a calibrated σ keeps its promise and none a little smaller does', () => {
  fc.assert(
    fc.property(
      epsilon,
      fc.double({ min: -60, max: -0.1, noNaN: true }),
      fc.integer({ min: 1, max: 1000 }),
      (eps, logDelta, l2) => {
        const delta = Math.exp(logDelta)
        const calibrated = gaussianSigma(eps, delta, l2)
        assert.ok(gaussianDelta(calibrated, eps, l2) <= delta * (1 + 1e-9))
        assert.ok(gaussianDelta(calibrated * (1 - 1e-6), eps, l2) > delta)
      },
    ),
    { numRuns: 40 },
  )
})

test('ε of a σ gives back its δ from below', () => {
  fc.assert(
    fc.property(sigma, fc.double({ min: -40, max: -1, noNaN: true }), (s, logDelta) => {
      const eps = gaussianEpsilon(s, Math.exp(logDelta), 1)
      assert.ok(gaussianDelta(s, eps, 1) <= Math.exp(logDelta))
      if (eps > 1e-6) assert.ok(gaussianDelta(s, eps * (1 - 1e-6), 1) > Math.exp(logDelta))
    }),
    { numRuns: 40 },
  )
})

test('discrete and continuous Gaussian noise of a few units cost the same', () => {
  for (const eps of [0.1, 0.5, 1]) {
    const ratio = discreteGaussianDelta({ sigmaSquared: 10000 }, 100, eps) / gaussianDelta(100, eps, 100)
    assert.ok(Math.abs(ratio - 1) < 0.02, `${ratio}`)
  }
})

test('cutting the discrete Gaussian off adds what the neighbour cannot explain', () => {
  const cut = discreteGaussianDelta({ sigmaSquared: 1, truncation: 2 }, 1, 20)
  const atTheEdge = Math.exp(-2) / (1 + 2 * Math.exp(-0.5) + 2 * Math.exp(-2))
  assert.ok(cut >= atTheEdge && cut < atTheEdge * (1 + 1e-9))
  assert.equal(discreteGaussianDelta({ sigmaSquared: 1, truncation: 2 }, 5, 20), 1)
})

test('parameters without meaning are refused', () => {
  for (const [s, l2] of [
    [0, 1],
    [-1, 1],
    [Number.NaN, 1],
    [1, 0],
    [1, Number.POSITIVE_INFINITY],
  ] as const) {
    assert.throws(() => gaussianDelta(s, 1, l2), RangeError)
  }
  assert.throws(() => gaussianDelta(1, Number.NaN, 1), RangeError)
  for (const delta of [0, 1, -1, Number.NaN]) {
    assert.throws(() => gaussianSigma(1, delta, 1), RangeError)
    assert.throws(() => gaussianEpsilon(1, delta, 1), RangeError)
  }
  assert.throws(() => gaussianSigma(-1, 0.1, 1), RangeError)
  assert.throws(() => discreteGaussianDelta({ sigmaSquared: 1 }, 1.5, 1), RangeError)
})
