import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toNumber, toNumberDown, toNumberUp } from '../exact/double.ts'
import { type Rational, rational } from '../exact/rational.ts'
import { bernoulli } from './bernoulli.ts'
import { bernoulliExp, bernoulliExpOfOne, bernoulliExpWithin } from './bernoulli-exp.ts'
import { chiSquare } from './chi-square.fixture.ts'
import { counterBytes } from './counter-bytes.fixture.ts'
import { openRandom, type Random } from './random-bits.ts'

type Coin = (random: Random) => boolean

// False alarms: none, the bytes are fixed; on fresh bytes below 1e-9 a coin. Power: see the last test.
function isFair(coin: Coin, probability: number, draws = 20_000): boolean {
  const random = openRandom(counterBytes(11))
  let heads = 0
  for (let i = 0; i < draws; i++) if (coin(random)) heads += 1
  const { statistic, limit } = chiSquare([heads, draws - heads], [draws * probability, draws * (1 - probability)])
  return statistic <= limit
}

const within = (gamma: Rational, spread: number): Coin => {
  const [low, high] = [Math.max(0, toNumberDown(gamma) - spread), toNumberUp(gamma) + spread]
  return (random) => bernoulliExpWithin(random, low, high, () => gamma)
}

test('a coin falls with its probability', () => {
  for (const [p, q] of [
    [0n, 1n],
    [1n, 1n],
    [1n, 2n],
    [2n, 7n],
    [10n ** 20n, 3n * 10n ** 20n],
  ] as const)
    assert.ok(
      isFair((random) => bernoulli(random, rational(p, q)), Number(p) / Number(q)),
      `${p}/${q}`,
    )
})

const losses = [
  rational(0n),
  rational(1n, 10n ** 12n),
  rational(1n, 3n),
  rational(7n, 10n),
  rational(1n),
  rational(5n, 2n),
]

test('a coin of a loss falls with probability exp(-loss), however closely doubles enclose the loss', () => {
  for (const gamma of losses) {
    const probability = Math.exp(-toNumber(gamma))
    const coins: [string, Coin][] = [
      ['by integers', (random) => bernoulliExp(random, gamma)],
      ['enclosed', within(gamma, 0)],
      ['enclosed loosely', within(gamma, 1 / 16)],
      ['enclosed by neighbours of a whole number', within(gamma, 0.3)],
    ]
    for (const [name, coin] of coins) assert.ok(isFair(coin, probability), `${toNumber(gamma)} ${name}`)
  }
  assert.ok(isFair(bernoulliExpOfOne, Math.exp(-1)))
})

test('what decides between two doubles leaves the decision as it is', () => {
  const gamma = rational(5n, 8n)
  fc.assert(
    fc.property(fc.integer({ min: -2, max: 2 }), fc.constantFrom(0, 1 / 4, 1 / 3), (step, spread) => {
      const first = 2 ** 32 * (5 / 8) + step
      const random = openRandom(scripted(first))
      const isBelow = step < 0
      // Below the loss, a second comparison with the largest word ends the run at 2, which is tails; else it ends at 1.
      const heads = bernoulliExpWithin(random, 5 / 8 - spread, 5 / 8 + spread, () => gamma)
      assert.equal(heads, !isBelow)
    }),
  )
})

/** The given word, then the largest ones. */
function scripted(first: number): (count: number) => Uint8Array {
  return (count) => {
    const bytes = new Uint8Array(count).fill(0xff)
    new DataView(bytes.buffer).setUint32(0, first, true)
    return bytes
  }
}

test('a coin whose loss is off by a twentieth is found out', () => {
  for (const gamma of losses.filter((loss) => toNumber(loss) > 0.1)) {
    const wrong = rational(gamma.numerator * 21n, gamma.denominator * 20n)
    assert.ok(!isFair(within(wrong, 0), Math.exp(-toNumber(gamma)), 400_000))
  }
})
