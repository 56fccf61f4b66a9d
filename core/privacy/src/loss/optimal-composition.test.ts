import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertMeets, numberOf, vectorsOf } from '../vectors.suite.ts'
import { optimalCompositionEpsilon, optimalCompositionInverse } from './optimal-composition.ts'

test('the reference vectors optimal_composition_eps are met', () => {
  for (const vector of vectorsOf('optimal_composition_eps')) {
    const [epsilon, delta] = [numberOf(vector, 'epsilon'), numberOf(vector, 'delta')]
    const mechanisms = { epsilon, delta, count: numberOf(vector, 'num_queries') }
    assertMeets(vector, [optimalCompositionEpsilon(mechanisms, numberOf(vector, 'total_delta'))])
  }
})

test('the reference vectors optimal_composition_inverse_eps are met', () => {
  for (const vector of vectorsOf('optimal_composition_inverse_eps')) {
    const total = { epsilon: numberOf(vector, 'total_epsilon'), delta: numberOf(vector, 'total_delta') }
    const mechanisms = { delta: numberOf(vector, 'delta'), count: numberOf(vector, 'num_queries') }
    assertMeets(vector, [optimalCompositionInverse(total, mechanisms)])
  }
})

test('without any δ nothing beats adding up, and with δ of their own none is enough', () => {
  assert.ok(Math.abs(optimalCompositionEpsilon({ epsilon: 0.1, delta: 0, count: 7 }, 0) - 0.7) < 1e-12)
  assert.equal(optimalCompositionEpsilon({ epsilon: 1, delta: 0.001, count: 30 }, 0.001), Number.POSITIVE_INFINITY)
  assert.equal(optimalCompositionInverse({ epsilon: 1, delta: 0 }, { delta: 0.1, count: 3 }), 0)
})

test('what the inverse gives is enough, and the next larger one is not', () => {
  const total = { epsilon: 2, delta: 1e-6 }
  const epsilon = optimalCompositionInverse(total, { delta: 1e-9, count: 40 })
  assert.ok(optimalCompositionEpsilon({ epsilon, delta: 1e-9, count: 40 }, total.delta) <= total.epsilon * (1 + 1e-12))
  assert.ok(optimalCompositionEpsilon({ epsilon: epsilon * 1.1, delta: 1e-9, count: 40 }, total.delta) > total.epsilon)
})

test('parameters without meaning are refused', () => {
  assert.throws(() => optimalCompositionEpsilon({ epsilon: -1, delta: 0, count: 1 }, 0), RangeError)
  assert.throws(() => optimalCompositionEpsilon({ epsilon: 1, delta: 0, count: 0 }, 0), RangeError)
  assert.throws(() => optimalCompositionInverse({ epsilon: 0, delta: 0 }, { delta: 0, count: 1 }), RangeError)
})
