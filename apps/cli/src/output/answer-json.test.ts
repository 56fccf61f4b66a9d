import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckAnswer, DiagnosticView, QueryAnswer, Refusal } from '@glovebox/api'
import { budgetJson, checkJson, jsonText, queryJson, validateJson } from './answer-json.ts'
import { budget, statement } from './private-result.suite.ts'

const diagnostic: DiagnosticView = {
  code: 'RULE_JOIN_COLUMN',
  severity: 'error',
  message: '`zip` is not a join column of this table',
  help: 'join on `hashed_email`',
  table: 'users',
  owner: 'publisher',
  at: { start: 42, end: 47, line: 1, column: 43 },
}

const refusal: Refusal = { status: 'refused', reason: 'rule', diagnostics: [diagnostic], text: 'SELECT …' }

const isolation = { level: 'sandbox', measures: [], missing: [] } as const

const result: QueryAnswer = {
  status: 'ok',
  columns: [
    { name: 'campaign_id', type: 'VARCHAR' },
    { name: 'n', type: 'BIGINT' },
  ],
  rows: [
    ['a', 1204],
    [null, '9007199254740993'],
  ],
  suppression: { constraints: [] },
  receipt: 'rcpt_a',
  isolation,
  receivers: ['advertiser'],
}

function parsed(pieces: Iterable<string>): unknown {
  const text = [...pieces].join('')
  assert.ok(text.endsWith('}\n') && !text.slice(0, -1).includes('\n'), 'one line')
  return JSON.parse(text)
}

test('a query that ran has the published shape', () => {
  assert.deepEqual(parsed(queryJson(result)), {
    status: 'ok',
    columns: [
      { name: 'campaign_id', type: 'VARCHAR' },
      { name: 'n', type: 'BIGINT' },
    ],
    rows: [
      ['a', 1204],
      [null, '9007199254740993'],
    ],
    suppression: { constraints: [] },
    receipt: 'rcpt_a',
  })
})

test('a query without rows has an empty list of them', () => {
  assert.deepEqual((parsed(queryJson({ ...result, rows: [] })) as { rows: unknown }).rows, [])
})

test('whoever may not receive learns who does, and no rows', () => {
  const { rows: _, ...hidden } = result
  assert.deepEqual(parsed(queryJson(hidden)), {
    status: 'ok',
    columns: result.columns,
    receivers: ['advertiser'],
    suppression: { constraints: [] },
    receipt: 'rcpt_a',
  })
})

test('a refusal has the published shape, the same from a query and from validate', () => {
  const shape = { status: 'refused', diagnostics: [diagnostic] }
  assert.deepEqual(parsed(queryJson(refusal)), shape)
  assert.deepEqual(parsed(jsonText(validateJson(refusal))), shape)
})

for (const status of ['failed', 'timed-out', 'cancelled'] as const) {
  test(`a run that ${status === 'failed' ? status : `was ${status}`} says so and has a receipt`, () => {
    assert.deepEqual(parsed(queryJson({ status, diagnostics: [diagnostic], receipt: 'rcpt_a', text: '' })), {
      status,
      diagnostics: [diagnostic],
      receipt: 'rcpt_a',
    })
  })
}

test('a check has the published shape', () => {
  const answer: CheckAnswer = {
    status: 'refused',
    reason: 'rule',
    price: [],
    expectedError: {},
    usefulness: [],
    rules: [{ table: 'users', owner: 'publisher', rule: 'aggregation', verdict: 'refuses' }],
    suppression: { constraints: [] },
    diagnostics: [diagnostic],
    text: '',
  }
  assert.deepEqual(parsed(jsonText(checkJson(answer))), {
    status: 'refused',
    price: [],
    expectedError: {},
    usefulness: [],
    rules: answer.rules,
    suppression: { constraints: [] },
    diagnostics: [diagnostic],
  })
})

test('a private result has the whole statement, with every interval', () => {
  const value = parsed(queryJson({ ...result, privacy: statement })) as Record<string, unknown>
  assert.deepEqual(Object.keys(value), ['status', 'columns', 'rows', 'privacy', 'suppression', 'receipt'])
  assert.deepEqual(value.privacy, statement)
})

test('a result of which nothing is known has no intervals', () => {
  const value = parsed(queryJson({ ...result, privacy: { ...statement, intervals: {} } })) as { privacy: unknown }
  assert.deepEqual(value.privacy, { ...statement, intervals: {} })
})

test('budgets have the published shape', () => {
  assert.deepEqual(parsed(jsonText(budgetJson({ status: 'ok', budgets: [budget] }))), {
    status: 'ok',
    budgets: [budget],
  })
  assert.deepEqual(budgetJson(refusal), { status: 'refused', diagnostics: [diagnostic] })
})

test('JSON on a terminal cannot write to it, and means the same', () => {
  const rows = [
    ['\u001b[2J', '\u009b2J'],
    ['\u202e', '\u2028'],
  ]
  const text = [...queryJson({ ...result, rows })].join('')
  assert.match(text, /^[\x20-\x7e\n]*$/)
  assert.deepEqual((JSON.parse(text) as { rows: unknown }).rows, rows)
})
