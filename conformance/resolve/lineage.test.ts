import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkLineage } from './lineage.suite.ts'

test('an output changes only with columns of its lineage and those that decide which rows there are', () => {
  const { checked, spared } = checkLineage(1, 1500)
  assert.ok(checked > 1500, `${checked} changes`)
  // Changes that other outputs of the same query may show.
  assert.ok(spared > 50, `${spared} of them beside an output that may change`)
})
