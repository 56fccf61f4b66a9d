import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gaussianEpsilon } from '../loss/gaussian.ts'
import { optimalCompositionEpsilon } from '../loss/optimal-composition.ts'
import type { Mechanism } from '../loss/pld-mechanism.ts'
import { laplaceRho } from '../loss/rho.ts'
import { zcdpEpsilon } from '../loss/zcdp.ts'
import { assertMeets, assertWithin, numberOf, vectorsOf } from '../vectors.suite.ts'
import { composeEvents, composeEventsDelta, type RepeatedMechanism } from './compose-events.ts'
import {
  compareNoise,
  largestDiscreteLaplaceDecay,
  smallestGaussianSigma,
  smallestLaplaceScale,
} from './smallest-noise.ts'

/** Reads `Laplace b=1 x3 + Laplace b=2 x2` and `Poisson-subsampled (q=0.2) Gaussian sigma=0.5, 3 times`. */
function eventsOf(text: string): RepeatedMechanism[] {
  return text.split(' + ').map((part) => {
    const parameter = Number.parseFloat(/(?:b|sigma)=(?:sqrt\()?([\d.]+)/.exec(part)?.[1] ?? '')
    const value = part.includes('sqrt') ? Math.sqrt(parameter) : parameter
    const count = Number(
      /x(\d+)|(\d+) times/
        .exec(part)
        ?.slice(1)
        .find((digits) => digits !== undefined) ?? 1,
    )
    const sampling = Number(/q=([\d.]+)/.exec(part)?.[1] ?? 1)
    const mechanism: Mechanism = part.includes('Laplace')
      ? { kind: 'laplace', scale: value, l1: 1, sampling }
      : { kind: 'gaussian', sigma: value, l2: 1, sampling }
    return { mechanism, count }
  })
}

test('the reference vectors pld_composition_eps are met', () => {
  for (const vector of vectorsOf('pld_composition_eps')) {
    assertMeets(vector, [composeEvents(eventsOf(String(vector.inputs.events)), numberOf(vector, 'delta'))])
  }
})

test('the reference vectors pld_composition_delta are met', () => {
  for (const vector of vectorsOf('pld_composition_delta')) {
    assertMeets(vector, [composeEventsDelta(eventsOf(String(vector.inputs.events)), numberOf(vector, 'epsilon'))])
  }
})

test('the reference vectors of the smallest noise for so many queries are met', () => {
  for (const [category, sensitivity, noise] of [
    ['smallest_laplace_scale_for_k_queries', 'l1', smallestLaplaceScale],
    ['smallest_discrete_laplace_parameter_for_k_queries', 'sensitivity', largestDiscreteLaplaceDecay],
    ['smallest_gaussian_sigma_for_k_queries', 'l2', smallestGaussianSigma],
  ] as const) {
    for (const vector of vectorsOf(category)) {
      const [epsilon, delta, count] = [
        numberOf(vector, 'epsilon'),
        numberOf(vector, 'delta'),
        numberOf(vector, 'num_queries'),
      ]
      assertMeets(vector, [noise(numberOf(vector, sensitivity), { epsilon, delta, count })])
    }
  }
})

test('the reference vectors pld_budget_noise_std are met on the grid that they were made with', () => {
  for (const vector of vectorsOf('pld_budget_noise_std')) {
    const [epsilon, delta] = [numberOf(vector, 'epsilon'), numberOf(vector, 'delta')]
    const target = { epsilon, delta, count: numberOf(vector, 'laplace_mechanisms') }
    const deviation = (how: { step?: number }): number =>
      Math.SQRT2 * smallestLaplaceScale(numberOf(vector, 'sensitivity'), target, how)
    assertMeets(vector, [deviation({ step: 0.01 })])
    assert.ok(deviation({}) <= deviation({ step: 0.01 }))
  }
})

test('the reference vectors utility_reference are met', () => {
  for (const vector of vectorsOf('utility_reference')) {
    const noise = compareNoise(numberOf(vector, 'epsilon'), numberOf(vector, 'delta'), numberOf(vector, 'l0'))
    const expected: Record<string, number> = JSON.parse(JSON.stringify(vector.expected))
    for (const [name, actual] of [
      ['laplace_std', noise.laplace],
      ['laplace_pld_std', noise.composedLaplace],
      ['gaussian_analytic_std', noise.gaussian],
      ['zcdp_gaussian_std', noise.zcdpGaussian],
    ] as const) {
      assertWithin(`${vector.id} ${name}`, actual, expected[name] ?? Number.NaN, vector.tolerance)
    }
  }
})

test('sampled Gaussians, thousands of times, come to what another accountant found', () => {
  // Computed with dp_accounting 0.6.0 (Apache-2.0), connecting the dots with a step of 1e-4.
  for (const [sigma, sampling, count, delta, epsilon] of [
    [5, 0.1, 200, 1e-5, 1.0980996162967092],
    [2, 0.01, 1000, 1e-6, 0.7209364928467349],
    [4, 1, 10, 1e-5, 3.341409471859205],
  ] as const) {
    assertWithin(
      `σ ${sigma}, q ${sampling}`,
      composeEvents([{ mechanism: { kind: 'gaussian', sigma, l2: 1, sampling }, count }], delta),
      epsilon,
      1e-4,
    )
  }
})

test('a batch costs no more than its parts do by ρ or by adding up ε, and no less than its dearest part', () => {
  const events: RepeatedMechanism[] = [
    { mechanism: { kind: 'laplace', scale: 20, l1: 1 }, count: 30 },
    { mechanism: { kind: 'gaussian', sigma: 15, l2: 1 }, count: 10 },
    { mechanism: { kind: 'gaussian', sigma: 30, l2: 2 }, count: 5 },
  ]
  const rho = 30 * laplaceRho(0.05) + 10 / 450 + (5 * 4) / 1800
  const epsilon = composeEvents(events, 1e-6)
  assert.ok(epsilon < zcdpEpsilon(rho, 1e-6))
  assert.ok(epsilon > gaussianEpsilon(15, 1e-6, 1))
  assert.ok(composeEventsDelta(events, epsilon) <= 1e-6 * (1 + 1e-6))
  assert.ok(composeEventsDelta(events, epsilon * 0.99) > 1e-6)
})

test('mechanisms of which only (ε, δ) is known cost at most what the optimal composition says', () => {
  const mechanisms = { epsilon: 0.1, delta: 1e-8, count: 40 }
  const { epsilon, delta, count } = mechanisms
  const composed = composeEvents([{ mechanism: { kind: 'approximate', epsilon, delta }, count }], 1e-6, {
    step: 0.1 / 64,
  })
  const optimal = optimalCompositionEpsilon(mechanisms, 1e-6)
  assert.ok(composed <= optimal + 1e-9 && composed > optimal - 0.2)
  assert.equal(
    composeEvents([{ mechanism: { kind: 'approximate', epsilon, delta }, count }], 1e-9),
    Number.POSITIVE_INFINITY,
  )
})

test('nothing costs nothing, and pure mechanisms without δ add up', () => {
  assert.equal(composeEvents([], 1e-6), 0)
  assert.equal(composeEventsDelta([], 0), 0)
  const pure = [{ mechanism: { kind: 'laplace', scale: 4, l1: 1 }, count: 8 }] as const
  assertWithin('ε', composeEvents(pure, 0), 2, 1e-12)
  assert.equal(composeEventsDelta(pure, 2.0001), 0)
  assert.equal(
    composeEvents([{ mechanism: { kind: 'gaussian', sigma: 1, l2: 1 }, count: 1 }], 0),
    Number.POSITIVE_INFINITY,
  )
})

test('parameters without meaning are refused', () => {
  const events = [{ mechanism: { kind: 'laplace', scale: 4, l1: 1 }, count: 0 }] as const
  assert.throws(() => composeEvents(events, 1e-6), RangeError)
  assert.throws(() => composeEvents([], 1), RangeError)
  assert.throws(() => composeEventsDelta([], -1), RangeError)
  assert.throws(() => smallestLaplaceScale(1, { epsilon: 0, delta: 0, count: 1 }), RangeError)
  assert.throws(() => smallestGaussianSigma(1, { epsilon: 1, delta: 0, count: 1 }), RangeError)
})
