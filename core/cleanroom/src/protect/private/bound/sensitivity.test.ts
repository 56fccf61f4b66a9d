import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSensitivity, questions } from './sensitivity.suite.ts'

for (const sql of questions) {
  test(`one unit changes no more than is said: ${sql}`, () => {
    const { changed } = checkSensitivity(sql, 20)
    assert.ok(changed > 10, 'too few units changed anything to tell')
  })
}
