import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileDamaged, compileRandom, seeds } from './compile.suite.ts'

test('150,000 random queries never throw, and what is accepted is well formed', () => {
  const { accepted } = compileRandom(seeds(10_000, 150_000))
  assert.ok(accepted > 50_000, `${accepted} accepted`)
})

test('150,000 damaged queries never throw', () => {
  const { refused } = compileDamaged(seeds(10_000, 150_000))
  assert.ok(refused > 75_000)
})
