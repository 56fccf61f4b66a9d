import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { confidenceText, intervalText, lossText, percent, type Rounding, rounded } from './rounded.ts'

const cases: readonly [value: number, rounding: Rounding, text: string][] = [
  [0.2, 'up', '0.2'],
  [0.30000000000000004, 'up', '0.3'],
  [0.12341, 'up', '0.124'],
  [0.12349, 'down', '0.123'],
  [0.9999, 'down', '0.999'],
  [0.9999, 'up', '1'],
  [1e-9, 'up', '1e-9'],
  [1.2345e-9, 'up', '1.24e-9'],
  [0.000001, 'up', '1e-6'],
  [0.00012, 'up', '0.00012'],
  [123456, 'up', '124000'],
  [0, 'up', '0'],
  [-1.005, 'down', '-1.01'],
  [Number.POSITIVE_INFINITY, 'up', '∞'],
]

for (const [value, rounding, text] of cases) {
  test(`${value} rounded ${rounding} is ${text}`, () => assert.equal(rounded(value, rounding), text))
}

test('rounding up never shows less, rounding down never more, and neither is off by more than a digit', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: 1e-12, max: 1e12 }), (value) => {
      const [low, high] = [Number(rounded(value, 'down')), Number(rounded(value, 'up'))]
      assert.ok(low <= value * (1 + 1e-11) && value <= high * (1 + 1e-11))
      assert.ok(high - low <= value * 0.011)
    }),
  )
})

const shares: readonly [share: number, rounding: Rounding, text: string][] = [
  [0.031, 'up', '3.1 %'],
  [0.0312, 'up', '3.2 %'],
  [0.3, 'up', '30 %'],
  [0.99999, 'down', '99.9 %'],
  [1, 'down', '100 %'],
  [0.000234, 'up', '0.024 %'],
  [0, 'down', '0 %'],
  [1.5, 'up', '150 %'],
]

for (const [share, rounding, text] of shares) {
  test(`a share of ${share} is ${text}`, () => assert.equal(percent(share, rounding), text))
}

test('a loss has a δ where there is one', () => {
  assert.equal(lossText({ epsilon: 0.2, delta: 1e-9 }), 'ε 0.2, δ 1e-9')
  assert.equal(lossText({ epsilon: 1, delta: 0 }), 'ε 1')
  assert.equal(confidenceText(0.95), '95 %')
})

const intervals: readonly [low: number, high: number, text: string][] = [
  [1203.2, 1244.9, '1203 … 1245'],
  [79245.605, 82245.1, '79200 … 82300'],
  [-0.01234, 0.04567, '-0.013 … 0.046'],
  [3, 3, '3 … 3'],
  [Number.NEGATIVE_INFINITY, 5, '-∞ … 5'],
]

for (const [low, high, text] of intervals) {
  test(`the interval ${text}`, () => assert.equal(intervalText({ low, high }), text))
}

test('an interval as it is shown holds the interval as it is', () => {
  const value = fc.double({ noNaN: true, min: -1e9, max: 1e9 })
  fc.assert(
    fc.property(value, fc.double({ noNaN: true, min: 1e-3, max: 1e6 }), (low, width) => {
      const [shownLow = 0, shownHigh = 0] = intervalText({ low, high: low + width })
        .split(' … ')
        .map(Number)
      const noise = 1e-10 * (Math.abs(low) + width)
      assert.ok(shownLow <= low + noise && shownHigh >= low + width - noise)
    }),
  )
})
