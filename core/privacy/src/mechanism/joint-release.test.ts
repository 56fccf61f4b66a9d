import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toNumber } from '../exact/double.ts'
import { compare, divide, type Rational, rational } from '../exact/rational.ts'
import { cheapestNoise, expectedError } from './cheapest-noise.ts'
import {
  type JointVector,
  jointGaussian,
  jointGaussianRho,
  jointLaplace,
  jointLaplaceEpsilon,
  jointLaplaceRho,
} from './joint-release.ts'

const losses = fc.tuple(fc.bigInt(1n, 10n ** 6n), fc.bigInt(1n, 10n ** 6n)).map(([a, b]) => rational(a, 10n ** 3n * b))

const vectors: fc.Arbitrary<JointVector> = fc.record({
  coordinates: fc.array(
    fc.record(
      {
        sensitivity: fc.bigInt(1n, 10n ** 12n),
        levels: fc.integer({ min: 1, max: 6 }),
        weight: fc.bigInt(1n, 20n).map((n) => rational(n, 7n)),
      },
      { requiredKeys: ['sensitivity'] },
    ),
    { minLength: 1, maxLength: 6 },
  ),
  maxGroups: fc.integer({ min: 1, max: 10_000 }),
})

function assertSpends(spent: Rational, allowed: Rational, atLeast: number): void {
  assert.ok(compare(spent, allowed) <= 0, `${toNumber(spent)} is more than ${toNumber(allowed)}`)
  assert.ok(toNumber(divide(spent, allowed)) >= atLeast, `${toNumber(spent)} of ${toNumber(allowed)} is spent`)
}

test('Gaussian noise spends the whole ρ and never more, in exact arithmetic', () => {
  fc.assert(
    fc.property(vectors, losses, (vector, rho) => {
      assertSpends(jointGaussianRho({ ...vector, sigmaSquared: jointGaussian({ ...vector, rho }) }), rho, 1 - 2 ** -30)
    }),
  )
})

test('Laplace noise spends the whole ε and never more, in exact arithmetic', () => {
  fc.assert(
    fc.property(vectors, losses, (vector, epsilon) => {
      const scales = jointLaplace({ ...vector, loss: { kind: 'pure', epsilon } })
      assertSpends(jointLaplaceEpsilon({ ...vector, scales }), epsilon, 1 - 2 ** -30)
    }),
  )
})

test('Laplace noise spends the whole ρ and never more', () => {
  fc.assert(
    fc.property(vectors, losses, (vector, rho) => {
      const scales = jointLaplace({ ...vector, loss: { kind: 'zcdp', rho } })
      assertSpends(jointLaplaceRho({ ...vector, scales }), rho, 1 - 1e-8)
    }),
    { numRuns: 40 },
  )
})

test('one count of one group has the textbook noise', () => {
  const vector = { coordinates: [{ sensitivity: 1n }], maxGroups: 1 }
  assert.deepEqual(jointGaussian({ ...vector, rho: rational(1n, 8n) }), [rational(4n)])
  assert.deepEqual(jointLaplace({ ...vector, loss: { kind: 'pure', epsilon: rational(1n, 4n) } }), [rational(4n)])
})

test('ten groups, a sum of 80 and a mean share one loss', () => {
  const vector = { coordinates: [{ sensitivity: 80n }, { sensitivity: 1n }], maxGroups: 10 }
  const scales = jointLaplace({ ...vector, loss: { kind: 'pure', epsilon: rational(1n, 4n) } })
  assert.deepEqual(scales, [rational(6400n), rational(80n)])
})

test('a tree of height four costs four coordinates, a weight of three leaves a third of the variance', () => {
  const rho = rational(1n, 2n)
  const tree = jointGaussian({ coordinates: [{ sensitivity: 2n, levels: 4 }], maxGroups: 1, rho })
  assert.deepEqual(tree, [rational(16n)])
  const weighted = { coordinates: [{ sensitivity: 1n, weight: rational(3n) }, { sensitivity: 1n }], maxGroups: 3, rho }
  assert.deepEqual(jointGaussian(weighted), [rational(4n), rational(12n)])
})

test('within ρ the narrower intervals win: Gaussian for small losses, Laplace where they are large', () => {
  const vector = { coordinates: [{ sensitivity: 1n }, { sensitivity: 1000n }], maxGroups: 2 }
  for (const [rho, kind] of [
    [rational(1n, 40n), 'discrete-gaussian'],
    [rational(1n), 'discrete-gaussian'],
    [rational(200n), 'discrete-laplace'],
  ] as const) {
    const noise = cheapestNoise({ ...vector, loss: { kind: 'zcdp', rho } })
    assert.deepEqual(
      noise.map((one) => one.kind),
      [kind, kind],
      String(rho.numerator),
    )
    assert.ok(expectedError(vector, noise) > 0)
  }
  const pure = cheapestNoise({ ...vector, loss: { kind: 'pure', epsilon: rational(1n) } })
  assert.deepEqual(
    pure.map((one) => one.kind),
    ['discrete-laplace', 'discrete-laplace'],
  )
})

test('a release of nothing, for nothing or for nobody is refused', () => {
  const good = { coordinates: [{ sensitivity: 1n }], maxGroups: 1, rho: rational(1n) }
  for (const wrong of [
    { coordinates: [] },
    { coordinates: [{ sensitivity: 0n }] },
    { coordinates: [{ sensitivity: 1n, levels: 0 }] },
    { coordinates: [{ sensitivity: 1n, weight: rational(0n) }] },
    { maxGroups: 0 },
    { rho: rational(0n) },
  ]) {
    assert.throws(() => jointGaussian({ ...good, ...wrong }), RangeError)
  }
  assert.throws(() => jointGaussianRho({ ...good, sigmaSquared: [] }), RangeError)
})
