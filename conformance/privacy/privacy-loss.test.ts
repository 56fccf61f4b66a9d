import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Noise } from '../../core/cleanroom/src/index.ts'
import { discreteGaussianDelta, gaussianDelta, rational } from '../../core/privacy/src/index.ts'
import { split } from './outcomes.ts'
import { lossOf, renyiOf, reversed } from './privacy-loss.ts'
import type { GroupLoss } from './step-loss.ts'

const gaussian = (variance: bigint, below = 1n): Noise => ({
  kind: 'discrete-gaussian',
  sigmaSquared: rational(variance, below),
})
const laplace = (scale: bigint): Noise => ({ kind: 'discrete-laplace', scale: rational(scale) })

const tables = new Map<string, (k: number) => number>()

function pmf(noise: Noise, k: number): number {
  const name = JSON.stringify(noise, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  const known = tables.get(name) ?? pmfOf(noise)
  tables.set(name, known)
  return known(k)
}

function pmfOf(noise: Noise): (k: number) => number {
  const { numerator, denominator } = noise.kind === 'discrete-gaussian' ? noise.sigmaSquared : noise.scale
  const size = Number(numerator) / Number(denominator)
  const power = (x: number): number => (noise.kind === 'discrete-gaussian' ? (x * x) / (2 * size) : Math.abs(x) / size)
  let total = 0
  for (let x = -400; x <= 400; x++) total += Math.exp(-power(x))
  return (x) => Math.exp(-power(x)) / total
}

/** δ by going through every pair of integers. */
function brute(group: GroupLoss, epsilon: number): number {
  const [first] = group.values
  if (first === undefined || group.deciding === undefined) throw new Error('one value and one that decides')
  const { deciding } = group
  const { all, without } = deciding.from
  const values = Array.from(
    { length: 241 },
    (_, i) => [pmf(first.noise, i - 120 - Number(first.shift)), pmf(first.noise, i - 120)] as const,
  )
  let [hiddenAll, hiddenWithout, delta] = [0, 0, 0]
  for (let u = -60; u <= 60; u++) {
    const [p, q] = [pmf(deciding.noise, u - Number(deciding.shift)), pmf(deciding.noise, u)]
    const [isShownAll, isShownWithout] = [all !== undefined && u >= all, without !== undefined && u >= without]
    if (!isShownAll) hiddenAll += p
    if (!isShownWithout) hiddenWithout += q
    for (const [left, right] of values) {
      delta += Math.max(0, (isShownAll ? p * left : 0) - Math.exp(epsilon) * (isShownWithout ? q * right : 0))
    }
  }
  return delta + Math.max(0, hiddenAll - Math.exp(epsilon) * hiddenWithout)
}

test('losses of a group that is selected are those of going through every pair of integers', () => {
  const values = [{ shift: 2n, noise: gaussian(9n) }]
  const cases: readonly GroupLoss[] = [
    { values, deciding: { shift: 1n, noise: gaussian(4n), from: { all: 3n, without: 3n } } },
    { values, deciding: { shift: 1n, noise: gaussian(4n), from: { all: 6n } } },
    { values, deciding: { shift: -1n, noise: gaussian(4n), from: { without: 2n } } },
    { values, deciding: { shift: 1n, noise: gaussian(4n), from: { all: 2n, without: 2n } } },
    { values, deciding: { shift: 0n, noise: gaussian(1n), from: { all: -1n, without: -1n } } },
    {
      values: [{ shift: 3n, noise: laplace(4n) }],
      deciding: { shift: 1n, noise: laplace(2n), from: { all: 1n, without: 1n } },
    },
  ]
  for (const group of cases) {
    for (const one of [group, ...reversed([{ groups: [group] }]).flatMap(({ groups }) => groups)]) {
      for (const epsilon of [0.1, 0.5, 1, 2]) {
        const [found, expected] = [lossOf([{ groups: [one] }], 2 ** 15).delta(epsilon), brute(one, epsilon)]
        const isNear = found >= expected * (1 - 1e-6) - 1e-12 && found <= expected * 1.002 + 1e-4
        assert.ok(isNear, `${found} for ${expected} at ${epsilon}`)
      }
    }
  }
})

test('the loss of one integer is that of the discrete Gaussian, of many that of one', () => {
  for (const [variance, below, shift, epsilon] of [
    [1n, 1n, 1n, 1],
    [1n, 4n, 1n, 8],
    [100n, 1n, 5n, 2],
    [10n ** 6n, 1n, 1000n, 3],
  ] as const) {
    const found = lossOf([{ groups: [{ values: [{ shift, noise: gaussian(variance, below) }] }] }]).delta(epsilon)
    const sigmaSquared = Number(variance) / Number(below)
    const expected = discreteGaussianDelta({ sigmaSquared }, Number(shift), epsilon)
    assert.ok(Math.abs(found / expected - 1) < 1e-3, `${found} for ${expected}`)
  }
  const huge = { shift: 10n ** 9n, noise: gaussian(10n ** 18n) }
  assert.ok(Math.abs(lossOf([{ groups: [{ values: [huge] }] }]).delta(4) / gaussianDelta(1e9, 4, 1e9) - 1) < 1e-3)
  const many = Array.from({ length: 16 }, () => ({ shift: 1n, noise: gaussian(1600n) }))
  const together = lossOf([{ groups: [{ values: many }] }]).delta(0.5)
  assert.ok(Math.abs(together / gaussianDelta(10, 0.5, 1) - 1) < 0.02, `${together}`)
})

test('tails and divergences are those of the definition', () => {
  let tail = 0
  for (let k = 9; k < 200; k++) tail += pmf(gaussian(9n), k - 1)
  assert.ok(Math.abs(split(gaussian(9n), 1n, 9n).above / tail - 1) < 1e-9)
  assert.ok(Math.abs(split(gaussian(10n ** 12n), 0n, 3n * 10n ** 6n).above / 0.0013498980316301 - 1) < 1e-3)
  assert.equal(renyiOf([{ shift: 3n, noise: gaussian(9n) }], 4), 2)
  let moment = 0
  for (let k = -200; k <= 200; k++) moment += pmf(laplace(3n), k - 2) ** 3 / pmf(laplace(3n), k) ** 2
  assert.ok(Math.abs(renyiOf([{ shift: 2n, noise: laplace(3n) }], 3) - Math.log(moment) / 2) < 1e-6)
})
