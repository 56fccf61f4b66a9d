import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rational } from '../exact/rational.ts'
import { counterBytes } from '../sample/counter-bytes.fixture.ts'
import { discreteGaussian } from '../sample/discrete-gaussian.ts'
import { openRandom } from '../sample/random-bits.ts'
import { countsByLevel, defaultTreeShape, quantileTree } from './quantile-tree.ts'

const exact = { noise: () => 0n, standardDeviation: 0 }
const fractions = Array.from({ length: 41 }, (_, i) => i / 40)

function leavesOf(values: readonly number[], leaves: number): Map<number, bigint> {
  const counts = new Map<number, bigint>()
  for (const value of values) {
    const leaf = Math.min(leaves - 1, Math.floor(value * leaves))
    counts.set(leaf, (counts.get(leaf) ?? 0n) + 1n)
  }
  return counts
}

test('without noise a quantile is within a leaf of the exact one', () => {
  const values = Array.from({ length: 999 }, (_, i) => ((i + 1) / 1000) ** 3)
  const tree = quantileTree(
    { ...defaultTreeShape, ...exact, leafCounts: leavesOf(values, 65_536) },
    openRandom(counterBytes(1)),
  )
  for (const fraction of [0.01, 0.25, 0.5, 0.9, 0.999]) {
    const { position, low, high } = tree.quantile(fraction)
    const value = values[Math.ceil(fraction * 999) - 1] ?? 0
    assert.ok(Math.abs(position - value) <= 2 / 65_536, `${fraction}: ${position}, not ${value}`)
    assert.ok(low <= value && value <= high)
  }
})

test('quantiles never fall as the fraction grows, and stay within the range and their intervals, whatever the noise', () => {
  const shape = fc.record({
    counts: fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.bigInt(0n, 400n)), { maxLength: 60 }),
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    variance: fc.integer({ min: 1, max: 3000 }),
  })
  fc.assert(
    fc.property(shape, ({ counts, seed, variance }) => {
      const random = openRandom(counterBytes(seed))
      const noise = discreteGaussian(rational(BigInt(variance)))
      const input = { leafCounts: new Map(counts), fanout: 4, height: 4, noise, standardDeviation: Math.sqrt(variance) }
      const tree = quantileTree(input, random)
      let last = { position: 0, low: 0, high: 0 }
      for (const fraction of fractions) {
        const found = tree.quantile(fraction)
        assert.ok(found.position >= last.position, `${fraction}: ${found.position} after ${last.position}`)
        assert.ok(0 <= found.low && found.low <= found.position && found.position <= found.high && found.high <= 1)
        last = found
      }
    }),
    { numRuns: 60 },
  )
})

test('a node keeps its noise, and only nodes on the way have any', () => {
  let drawn = 0
  const noise = (): bigint => (drawn++ % 3 === 0 ? 5n : -4n)
  const leafCounts = new Map([[100, 50n]])
  const tree = quantileTree(
    { ...defaultTreeShape, leafCounts, noise, standardDeviation: 5 },
    openRandom(counterBytes(2)),
  )
  const first = tree.quantile(0.5)
  assert.ok(drawn <= 3 * 4 * 16, `${drawn} draws`)
  const before = drawn
  assert.deepEqual(tree.quantile(0.5), first)
  assert.equal(drawn, before)
})

test('noise that leaves nothing gives a position and the whole range as interval', () => {
  const tree = quantileTree(
    { leafCounts: new Map([[3, 1n]]), fanout: 2, height: 3, noise: () => -9n, standardDeviation: 5 },
    openRandom(counterBytes(3)),
  )
  assert.deepEqual(tree.quantile(0.25), { position: 0.25, low: 0, high: 1 })
})

test('a unit of m rows changes the counts of all nodes by m times the height, and their squares by m² times the height', () => {
  const bounded = fc.array(fc.integer({ min: 0, max: 26 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(bounded, bounded, (others, unit) => {
      const [before, after] = [others, [...others, ...unit]].map((leaves) => nodeCounts(leaves, 3, 3))
      if (before === undefined || after === undefined) throw new Error('two counts')
      const changes = [...after].map(([node, count]) => count - (before.get(node) ?? 0))
      assert.equal(
        changes.reduce((a, b) => a + b, 0),
        3 * unit.length,
      )
      assert.ok(changes.reduce((a, b) => a + b * b, 0) <= 3 * unit.length ** 2)
    }),
  )
})

function nodeCounts(leaves: readonly number[], fanout: number, height: number): Map<string, number> {
  const leafCounts = new Map<number, bigint>()
  for (const leaf of leaves) leafCounts.set(leaf, (leafCounts.get(leaf) ?? 0n) + 1n)
  const levels = countsByLevel({ leafCounts, fanout, height })
  return new Map(
    levels.flatMap((nodes, level) => [...nodes].map(([node, count]) => [`${level}:${node}`, Number(count)])),
  )
}

test('leaves outside of the tree, negative counts, wrong shapes and fractions are refused', () => {
  const good = { ...defaultTreeShape, ...exact, leafCounts: new Map([[0, 1n]]) }
  const random = openRandom(counterBytes(4))
  for (const wrong of [
    { leafCounts: new Map([[65_536, 1n]]) },
    { leafCounts: new Map([[-1, 1n]]) },
    { leafCounts: new Map([[0.5, 1n]]) },
    { leafCounts: new Map([[0, -1n]]) },
    { fanout: 1 },
    { height: 0 },
    { height: 40 },
  ]) {
    assert.throws(() => quantileTree({ ...good, ...wrong }, random), RangeError)
  }
  const tree = quantileTree(good, random)
  for (const fraction of [-0.1, 1.1, Number.NaN]) assert.throws(() => tree.quantile(fraction), RangeError)
})
