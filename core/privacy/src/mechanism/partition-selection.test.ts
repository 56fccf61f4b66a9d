import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rationalOf, toNumber } from '../exact/double.ts'
import { add, compare, multiply, type Rational, rational, subtract } from '../exact/rational.ts'
import { openRandom } from '../sample/random-bits.ts'
import { assertMeets, vectorsOf } from '../vectors.suite.ts'
import { expNegative } from './exp-bounds.ts'
import { approximateKeepProbability, partitionCrossovers } from './partition-crossovers.ts'
import { partitionKeepProbability, partitionSelection, partitionSelectionLoss } from './partition-selection.ts'

type Inputs = { users: number; epsilon: number; delta: number; l0: number }

test('keep probabilities are the published ones, tiny deltas included', () => {
  for (const vector of vectorsOf<Inputs, number>('partition_keep_probability')) {
    const { users, l0: maxGroups, ...loss } = vector.inputs
    const exact = partitionKeepProbability({ ...loss, maxGroups, units: BigInt(users) })
    assertMeets(vector, exact, vector.expected)
    const closed = approximateKeepProbability({ ...loss, maxGroups, units: users })
    assertMeets(vector, closed, vector.expected)
  }
})

test('the crossovers are the published ones', () => {
  for (const vector of vectorsOf<Inputs, number[]>('partition_crossovers')) {
    assert.deepEqual(partitionCrossovers({ ...vector.inputs, maxGroups: vector.inputs.l0 }), vector.expected)
  }
})

const one = rational(1n)

// All four inequalities of (ε, δ) for a choice of two outcomes, checked without rounding.
function assertPrivate(before: Rational, after: Rational, growth: Rational, delta: Rational): void {
  const holds = (a: Rational, b: Rational): boolean => compare(a, add(multiply(growth, b), delta)) <= 0
  const [notBefore, notAfter] = [subtract(one, before), subtract(one, after)]
  for (const [a, b] of [
    [before, after],
    [after, before],
    [notBefore, notAfter],
    [notAfter, notBefore],
  ] as const) {
    assert.ok(holds(a, b), `${toNumber(before)} to ${toNumber(after)} loses too much`)
  }
}

test('the probabilities used satisfy the definition exactly, one unit more or less at a time', () => {
  const parameters = fc.record({
    epsilon: fc.double({ min: 1e-3, max: 60, noNaN: true }),
    delta: fc.double({ min: 1e-30, max: 0.9, noNaN: true }),
    maxGroups: fc.integer({ min: 1, max: 20 }),
  })
  fc.assert(
    fc.property(parameters, ({ epsilon, delta, maxGroups }) => {
      const selection = partitionSelection({ epsilon, delta, maxGroups })
      const share = rational(1n, BigInt(maxGroups))
      const decay = expNegative(multiply(rationalOf(epsilon), share), 400)
      // 2^400 over an upper bound of e^−ε is not above e^ε.
      const growth = rational(1n << 400n, decay.high)
      for (let units = 1n; units <= 40n; units++) {
        const [before, after] = [selection.probability(units - 1n), selection.probability(units)]
        assertPrivate(before, after, growth, multiply(rationalOf(delta), share))
      }
    }),
    { numRuns: 60 },
  )
})

test('the exact probabilities are next to the closed form and never above it by more than its rounding', () => {
  for (const [epsilon, delta, maxGroups] of [
    [0.5, 0.02, 1],
    [0.1, 1e-6, 1],
    [1, 1e-9, 3],
    [1e-9, 0.01, 1],
    [40, 1e-150, 2],
  ] as const) {
    const selection = partitionSelection({ epsilon, delta, maxGroups })
    for (let units = 0; units < 400; units += 7) {
      const closed = approximateKeepProbability({ epsilon, delta, maxGroups, units })
      const exact = toNumber(selection.probability(BigInt(units)))
      assert.ok(Math.abs(exact - closed) <= 1e-9 * closed, `${epsilon} ${delta} ${units}: ${exact}, not ${closed}`)
    }
  }
})

test('a group of nobody is never published, and a large one always', () => {
  const { isPublished, probability } = partitionSelection({ epsilon: 1, delta: 1e-6, maxGroups: 1 })
  const random = openRandom((count) => new Uint8Array(count))
  assert.equal(isPublished(0n, random), false)
  assert.equal(isPublished(1n, random), true, 'zeros draw the smallest number')
  assert.deepEqual(probability(10n ** 30n), one)
  const largest = openRandom((count) => new Uint8Array(count).fill(255))
  assert.equal(isPublished(10n ** 30n, largest), true)
  assert.equal(isPublished(5n, largest), false)
})

test('the zero-concentrated loss of κ groups is ε²/2κ', () => {
  assert.deepEqual(partitionSelectionLoss({ epsilon: 0.5, delta: 1e-6, maxGroups: 4 }), {
    rho: rational(1n, 32n),
    delta: 1e-6,
  })
})

test('parameters that promise nothing are refused', () => {
  for (const wrong of [{ epsilon: 0 }, { epsilon: Infinity }, { delta: 0 }, { delta: 1 }, { maxGroups: 0 }]) {
    assert.throws(() => partitionSelection({ epsilon: 1, delta: 0.1, maxGroups: 1, ...wrong }), RangeError)
  }
  assert.throws(() => partitionSelection({ epsilon: 1, delta: 0.1, maxGroups: 1 }).probability(-1n), RangeError)
})
