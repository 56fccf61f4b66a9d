import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bugs } from './bugs/bugs.ts'
import { occurrences, testsOf } from './run-with-bug.ts'

// Finding them takes minutes and is the long suite's; that they still are where they were is said at once.

test('every seeded bug is anchored in one place of the product, and somebody looks for it', () => {
  assert.ok(bugs.length >= 25)
  assert.equal(new Set(bugs.map(({ name }) => name)).size, bugs.length)
  for (const bug of bugs) {
    assert.equal(occurrences(bug), 1, `${bug.name}: ${bug.file}`)
    assert.notEqual(bug.text, bug.becomes, bug.name)
    assert.ok(testsOf(bug).length + (bug.foundBy.questions ?? []).length > 0, bug.name)
  }
})
