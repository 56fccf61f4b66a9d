import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertMeets, vectorsOf } from '../vectors.suite.ts'
import {
  continuousGaussianThreshold,
  gaussianThresholdForLoss,
  laplaceThreshold,
  laplaceThresholdDelta,
} from './textbook-threshold.ts'

type Shape = { l0: number; linf?: number }

function shapeOf({ l0, linf }: Shape): { maxGroups: number; sensitivity: number } {
  return { maxGroups: l0, sensitivity: linf ?? 1 }
}

test('Laplace thresholds are the published ones', () => {
  for (const vector of vectorsOf<Shape & { epsilon: number; delta: number }, number>('laplace_threshold')) {
    const { epsilon, delta } = vector.inputs
    const shape = shapeOf(vector.inputs)
    const scale = (shape.maxGroups * shape.sensitivity) / epsilon
    assertMeets(vector, laplaceThreshold({ ...shape, scale, delta }), vector.expected)
  }
})

test('the δ of Laplace thresholds is the published one', () => {
  type Inputs = Shape & { threshold: number; epsilon?: number; scale?: number }
  for (const vector of vectorsOf<Inputs, number>('laplace_threshold_delta')) {
    const { threshold, epsilon = 1, scale } = vector.inputs
    const shape = shapeOf(vector.inputs)
    const actual = laplaceThresholdDelta({
      ...shape,
      threshold,
      scale: scale ?? (shape.maxGroups * shape.sensitivity) / epsilon,
    })
    assertMeets(vector, actual, vector.expected)
  }
})

test('Gaussian thresholds of a standard deviation are the published ones', () => {
  type Inputs = Shape & { sigma: number; threshold_delta: number }
  for (const vector of vectorsOf<Inputs, number>('gaussian_threshold_from_sigma')) {
    const { sigma, threshold_delta: delta } = vector.inputs
    assertMeets(vector, continuousGaussianThreshold({ ...shapeOf(vector.inputs), sigma, delta }), vector.expected)
  }
})

test('Gaussian thresholds of a loss are the published ones', () => {
  type Inputs = Shape & { epsilon: number; delta?: number; noise_delta?: number; threshold_delta?: number }
  for (const vector of vectorsOf<Inputs, number>('gaussian_threshold')) {
    const { epsilon, delta = 0, noise_delta: noiseDelta, threshold_delta: thresholdDelta } = vector.inputs
    const actual = gaussianThresholdForLoss({
      ...shapeOf(vector.inputs),
      epsilon,
      noiseDelta: noiseDelta ?? delta / 2,
      thresholdDelta: thresholdDelta ?? delta / 2,
    })
    assertMeets(vector, actual, vector.expected)
  }
})

test('threshold and δ undo each other on both sides of the sensitivity', () => {
  for (const delta of [0.9, 0.5, 0.1, 1e-9]) {
    for (const maxGroups of [1, 12]) {
      const shape = { maxGroups, sensitivity: 3, scale: 2 }
      const threshold = laplaceThreshold({ ...shape, delta })
      assert.ok(Math.abs(laplaceThresholdDelta({ ...shape, threshold }) / delta - 1) < 1e-9)
    }
  }
})
