import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileDamaged, compileRandom, seeds } from './compile.suite.ts'

test('random queries never throw, and what is accepted is well formed', () => {
  const { accepted, refused } = compileRandom(seeds(0, 1500))
  // Both must be common, or the generator tests nothing.
  assert.ok(accepted > 400, `${accepted} accepted`)
  assert.ok(refused > 150, `${refused} refused`)
})

test('damaged queries never throw', () => {
  const { refused } = compileDamaged(seeds(0, 1000))
  assert.ok(refused > 500)
})
