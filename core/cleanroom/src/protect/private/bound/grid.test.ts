import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decimalType,
  doubleType,
  type Expression,
  evaluate,
  integerType,
  type Query,
  type Range,
  type SqlType,
  type Value,
} from '@glovebox/sql'
import * as fc from 'fast-check'
import { mapped, queryOf } from './build.ts'
import { centred, gridOf } from './grid.ts'

const at = { start: 0, end: 1 }
const column = (type: SqlType): Expression => ({ kind: 'column', id: 1, name: 'x', type, nullable: true, at })

function applied(type: SqlType, make: (x: Expression) => Expression, values: readonly Value[]): readonly Value[] {
  const x = { id: 1, name: 'x', type, nullable: true, lineage: [1] }
  let id = 1
  const builder = { nextId: () => ++id, at }
  const table = { kind: 'table', table: 't', alias: 't', columns: [x], at } as const
  const query: Query = queryOf(mapped(table, [{ name: 'q', expression: make(column(type)) }], builder), builder)
  return evaluate(query, { t: values.map((value) => [value]) }).rows.map(([q = null]) => q)
}

const usual = { ownSteps: 2n ** 40n, steps: 2n ** 30n }

test('integers and decimals are their own grid', () => {
  const grid = gridOf(column(integerType), { low: -5, high: 9 }, { size: 9, ...usual })
  assert.deepEqual([grid.low, grid.high, grid.step], [-5n, 9n, { numerator: 1n, denominator: 1n }])
  assert.deepEqual(applied(integerType, grid.quantised, [-7n, 3n, 100n, null]), [-5n, 3n, 9n, null])
  const cents = gridOf(column(decimalType(10, 2)), { low: 0.5, high: 9.99 }, { size: 9.99, ...usual })
  assert.deepEqual([cents.low, cents.high, cents.step], [50n, 999n, { numerator: 1n, denominator: 100n }])
  assert.deepEqual(applied(decimalType(10, 2), cents.quantised, [1n, 123n, 99999999n, null]), [50n, 123n, 999n, null])
})

test('doubles are multiples of a power of two; NaN is no value and infinities are ends', () => {
  const grid = gridOf(column(doubleType), { low: -1.5, high: 3.5 }, { size: 3.5, ...usual })
  const odd = [Number.NaN, null, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5, -0, 5e-324]
  const step = Number(grid.step.denominator)
  assert.ok(Number.isInteger(Math.log2(step)))
  const expected = [null, null, grid.high, grid.low, BigInt(1.5 * step), 0n, 0n]
  assert.deepEqual(applied(doubleType, grid.quantised, odd), expected)
})

// Ends that are larger are refused, whoever says them.
const end = fc.double({ min: -1e300, max: 1e300, noNaN: true })
const ends = fc.tuple(end, end)

test('whatever the range, what is on a grid stays between its ends, near the value', () => {
  void fc.assert(
    fc.property(ends, fc.array(fc.double(), { maxLength: 5 }), ([a, b], values) => {
      const range: Range = { low: Math.min(a, b), high: Math.max(a, b) }
      const grid = gridOf(column(doubleType), range, { size: Math.max(Math.abs(a), Math.abs(b)), ...usual })
      const { numerator, denominator } = grid.step
      const centre = centred(grid)
      assert.ok(grid.low <= grid.high && centre.most >= 1n)
      for (const [i, q] of applied(doubleType, grid.quantised, values).entries()) {
        const value = values[i] ?? 0
        if (Number.isNaN(value)) assert.equal(q, null)
        else {
          assert.ok(typeof q === 'bigint' && q >= grid.low && q <= grid.high)
          const clamped = Math.min(range.high, Math.max(range.low, value))
          const error = Math.abs(clamped * (Number(denominator) / Number(numerator)) - Number(q))
          if (Number(denominator) < 1e300 && Number(numerator) < 1e300) assert.ok(error <= 1, `${value} is ${q}`)
        }
      }
      for (const d of applied(doubleType, centre.value, values)) {
        assert.ok(d === null || (typeof d === 'bigint' && d >= -centre.most && d <= centre.most))
      }
    }),
    { numRuns: 300 },
  )
})

test('a middle between two steps makes half steps', () => {
  const { step, most, middle, value } = centred(gridOf(column(integerType), { low: 1, high: 4 }, { size: 3, ...usual }))
  assert.deepEqual([step, most, middle], [{ numerator: 1n, denominator: 2n }, 3n, { numerator: 5n, denominator: 2n }])
  assert.deepEqual(applied(integerType, value, [1n, 2n, 4n, 9n, null]), [-3n, -1n, 3n, 3n, null])
})
