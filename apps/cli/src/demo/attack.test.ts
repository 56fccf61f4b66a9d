import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { QueryAnswer } from '@glovebox/api'
import { statement } from '../output/private-result.suite.ts'
import { decodeWeights, noisyDifference, noisyValue, subtract, surest } from './attack.ts'

function answer(people: number, sum: string): QueryAnswer {
  return {
    status: 'ok',
    columns: [
      { name: 'people', type: 'BIGINT' },
      { name: 'sum', type: 'BIGINT' },
    ],
    rows: [[people, sum]],
    privacy: { ...statement, intervals: { people: { confidence: 0.95, halfWidth: 3 }, sum: { confidence: 0.95 } } },
    suppression: { constraints: [] },
    receipt: 'rcpt_a',
    isolation: { level: 'process', measures: [], missing: [] },
    receivers: [],
  }
}

const failed: QueryAnswer = { status: 'failed', diagnostics: [], receipt: 'rcpt_a', text: '' }

test('exact answers are subtracted', () => {
  assert.deepEqual(subtract(answer(10, '7'), answer(9, '5')), [1, 2])
  assert.equal(subtract(answer(10, '7'), failed), undefined)
})

test('weights are read off a sum', () => {
  assert.deepEqual(decodeWeights(answer(5, '0'), 3), [true, false, true])
})

test('the widths of independent noise add up as squares', () => {
  assert.deepEqual(noisyValue(answer(10, '7'), 'people'), { value: 10, halfWidth: 3 })
  assert.deepEqual(noisyDifference(answer(10, '7'), answer(14, '7'), 'people'), {
    value: -4,
    halfWidth: Math.hypot(3, 3),
  })
  for (const column of ['sum', 'nothing']) assert.equal(noisyValue(answer(10, '7'), column), undefined)
  assert.equal(noisyDifference(answer(10, '7'), failed, 'people'), undefined)
})

test('the surest anybody may be rises with ε from one half', () => {
  assert.deepEqual([0, 0.2, 1, 20].map(surest), [50, 55, 74, 100])
})
