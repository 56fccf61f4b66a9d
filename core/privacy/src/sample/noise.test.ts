import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { discreteGaussianDistribution } from '../distribution/discrete-gaussian.ts'
import { discreteLaplaceDistribution } from '../distribution/discrete-laplace.ts'
import { rationalOf } from '../exact/double.ts'
import { compare, divide, multiply, type Rational, rational } from '../exact/rational.ts'
import { edgesAround, fit } from './chi-square.fixture.ts'
import { counterBytes } from './counter-bytes.fixture.ts'
import {
  discreteGaussian,
  proposalScale,
  rejectionLoss,
  rejectionLossWithin,
  wideGaussian,
} from './discrete-gaussian.ts'
import { discreteLaplace, lossWithin, wideLaplace } from './discrete-laplace.ts'
import { openRandom, type Random } from './random-bits.ts'
import type { Sampler } from './sampler.ts'

// False alarms: none, the bytes are fixed; on fresh bytes below 1e-9 a comparison. Power: the broken samplers below.
type Kind = 'gaussian' | 'laplace'
const distributions = { gaussian: discreteGaussianDistribution, laplace: discreteLaplaceDistribution }

function isRight(
  kind: Kind,
  parameter: Rational,
  sampler: Sampler,
  { draws = 10_000, change = (random: Random): Random => random } = {},
): boolean {
  const distribution = distributions[kind](parameter)
  const width = BigInt(Math.ceil(distribution.standardDeviation / 8))
  const random = change(openRandom(counterBytes(5)))
  const { statistic, limit } = fit(sampler, random, { distribution, edges: edgesAround(width, 40), draws })
  return statistic <= limit
}

const cases: [Kind, Rational][] = [
  ['gaussian', rational(1n, 1000n)],
  ['gaussian', rational(1n, 4n)],
  ['gaussian', rational(1n)],
  ['gaussian', rational(5n, 3n)],
  ['gaussian', rational(9n)],
  ['gaussian', rational(12345n, 7n)],
  ['gaussian', rationalOf(0.1 * 2 ** 70)],
  ['gaussian', rational(10n ** 30n, 3n)],
  ['gaussian', rational(2n ** 120n, 5n)],
  ['laplace', rational(1n, 10n)],
  ['laplace', rational(2n, 3n)],
  ['laplace', rational(1n)],
  ['laplace', rational(7n, 3n)],
  ['laplace', rational(100n)],
  ['laplace', rationalOf(0.1 * 2 ** 40)],
  ['laplace', rational(10n ** 15n, 7n)],
  ['laplace', rational(2n ** 70n, 3n)],
]

test('noise is distributed as it claims, from large grids to small', () => {
  for (const [kind, parameter] of cases) {
    const sampler = kind === 'gaussian' ? discreteGaussian(parameter) : discreteLaplace(parameter)
    assert.ok(isRight(kind, parameter, sampler), `${kind} ${parameter.numerator}/${parameter.denominator}`)
  }
})

test('noise by integers of any size has the same distribution', () => {
  for (const [kind, parameter] of cases) {
    const sampler = kind === 'gaussian' ? wideGaussian(parameter) : wideLaplace(parameter)
    assert.ok(
      isRight(kind, parameter, sampler, { draws: 2000 }),
      `${kind} ${parameter.numerator}/${parameter.denominator}`,
    )
  }
})

test('a scale too large by 1.3 is found out', () => {
  for (const [kind, parameter] of cases.filter(([, p]) => compare(p, rational(1n, 4n)) >= 0)) {
    const larger = multiply(parameter, kind === 'gaussian' ? rational(169n, 100n) : rational(13n, 10n))
    const sampler = kind === 'gaussian' ? discreteGaussian(larger) : discreteLaplace(larger)
    assert.ok(!isRight(kind, parameter, sampler), `${kind} ${parameter.numerator}/${parameter.denominator}`)
  }
})

const mistakes: [string, (random: Random) => Random][] = [
  ['a range one too long', (random) => ({ ...random, belowNumber: (n) => random.belowNumber(n + 1) })],
  ['a range one too short', (random) => ({ ...random, belowNumber: (n) => random.belowNumber(Math.max(1, n - 1)) })],
  ['a remainder instead of rejection', (random) => ({ ...random, belowNumber: (n) => (random.word() & 15) % n })],
  ['words of 31 bits', (random) => ({ ...random, word: () => random.word() >>> 1 })],
  ['one sign', (random) => ({ ...random, bit: () => 0 })],
]

test('draws that are not uniform are found out', () => {
  for (const [name, change] of mistakes) {
    assert.ok(!isRight('gaussian', rational(30n), discreteGaussian(rational(30n)), { change }), `gaussian, ${name}`)
    if (name === 'a remainder instead of rejection') continue
    const scale = rational(7n, 2n)
    const isFound = !isRight('laplace', scale, discreteLaplace(scale), { change })
    assert.ok(isFound, `laplace, ${name}`)
  }
})

test('a zero of either sign is found out', () => {
  const scale = rational(5n)
  const half = discreteLaplace(scale)
  const doubled: Sampler = (random) => {
    const magnitude = half({ ...random, bit: () => 0 })
    return random.bit() === 1 ? -magnitude : magnitude
  }
  assert.ok(!isRight('laplace', scale, doubled))
})

test('doubles enclose the losses that they stand for', () => {
  const parameter = fc
    .tuple(fc.bigInt({ min: 1n, max: 2n ** 150n }), fc.bigInt({ min: 1n, max: 2n ** 60n }))
    .map(([a, b]) => rational(a, b))
  fc.assert(
    fc.property(
      parameter,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      fc.nat(60),
      (p, part, steps) => {
        const scale = proposalScale(p)
        if (scale <= 2n ** 53n) {
          const offset = Math.floor(Number(scale) * part)
          const { low, high } = rejectionLossWithin(p)(offset / Number(scale), steps)
          const exact = rejectionLoss(BigInt(offset) + scale * BigInt(steps), p)
          assert.ok(compare(rationalOf(low), exact) <= 0 && compare(exact, rationalOf(high)) <= 0)
          assert.ok(high - low <= 2 ** -30 * Math.max(1, high))
        }
        const distance = Math.floor(2 ** 53 * part)
        const { low, high } = lossWithin(p)(distance)
        const exact = divide(rational(BigInt(distance)), p)
        assert.ok(compare(rationalOf(low), exact) <= 0 && compare(exact, rationalOf(high)) <= 0)
      },
    ),
    { numRuns: 2000 },
  )
})

test('there is no noise of no scale', () => {
  for (const parameter of [rational(0n), rational(-1n), rational(1n, 2n ** 513n), rational(2n ** 513n)]) {
    assert.throws(() => discreteGaussian(parameter), RangeError)
    assert.throws(() => discreteLaplace(parameter), RangeError)
  }
})
