import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noiseDistribution, rational } from '@glovebox/privacy'
import type { PrivacyBudget } from '../model/privacy.ts'
import { countStep, globalStep } from '../model/private-step.fixture.ts'
import type { BoundedStep, PrivateStep } from '../model/private-step.ts'
import { price } from '../protect/private/price/price.ts'
import { outputLaw } from './output-law.ts'
import { releasePrivately } from './release-privately.ts'
import { seededRandom } from './seeded-random.fixture.ts'

const budget: PrivacyBudget = {
  owner: 'publisher',
  epsilon: 4,
  delta: 1e-6,
  refresh: 'none',
  warnAt: [],
  accounting: 'zcdp',
  members: [],
  at: { start: 0, end: 0 },
}

/** A step as it is priced. */
function priced(step: BoundedStep, epsilon: number, own: PrivacyBudget = budget): PrivateStep {
  const clause = { epsilon, at: { start: 0, end: 0 } }
  const result = price({ steps: [step], budgets: [own], tables: [], clause })
  assert.ok(result.ok && result.value.steps[0] !== undefined)
  return result.value.steps[0]
}

const draws = 40_000
const keys = Array.from({ length: draws }, (_, i) => [`key ${i}`])

/**
 * Pearson's statistic of counts in ten classes against the distribution that is claimed. 9 degrees of freedom exceed 60
 * with probability 10^-9; noise of 1.3 times the scale gives more than 1000 at this number of draws.
 */
function chiSquare(noise: PrivateStep['noise'][number], drawn: readonly bigint[]): number {
  const { tailAtLeast, halfWidth } = noiseDistribution(noise)
  const edges = [0.2, 0.4, 0.6, 0.8].map((confidence) => halfWidth(confidence) + 1n)
  const bounds = [...edges.toReversed().map((edge) => 1n - edge), 1n, ...edges]
  const classes = bounds.map((low, i) => ({ low, high: bounds[i + 1] }))
  const below = { low: undefined, high: bounds[0] }
  return [below, ...classes].reduce((sum, { low, high }) => {
    const expected = draws * ((low === undefined ? 1 : tailAtLeast(low)) - (high === undefined ? 0 : tailAtLeast(high)))
    const found = drawn.filter((x) => (low === undefined || x >= low) && (high === undefined || x < high)).length
    return sum + (found - expected) ** 2 / expected
  }, 0)
}

test('published counts have the distribution that is claimed, and no wider one', () => {
  const pure: PrivacyBudget = { ...budget, accounting: 'pure', delta: 0 }
  for (const [own, seed] of [
    [budget, 11],
    [pure, 12],
  ] as const) {
    const step = priced(countStep({ groups: { kind: 'public', tuples: keys }, maxGroups: 1 }), 0.1, own)
    const [noise] = step.noise
    assert.ok(noise !== undefined)
    const parts = [keys.map((key) => [...key, 1000n])]
    const drawn = releasePrivately(step, parts, undefined, seededRandom(seed)).rows.map(([, value]) => {
      assert.ok(typeof value === 'bigint')
      return value - 1000n
    })
    assert.equal(drawn.length, draws)
    const statistic = chiSquare(noise, drawn)
    assert.ok(statistic < 60, `${noise.kind}: ${statistic}`)
    // The test must be able to see noise that is too wide or too narrow.
    const scale = (by: bigint): typeof noise => {
      const factor = (x: { numerator: bigint; denominator: bigint }, n: bigint): typeof x =>
        rational(x.numerator * n, x.denominator * 100n)
      return noise.kind === 'discrete-gaussian'
        ? { kind: noise.kind, sigmaSquared: factor(noise.sigmaSquared, (by * by) / 100n) }
        : { kind: noise.kind, scale: factor(noise.scale, by) }
    }
    assert.ok(chiSquare(scale(130n), drawn) > 60 && chiSquare(scale(77n), drawn) > 60)
  }
})

test('groups with few units appear as often as the tail of their noise says', () => {
  const step = priced(countStep({ maxGroups: 1, minimumUnits: 3 }), 1)
  const law = outputLaw(step, [[['a', 20n]]])
  const [noise] = step.noise
  assert.ok(law.keep.kind === 'selection' && noise !== undefined)
  const { tailAtLeast } = noiseDistribution(noise)
  const shownAt = (units: bigint, seed: number): number =>
    releasePrivately(step, [keys.map((key) => [...key, units])], undefined, seededRandom(seed)).rows.length
  for (const above of [-4n, 0n, 4n]) {
    const expected = draws * tailAtLeast(-above)
    const shown = shownAt(law.keep.threshold + 2n + above, 20 + Number(above))
    // 6.5 standard deviations: fails by chance with 10^-10. A threshold off by one moves the share by more.
    const deviation = Math.sqrt(expected * (1 - expected / draws))
    assert.ok(Math.abs(shown - expected) < 6.5 * deviation, `${above}: ${shown} for ${expected}`)
    assert.ok(Math.abs(shown - draws * tailAtLeast(1n - above)) > 6.5 * deviation)
  }
  // Units below the minimum never appear, however large the noise.
  assert.equal(shownAt(2n, 15), 0)
})

test('intervals of medians and sums hold what was bounded as often as they say', () => {
  const step = priced(globalStep(), 1)
  const leaves = Array.from({ length: 64 }, (_, leaf) => [BigInt(leaf), 200n] as const)
  const parts = [[[5000n, 40_000n]], leaves]
  const random = seededRandom(14)
  const runs = 2000
  const inside = [5000, 10_000, 50].map(() => 0)
  for (let i = 0; i < runs; i++) {
    const { intervals } = releasePrivately(step, parts, undefined, random)
    for (const [column, exact] of [5000, 10_000, 50].entries()) {
      const interval = intervals[0]?.[column]
      if (interval && interval.low <= exact && exact <= interval.high) inside[column] = (inside[column] ?? 0) + 1
    }
  }
  // At least 95 %, less 6.5 standard deviations of it.
  for (const count of inside) assert.ok(count > runs * 0.95 - 6.5 * Math.sqrt(runs * 0.95 * 0.05), `${inside}`)
})
