import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckAnswer } from '@glovebox/api'
import { checkNotes, figureTables, verdictTable } from './check-answer.ts'
import { price } from './private-result.suite.ts'
import { style } from './style.ts'

const answer: CheckAnswer = {
  status: 'ok',
  price: [price],
  expectedError: { people: { confidence: 0.95, halfWidth: 41 } },
  usefulness: ['groups of fewer than 410 units will be off by more than 10 %'],
  rules: [{ table: 'visits', owner: 'publisher', rule: 'custom', verdict: 'allows' }],
  suppression: { constraints: [] },
  diagnostics: [],
  text: '',
}

test('a verdict has what the rules say, what it costs, and how exact it will be', () => {
  assert.deepEqual(verdictTable(answer).rows, [['visits', 'publisher', 'custom', 'allows']])
  assert.deepEqual(
    figureTables(answer).map(({ rows }) => rows[0]?.[0]),
    ['publisher', 'people'],
  )
  assert.deepEqual(checkNotes(answer, style(false)), [
    'note: groups of fewer than 410 units will be off by more than 10 %',
  ])
})

test('where nothing is protected there are no figures', () => {
  assert.deepEqual(figureTables({ ...answer, price: [], expectedError: {} }), [])
})

test('what is published already costs nothing', () => {
  const free = { ...price, epsilon: 0, delta: 0, share: 0 }
  assert.match(checkNotes({ ...answer, price: [free] }, style(false))[0] ?? '', /costs nothing/)
})
