import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bug } from './bugs/bug.ts'
import { bugs } from './bugs/bugs.ts'
import { occurrences, runWith, testsOf } from './run-with-bug.ts'

test('without a bug nothing is found', async () => {
  const harmless: Bug = {
    name: 'none',
    seenIn: 'nowhere',
    file: 'core/privacy/src/index.ts',
    text: 'export',
    becomes: 'export',
    foundBy: {
      questions: [...new Set(bugs.flatMap(({ foundBy }) => foundBy.questions ?? []))],
      tests: [...new Set(bugs.flatMap(testsOf))],
    },
  }
  const { isFound, said } = await runWith(harmless)
  assert.ok(!isFound, said)
})

describe('every bug is found', { concurrency: 2 }, () => {
  for (const bug of bugs) {
    test(`${bug.name} (${bug.seenIn})`, async () => {
      assert.equal(occurrences(bug), 1, 'it is in no place or in several')
      const { isFound, said } = await runWith(bug)
      assert.ok(isFound, `nothing found it: ${said.slice(-500)}`)
      assert.doesNotMatch(said, /SyntaxError|ERR_INVALID_TYPESCRIPT_SYNTAX/, 'a bug that does not even parse')
    })
  }
})
