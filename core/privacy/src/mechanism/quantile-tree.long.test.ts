import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rational } from '../exact/rational.ts'
import { counterBytes } from '../sample/counter-bytes.fixture.ts'
import { discreteGaussian } from '../sample/discrete-gaussian.ts'
import { discreteLaplace } from '../sample/discrete-laplace.ts'
import { openRandom, type Random } from '../sample/random-bits.ts'
import type { Sampler } from '../sample/sampler.ts'
import { defaultTreeShape, quantileTree } from './quantile-tree.ts'

type Shape = { name: string; value: (share: number) => number }

const shapes: readonly Shape[] = [
  { name: 'uniform', value: (share) => share },
  { name: 'skewed', value: (share) => share ** 4 },
  { name: 'narrow', value: (share) => 0.4 + share / 100 },
  { name: 'two clusters', value: (share) => (share < 0.5 ? share / 50 : 0.97 + share / 50) },
]

type Noise = { name: string; noise: Sampler; standardDeviation: number }

const noises: readonly Noise[] = [
  { name: 'Gaussian 10', noise: discreteGaussian(rational(100n)), standardDeviation: 10 },
  { name: 'Laplace 7', noise: discreteLaplace(rational(7n)), standardDeviation: 10 },
]

const fractions = [0.05, 0.5, 0.8]

// How many of 400 trees have an interval that holds the exact quantile, by fraction.
function held({ value }: Shape, rows: number, noise: Noise, random: Random): ReadonlyMap<number, number> {
  const leafCounts = leavesOf(Array.from({ length: rows }, (_, i) => value((i + 0.5) / rows)))
  const counts = new Map(fractions.map((fraction) => [fraction, 0]))
  for (let i = 0; i < 400; i++) {
    const tree = quantileTree({ ...defaultTreeShape, ...noise, leafCounts }, random)
    for (const fraction of fractions) {
      const exact = value((Math.ceil(fraction * rows) - 0.5) / rows)
      const { low, high } = tree.quantile(fraction)
      if (low <= exact && exact <= high) counts.set(fraction, (counts.get(fraction) ?? 0) + 1)
    }
  }
  return counts
}

// Fewer than 345 of 400 happen with probability 1e-11 where each holds with probability 95 %.
test('intervals hold the exact quantile in 95 % of the trees, for data of every kind', () => {
  const random = openRandom(counterBytes(11))
  for (const rows of [3000, 30_000]) {
    for (const shape of shapes) {
      for (const noise of noises) {
        for (const [fraction, count] of held(shape, rows, noise, random)) {
          assert.ok(count >= 345, `${rows} rows, ${shape.name}, ${noise.name}, ${fraction}: ${count} of 400`)
        }
      }
    }
  }
})

test('intervals for a quarter of the noise do not', () => {
  const random = openRandom(counterBytes(12))
  for (const noise of noises) {
    const counts = held(
      shapeOf('uniform'),
      30_000,
      { ...noise, standardDeviation: noise.standardDeviation / 4 },
      random,
    )
    for (const count of counts.values()) assert.ok(count < 345, `${noise.name}: ${count} of 400`)
  }
})

function shapeOf(name: string): Shape {
  const shape = shapes.find((one) => one.name === name)
  if (shape === undefined) throw new Error(name)
  return shape
}

function leavesOf(values: readonly number[]): Map<number, bigint> {
  const counts = new Map<number, bigint>()
  for (const value of values) {
    const leaf = Math.min(65_535, Math.floor(value * 65_536))
    counts.set(leaf, (counts.get(leaf) ?? 0n) + 1n)
  }
  return counts
}
