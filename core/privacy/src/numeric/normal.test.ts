import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { erfcx, normalCdf, normalCentral, normalLogCdf, normalQuantile, normalQuantileOfLog } from './normal.ts'

// Computed with 50 digits: x, Φ(x), log Φ(x).
const distribution: [number, number, number][] = [
  [-38, 2.88542835e-316, -726.5572160188201],
  [-20, 2.7536241186062337e-89, -203.91715537109727],
  [-10.5, 4.3190063178092304e-26, -58.404187061073245],
  [-5, 2.866515718791939e-7, -15.064998393988725],
  [-2.3, 0.010724110021675805, -4.535260799273154],
  [-1, 0.15865525393145705, -1.8410216450092636],
  [-0.5, 0.3085375387259869, -1.1759117615936185],
  [-0.0009765625, 0.4996104079912195, -0.6939266682991533],
  [0, 0.5, -Math.LN2],
  [0.75, 0.7733726476231318, -0.25699426683836524],
  [1.5, 0.9331927987311419, -0.06914345561223398],
  [4, 0.9999683287581669, -3.167174337748927e-5],
  [9, 1, -1.1285884059538405e-19],
]

// Computed with 50 digits: log p, Φ⁻¹(p).
const quantiles: [number, number][] = [
  [-1e10, -141421.3561469523],
  [-5000, -99.9447481748411],
  [-800, -39.88469483825668],
  [-50, -9.674825283612357],
  [-3, -1.646921720527715],
  [-1.5, -0.7616644126392734],
  [-1, -0.33747496376420244],
  [-0.5, 0.27028802073873587],
  [-0.001, 3.090380786917045],
  [-1e-20, 9.262340089798407],
  [-1e-300, 37.0470962993612],
]

function assertClose(actual: number, expected: number, relative: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${what}: ${actual}, not ${expected}`)
}

test('the normal distribution function and its logarithm keep fourteen digits far into the tails', () => {
  for (const [x, p, logP] of distribution) {
    if (p > 1e-300) assertClose(normalCdf(x), p, 1e-14, `Φ(${x})`)
    assertClose(normalLogCdf(x), logP, 1e-14, `log Φ(${x})`)
    assertClose(
      normalCentral(x),
      x === 0 ? 0 : normalCdf(x) - 0.5,
      Math.abs(x) < 0.01 ? 1e-12 : 1e-14,
      `centre of ${x}`,
    )
  }
})

test('the scaled complementary error function meets its reference values', () => {
  const rows: [number, number][] = [
    [0, 1],
    [0.125, 0.8732218450821508],
    [1, 0.427583576155807],
    [6, 0.09277656780053835],
    [6.5, 0.08580567010489461],
    [40, 0.014100335983377814],
    [1e8, 5.641895835477562e-9],
  ]
  for (const [z, expected] of rows) assertClose(erfcx(z), expected, 2e-15, `erfcx(${z})`)
})

test('normal quantiles keep fourteen digits for probabilities no number can hold', () => {
  for (const [logP, expected] of quantiles) assertClose(normalQuantileOfLog(logP), expected, 1e-14, `at ${logP}`)
  assert.equal(normalQuantile(0.5), 0)
  assert.equal(normalQuantile(0), -Infinity)
  assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY)
})

test('the quantile undoes the distribution function', () => {
  fc.assert(
    fc.property(fc.double({ min: -36, max: 6, noNaN: true }), (x) => {
      const back = normalQuantileOfLog(normalLogCdf(x))
      assert.ok(
        Math.abs(back - x) <= 1e-13 * (1 + Math.abs(x)) * Math.max(1, Math.exp((x * x) / 2 - 18) * 1e4),
        `${x} became ${back}`,
      )
    }),
  )
})

test('a probability outside 0 … 1 has no quantile', () => {
  for (const p of [-0.1, 1.1, Number.NaN]) assert.throws(() => normalQuantile(p), RangeError)
  for (const logP of [0.1, Number.NaN]) assert.throws(() => normalQuantileOfLog(logP), RangeError)
})
