import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalCdf } from '../numeric/normal.ts'
import { assertMeets, numberOf, type Vector, vectorsOf } from '../vectors.suite.ts'
import { discreteGaussianDelta } from './discrete-gaussian.ts'
import { gaussianDelta } from './gaussian.ts'
import { discreteLaplaceDelta, laplaceDelta } from './laplace.ts'
import { distributionDelta, massesAt, type Rounding } from './pld.ts'
import { composedDelta, composedEpsilon } from './pld-compose.ts'
import { lossDistributions, type Mechanism } from './pld-mechanism.ts'

function mechanismOf(vector: Vector): Mechanism {
  return 'b' in vector.inputs
    ? { kind: 'laplace', scale: numberOf(vector, 'b'), l1: numberOf(vector, 'l1') }
    : { kind: 'gaussian', sigma: numberOf(vector, 'sigma'), l2: numberOf(vector, 'l2') }
}

// The published Gaussian masses cut the noise off at ±0.9σ.
const tail = 2 * normalCdf(-0.9)

for (const [category, rounding] of [
  ['pld_laplace_pessimistic_pmf', 'pessimistic'],
  ['pld_laplace_connect_dots_pmf', 'connect-the-dots'],
  ['pld_gaussian_pessimistic_pmf', 'pessimistic'],
  ['pld_gaussian_connect_dots_pmf', 'connect-the-dots'],
] as const) {
  test(`the reference vectors ${category} are met`, () => {
    for (const vector of vectorsOf(category)) {
      const pair = lossDistributions(mechanismOf(vector), { step: numberOf(vector, 'discretization'), rounding, tail })
      const { loss_index: indices } = vector.inputs
      assert.ok(Array.isArray(indices))
      assertMeets(vector, massesAt(pair.remove, indices.map(Number)))
    }
  })
}

test('the reference vectors pld_gaussian_connect_dots_infinity_mass are met', () => {
  for (const vector of vectorsOf('pld_gaussian_connect_dots_infinity_mass')) {
    const step = numberOf(vector, 'discretization')
    const { remove } = lossDistributions(mechanismOf(vector), { step, rounding: 'connect-the-dots', tail })
    assert.equal(remove.lowest + remove.masses.length - 1, numberOf(vector, 'upper_loss_index'))
    assertMeets(vector, [remove.infinite])
  }
})

const exactDelta: readonly (readonly [Mechanism, (epsilon: number) => number])[] = [
  [{ kind: 'gaussian', sigma: 2, l2: 3 }, (epsilon) => gaussianDelta(2, epsilon, 3)],
  [{ kind: 'laplace', scale: 1.3, l1: 1 }, (epsilon) => laplaceDelta(1.3, 1, epsilon)],
  [{ kind: 'discrete-laplace', decay: 0.37, sensitivity: 3 }, (epsilon) => discreteLaplaceDelta(0.37, 3, epsilon)],
  [
    { kind: 'discrete-gaussian', sigmaSquared: 3, sensitivity: 2 },
    (epsilon) => discreteGaussianDelta({ sigmaSquared: 3 }, 2, epsilon),
  ],
  [
    { kind: 'discrete-gaussian', sigmaSquared: 3, sensitivity: 2, truncation: 4 },
    (epsilon) => discreteGaussianDelta({ sigmaSquared: 3, truncation: 4 }, 2, epsilon),
  ],
  [
    { kind: 'approximate', epsilon: 0.7, delta: 0.01 },
    (epsilon) => 0.01 + (0.99 * Math.max(0, Math.exp(0.7) - Math.exp(epsilon))) / (1 + Math.exp(0.7)),
  ],
]

for (const [mechanism, delta] of exactDelta) {
  test(`losses of ${mechanism.kind} on a grid cost no less than exactly, and little more by connected dots`, () => {
    for (const rounding of ['pessimistic', 'connect-the-dots'] satisfies Rounding[]) {
      const { remove } = lossDistributions(mechanism, { step: 0.01, rounding, tail: 1e-12 })
      const total = remove.masses.reduce((sum, mass) => sum + mass, remove.infinite)
      assert.ok(Math.abs(total - 1) < 1e-9)
      for (let epsilon = 0.003; epsilon < 4; epsilon += 0.0917) {
        const onGrid = distributionDelta(remove, epsilon)
        assert.ok(onGrid >= delta(epsilon) * (1 - 1e-9) - 1e-13, `ε = ${epsilon}: ${onGrid} below ${delta(epsilon)}`)
        assert.ok(onGrid <= delta(epsilon) + (rounding === 'pessimistic' ? 0.01 : 1e-4))
      }
    }
  })
}

/** δ(ε) of several discrete Laplace mechanisms by going through every combination of outputs. */
function enumeratedDelta(decays: readonly number[], sensitivity: number, epsilon: number): number {
  let pairs: (readonly [number, number])[] = [[1, 1]]
  for (const decay of decays) {
    const p = (x: number): number => Math.tanh(decay / 2) * Math.exp(-decay * Math.abs(x))
    // Outputs beyond the two true values have the same likelihood ratio; they are taken together.
    const end = 1 / (1 + Math.exp(-decay))
    const outputs: (readonly [number, number])[] = [
      [end, end * Math.exp(-decay * sensitivity)],
      [end * Math.exp(-decay * sensitivity), end],
    ]
    for (let x = 1; x < sensitivity; x += 1) outputs.push([p(x), p(x - sensitivity)])
    pairs = pairs.flatMap(([a, b]) => outputs.map(([c, d]) => [a * c, b * d] as const))
  }
  return pairs.reduce((sum, [a, b]) => sum + Math.max(0, a - Math.exp(epsilon) * b), 0)
}

test('composition is what going through all outputs gives, rounded up', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.05, max: 0.6, noNaN: true }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (decays, sensitivity, epsilon) => {
        const grid = { step: 2 ** -8, rounding: 'connect-the-dots', tail: 1e-20 } as const
        const parts = decays.map((decay) => ({
          distribution: lossDistributions({ kind: 'discrete-laplace', decay, sensitivity }, grid).remove,
          count: 1,
        }))
        const exact = enumeratedDelta(decays, sensitivity, epsilon)
        const composed = composedDelta(parts, epsilon)
        assert.ok(composed >= exact * (1 - 1e-9) - 1e-16 && composed <= exact + 1e-3, `${composed} against ${exact}`)
        if (exact > 1e-12) {
          const back = composedEpsilon(parts, composed)
          assert.ok(Math.abs(back - epsilon) < 1e-6 * (1 + epsilon), `${back} is not ${epsilon}`)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('far in the tail the composition of Gaussians keeps its digits', () => {
  const { remove } = lossDistributions(
    { kind: 'gaussian', sigma: 10, l2: 1 },
    { step: 2 ** -10, rounding: 'connect-the-dots', tail: 1e-60 },
  )
  for (const epsilon of [1, 3, 5]) {
    const ratio =
      composedDelta([{ distribution: remove, count: 20 }], epsilon) / gaussianDelta(10 / Math.sqrt(20), epsilon, 1)
    assert.ok(ratio >= 1 - 1e-9 && ratio < 1 + 1e-3, `${ratio} at ε = ${epsilon}`)
  }
})

test('what cannot be composed is refused', () => {
  const grid = { rounding: 'pessimistic', tail: 1e-20 } as const
  const of = (step: number) => lossDistributions({ kind: 'laplace', scale: 1, l1: 1 }, { ...grid, step }).remove
  assert.throws(() => composedEpsilon([], 0.1), RangeError)
  assert.throws(
    () =>
      composedEpsilon(
        [
          { distribution: of(0.1), count: 1 },
          { distribution: of(0.2), count: 1 },
        ],
        0.1,
      ),
    RangeError,
  )
  assert.throws(() => composedEpsilon([{ distribution: of(0.1), count: 0 }], 0.1), RangeError)
  assert.throws(() => composedEpsilon([{ distribution: of(0.1), count: 1 }], 1), RangeError)
  assert.throws(
    () => lossDistributions({ kind: 'laplace', scale: 1, l1: 1, sampling: 2 }, { ...grid, step: 1 }),
    RangeError,
  )
})
