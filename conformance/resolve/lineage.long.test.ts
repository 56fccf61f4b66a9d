import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkLineage } from './lineage.suite.ts'

test('of 40,000 queries an output changes only with its lineage and what decides which rows there are', () => {
  const { checked } = checkLineage(2, 40_000)
  assert.ok(checked > 40_000, `${checked} changes`)
})
