import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExplainAnswer } from '@glovebox/api'
import { explainLines } from './explain-answer.ts'
import { price, step } from './private-result.suite.ts'
import { style } from './style.ts'

const answer: Extract<ExplainAnswer, { status: 'ok' }> = {
  status: 'ok',
  relation: 'reduce\n  table visits',
  protectedRelation: 'table step_1',
  suppression: { constraints: [] },
  emitted: [{ dialect: 'duckdb', purpose: 'the result', sql: 'SELECT 1' }],
  text: '',
}

function shown(change: Partial<typeof answer>): string {
  return [...explainLines({ ...answer, ...change }, style(false))].join('\n')
}

test('without differential privacy: the relation, the same with thresholds, and the one SQL', () => {
  assert.equal(
    shown({}),
    `what was understood
  reduce
    table visits

with every threshold built in
  table step_1

SQL for duckdb
  SELECT 1
`,
  )
})

test('with it: the plan before the SQL, and each SQL with what it is for', () => {
  const emitted = ['bounded sums of step_1', 'provinces'].map((purpose) => ({
    dialect: 'duckdb',
    purpose,
    sql: 'SELECT 1',
  }))
  const text = shown({ privacy: { price: [price], steps: [step] }, emitted })
  const order = [
    'what was understood',
    'what it costs',
    'how it is made private',
    'SUM(spent)',
    'what follows on the published numbers',
    'SQL for duckdb: bounded sums of step_1',
    'SQL for duckdb: provinces',
  ]
  const places = order.map((title) => text.indexOf(title))
  assert.ok(
    places.every((place, i) => place > (places[i - 1] ?? -1)),
    text,
  )
})
