import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { discreteGaussianDistribution } from '../distribution/discrete-gaussian.ts'
import { discreteLaplaceDistribution } from '../distribution/discrete-laplace.ts'
import { rationalOf } from '../exact/double.ts'
import { multiply, type Rational, rational } from '../exact/rational.ts'
import { vectorsOf } from '../vectors.suite.ts'
import { edgesAround, fit } from './chi-square.fixture.ts'
import { discreteGaussian, wideGaussian } from './discrete-gaussian.ts'
import { discreteLaplace, wideLaplace } from './discrete-laplace.ts'
import { openRandom, type Random } from './random-bits.ts'
import type { Sampler } from './sampler.ts'

// Fresh bytes on every run. Every comparison states the probability that it fails though the noise is right.

const random: Random = openRandom((count) => randomBytes(count))
const gaussian = { sampler: discreteGaussian, wide: wideGaussian, distribution: discreteGaussianDistribution }
const laplace = { sampler: discreteLaplace, wide: wideLaplace, distribution: discreteLaplaceDistribution }
const families = [gaussian, laplace]
const parameters = [
  rational(1n, 4n),
  rational(1n),
  rational(22n, 7n),
  rational(1000n, 3n),
  rationalOf(1e6 / 3),
  rationalOf(0.3 * 2 ** 60),
  rational(10n ** 30n),
]

function fits(sampler: Sampler, family: (typeof families)[number], parameter: Rational, draws: number): boolean {
  const distribution = family.distribution(parameter)
  const width = BigInt(Math.ceil(distribution.standardDeviation / 12))
  const { statistic, limit } = fit(sampler, random, { distribution, edges: edgesAround(width, 60), draws })
  return statistic <= limit
}

// False alarms: below 1e-9 each, 14 of each kind. Power: 1.3 times the scale, and 1.05 times, are found out.
test('a million draws are distributed as they claim', () => {
  for (const family of families)
    for (const parameter of parameters)
      assert.ok(
        fits(family.sampler(parameter), family, parameter, 1_000_000),
        `${parameter.numerator}/${parameter.denominator}`,
      )
})

test('draws by integers of any size are distributed as they claim', () => {
  for (const family of families)
    for (const parameter of parameters)
      assert.ok(
        fits(family.wide(parameter), family, parameter, 60_000),
        `${parameter.numerator}/${parameter.denominator}`,
      )
})

test('scales of 1.3 and of 1.05 times what they claim are found out', () => {
  for (const [factor, draws] of [
    [rational(13n, 10n), 50_000],
    [rational(21n, 20n), 500_000],
  ] as const) {
    for (const parameter of parameters.slice(1)) {
      const squared = multiply(parameter, multiply(factor, factor))
      assert.ok(!fits(discreteGaussian(squared), gaussian, parameter, draws))
      assert.ok(!fits(discreteLaplace(multiply(parameter, factor)), laplace, parameter, draws))
    }
  }
})

type Tester = { readonly samples: number; readonly votes: number; readonly l2_tolerance: number }
const tester = (id: string): Tester => {
  const vector = vectorsOf<Tester, string>('statistical_acceptance').find((candidate) => candidate.id === id)
  assert.ok(vector !== undefined)
  return vector.inputs
}

/** Whether more than half of the votes are for it; no more are taken than decide. */
function majority(votes: number, vote: () => boolean): boolean {
  const needed = (votes + 1) / 2
  let [yes, no] = [0, 0]
  while (yes < needed && no < needed) {
    if (vote()) yes += 1
    else no += 1
  }
  return yes >= needed
}

type Cells = { readonly shift: number; readonly width: number; readonly reach: number; readonly samples: number }

/** How often each of the cells −reach … reach − 1 comes up; what falls outside is in the outermost. */
function histogram(sampler: Sampler, { shift, width, reach, samples }: Cells): number[] {
  const counts = Array.from({ length: 2 * reach }, () => 0)
  for (let i = 0; i < samples; i++) {
    const cell = Math.floor((Number(sampler(random)) + shift) / width) + reach
    const within = Math.max(0, Math.min(2 * reach - 1, cell))
    counts[within] = (counts[within] ?? 0) + 1
  }
  return counts
}

// The closeness of the published acceptance tests: an unbiased estimate of the squared distance in L2 between the masses of
// the cells is within the tolerance. In n draws of masses p it is Σ p (χ² − 1) / n, |p|₂ = 0.053, |p|∞ = 0.004, so that
// (Laurent and Massart) a vote fails with a probability below 4e-5, and 5 of 9 with one below 1e-19.
// Power: a shift of 0.05σ and a variance of 1.0625 times the claimed are found out.
test('the shape of a Gaussian is close to what it claims, by majority of votes', () => {
  const { samples, votes, l2_tolerance: tolerance } = tester('stat-003')
  const [sigma, width, reach] = [100 * 2 ** 30, 2 ** 30, 512]
  const known = discreteGaussianDistribution(rationalOf(sigma * sigma))
  const edges = Array.from({ length: 2 * reach - 1 }, (_, i) => BigInt((i + 1 - reach) * width))
  const tails = [1, ...edges.map(known.tailAtLeast), 0]
  const masses = tails.slice(0, -1).map((tail, i) => tail - (tails[i + 1] ?? 0))
  const isClose = (variance: number, shift: number): boolean =>
    majority(votes, () => {
      const counts = histogram(discreteGaussian(rationalOf(variance)), { shift, width, reach, samples })
      const distance = masses.reduce((sum, p, i) => {
        const count = counts[i] ?? 0
        return sum + (count - samples * p) ** 2 - count
      }, 0)
      return distance / (samples * (samples - 1)) <= tolerance * tolerance
    })
  assert.ok(isClose(sigma * sigma, 0))
  assert.ok(!isClose(sigma * sigma, Math.round(0.05 * sigma)))
  assert.ok(!isClose(1.0625 * sigma * sigma, 0))
})

// The published acceptance test of ε = ln 3 with δ within 0.0025: the two histograms' hockey stick at ε, on cells four times
// as wide as the sensitivity. Only the cells from there on touch ε; they hold 0.019 of the mass, so the estimate deviates
// by 0.0003, and a vote fails with a probability below 1e-12.
// Power: at a distance of 1.175 times the sensitivity the estimate is 0.0039 in the mean.
test('Laplace noise on a count keeps to ln 3, and not if the count moves further than it may', () => {
  const { samples, votes } = tester('stat-001')
  const unit = 1000
  const sampler = discreteLaplace(rationalOf(unit / Math.log(3)))
  const isPrivate = (distance: number): boolean =>
    majority(votes, () => {
      const cells = { width: 4 * unit, reach: 8, samples }
      const moved = histogram(sampler, { ...cells, shift: distance })
      const still = histogram(sampler, { ...cells, shift: 0 })
      const delta = moved.reduce((sum, count, i) => sum + Math.max(0, count - 3 * (still[i] ?? 0)), 0) / samples
      return delta <= 0.0025
    })
  assert.ok(isPrivate(unit))
  assert.ok(!isPrivate(1.175 * unit))
})

// The published bands of ±4.41717 deviations have false alarms of 1e-5; at 6.2 deviations they are below 1e-9.
test('mean and variance are within their bands', () => {
  const { samples } = tester('stat-005')
  const rows: [Sampler, number, number][] = [
    [discreteGaussian(rationalOf(1e12)), 1e12, Math.SQRT2],
    [discreteLaplace(rationalOf(1e6)), 2e12, Math.sqrt(5)],
  ]
  const within = (sampler: Sampler, variance: number, spread: number): boolean => {
    let [sum, squares] = [0, 0]
    for (let i = 0; i < samples; i++) {
      const x = Number(sampler(random))
      sum += x
      squares += x * x
    }
    const mean = sum / samples
    const band = 6.2 / Math.sqrt(samples)
    return (
      Math.abs(mean) <= band * Math.sqrt(variance) &&
      Math.abs(squares / samples - mean * mean - variance) <= band * spread * variance
    )
  }
  for (const [sampler, variance, spread] of rows) {
    assert.ok(within(sampler, variance, spread))
    assert.ok(!within(sampler, variance / 1.69, spread))
  }
})
