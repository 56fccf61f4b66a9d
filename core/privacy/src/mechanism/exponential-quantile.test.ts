import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toNumber } from '../exact/double.ts'
import { rational } from '../exact/rational.ts'
import { counterBytes } from '../sample/counter-bytes.fixture.ts'
import { openRandom } from '../sample/random-bits.ts'
import { type ExponentialQuantileInput, exponentialQuantile, plateausOf } from './exponential-quantile.ts'

const inputs: fc.Arbitrary<ExponentialQuantileInput> = fc
  .record({
    rows: fc.array(fc.bigInt(0n, 11n), { maxLength: 8 }),
    numerator: fc.bigInt(0n, 8n),
    epsilon: fc.bigInt(1n, 40n),
    maxRows: fc.bigInt(1n, 3n),
  })
  .map(({ rows, numerator, epsilon, maxRows }) => ({
    counts: counted(rows),
    size: 12n,
    fraction: rational(numerator, 8n),
    epsilon: rational(epsilon, 10n),
    maxRows,
  }))

function counted(rows: readonly bigint[]): Map<bigint, bigint> {
  const counts = new Map<bigint, bigint>()
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0n) + 1n)
  return counts
}

// The mechanism's definition, value by value, in doubles.
function probabilities(input: ExponentialQuantileInput): number[] {
  const rows = [...input.counts].flatMap(([value, count]) => Array.from({ length: Number(count) }, () => Number(value)))
  const q = toNumber(input.fraction)
  const sensitivity = Number(input.maxRows) * Math.max(q, 1 - q)
  const weights = Array.from({ length: Number(input.size) }, (_, x) => {
    const [below, upTo] = [rows.filter((row) => row < x).length, rows.filter((row) => row <= x).length]
    const distance = Math.max(0, below - q * rows.length, q * rows.length - upTo)
    return Math.exp((-toNumber(input.epsilon) * distance) / (2 * sensitivity))
  })
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / total)
}

function impliedBy(input: ExponentialQuantileInput): number[] {
  const weights = plateausOf(input).flatMap(({ length, exponent }) =>
    Array.from({ length: Number(length) }, () => Math.exp(-toNumber(exponent))),
  )
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / total)
}

test('the plateaus carry the weights of the definition', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const [expected, actual] = [probabilities(input), impliedBy(input)]
      assert.equal(actual.length, expected.length)
      for (const [x, p] of expected.entries()) assert.ok(Math.abs((actual[x] ?? 0) - p) <= 1e-12)
    }),
  )
})

test('one unit more keeps every log-ratio within a range of length ε, enumerated over the grid', () => {
  fc.assert(
    fc.property(inputs, fc.array(fc.bigInt(0n, 11n), { minLength: 1, maxLength: 3 }), (input, unit) => {
      const rows = [...input.counts].flatMap(([value, count]) => Array.from({ length: Number(count) }, () => value))
      const after = { ...input, counts: counted([...rows, ...unit.slice(0, Number(input.maxRows))]) }
      const [p, q] = [impliedBy(input), impliedBy(after)]
      const ratios = p.map((x, i) => Math.log(x / (q[i] ?? 0)))
      const epsilon = toNumber(input.epsilon) + 1e-9
      assert.ok(Math.max(...ratios) - Math.min(...ratios) <= epsilon)
      assert.ok(Math.max(...ratios.map(Math.abs)) <= epsilon)
    }),
  )
})

// Chi-squared with 11 degrees of freedom is above 69 with probability 1.8e-10. With 20,000 draws the statistic is near
// 2,000 if ε is 1.3 times too large.
test('draws have the distribution, at a false-alarm rate of 2e-10', () => {
  const input = {
    counts: counted([1n, 1n, 2n, 5n, 5n, 5n, 8n]),
    size: 12n,
    fraction: rational(1n, 2n),
    epsilon: rational(2n),
    maxRows: 1n,
  }
  const random = openRandom(counterBytes(5))
  const n = 20_000
  const seen = new Array<number>(12).fill(0)
  for (let i = 0; i < n; i++) {
    const x = Number(exponentialQuantile(input, random))
    seen[x] = (seen[x] ?? 0) + 1
  }
  const statistic = (expected: readonly number[]): number =>
    expected.reduce((sum, p, x) => sum + ((seen[x] ?? 0) - n * p) ** 2 / (n * p), 0)
  const fits = statistic(probabilities(input))
  assert.ok(fits < 69, `χ² = ${fits}`)
  const off = statistic(probabilities({ ...input, epsilon: rational(26n, 10n) }))
  assert.ok(off > 69, `a scale that is off by 1.3 gives χ² = ${off}`)
})

test('a huge grid with few rows, a huge ε and no rows at all need no luck', () => {
  const random = openRandom(counterBytes(6))
  const huge = { size: 1n << 100n, fraction: rational(1n, 2n), epsilon: rational(10n ** 6n), maxRows: 1n }
  assert.equal(exponentialQuantile({ ...huge, counts: new Map([[77n, 100n]]) }, random), 77n)
  const anywhere = exponentialQuantile({ ...huge, counts: new Map() }, random)
  assert.ok(anywhere >= 0n && anywhere < huge.size)
})

test('what is outside of the grid or promises nothing is refused', () => {
  const good = {
    counts: new Map([[0n, 1n]]),
    size: 2n,
    fraction: rational(1n, 2n),
    epsilon: rational(1n),
    maxRows: 1n,
  }
  for (const wrong of [
    { size: 0n },
    { counts: new Map([[2n, 1n]]) },
    { counts: new Map([[0n, -1n]]) },
    { fraction: rational(3n, 2n) },
    { fraction: rational(-1n) },
    { epsilon: rational(0n) },
    { maxRows: 0n },
  ]) {
    assert.throws(() => exponentialQuantile({ ...good, ...wrong }, openRandom(counterBytes(7))), RangeError)
  }
})
