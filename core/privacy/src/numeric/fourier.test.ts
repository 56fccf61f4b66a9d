import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inverse, multiplyByPower, neutral, transform } from './fourier.ts'

const values = fc
  .integer({ min: 2, max: 7 })
  .chain((log) => fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2 ** log, maxLength: 2 ** log }))

test('the transform is the sum that defines it, and the inverse undoes it', () => {
  fc.assert(
    fc.property(values, (list) => {
      const x = Float64Array.from(list)
      const spectrum = transform(x)
      for (let k = 0; k <= x.length / 2; k += 1) {
        const angle = (2 * Math.PI * k) / x.length
        const real = x.reduce((sum, value, j) => sum + value * Math.cos(angle * j), 0)
        const imaginary = x.reduce((sum, value, j) => sum - value * Math.sin(angle * j), 0)
        assert.ok(
          Math.abs((spectrum.real[k] ?? 0) - real) < 1e-12 &&
            Math.abs((spectrum.imaginary[k] ?? 0) - imaginary) < 1e-12,
        )
      }
      for (const [j, value] of inverse(spectrum).entries()) assert.ok(Math.abs(value - (x[j] ?? 0)) < 1e-14)
    }),
  )
})

test('a power of a spectrum is a repeated cyclic convolution', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 9 }), (list, power) => {
      const x = Float64Array.from(list, (value) => value / list.length)
      let expected = new Float64Array(x.length)
      expected[0] = 1
      for (let round = 0; round < power; round += 1) {
        const next = new Float64Array(x.length)
        for (const [i, a] of expected.entries()) {
          for (const [j, b] of x.entries()) next[(i + j) % x.length] = (next[(i + j) % x.length] ?? 0) + a * b
        }
        expected = next
      }
      const product = neutral(x.length)
      multiplyByPower(product, transform(x), power)
      for (const [j, value] of inverse(product).entries()) assert.ok(Math.abs(value - (expected[j] ?? 0)) < 1e-13)
    }),
    { numRuns: 30 },
  )
})

test('lengths that are no power of two are refused', () => {
  for (const length of [0, 2, 3, 12]) assert.throws(() => transform(new Float64Array(length)), RangeError)
})
