import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { QueryAnswer, Refusal } from '@glovebox/api'
import type { Settings } from '../settings.ts'
import { statement } from './private-result.suite.ts'
import { renderQueryAnswer } from './query-answer.ts'
import { style } from './style.ts'

const plain: Settings = { file: 'room.yaml', format: 'table', out: style(false), err: style(false) }

const result: QueryAnswer = {
  status: 'ok',
  columns: [
    { name: 'city', type: 'VARCHAR' },
    { name: 'people', type: 'BIGINT' },
    { name: 'spent', type: 'DECIMAL(38,2)' },
  ],
  rows: [
    ['Berlin', 1204, '99.50'],
    [null, 100, null],
  ],
  suppression: {
    constraints: [
      {
        table: 'visits',
        owner: 'publisher',
        column: 'user_id',
        minimum: 100,
        note: 'rows that stand for fewer than 100 distinct user_id of visits are withheld',
      },
    ],
  },
  receipt: 'rcpt_a',
  isolation: { level: 'process', measures: [], missing: ['bubblewrap', 'a system call filter'] },
  receivers: ['advertiser'],
}

const diagnostics = [
  { code: 'ENGINE_FAILED', severity: 'error', message: 'the run failed', help: 'ask the owners' },
] as const

const { rows: _, ...withheld } = result
const refusal: Refusal = {
  status: 'refused',
  reason: 'validation',
  diagnostics: [{ ...diagnostics[0], at: { start: 9, end: 10, line: 1, column: 10 } }],
  text: 'version: 2',
}

const cases: readonly [name: string, answer: QueryAnswer, format: Settings['format'], data: string, notes: string][] = [
  [
    'a result: the table, and beside it what is withheld, how it ran, and the receipt',
    result,
    'table',
    `city    people  spent
──────  ──────  ─────
Berlin    1204  99.50
NULL       100   NULL
`,
    `
2 rows
note: rows that stand for fewer than 100 distinct user_id of visits are withheld (rule of publisher)
ran in a locked-down process, without bubblewrap, a system call filter
receipt rcpt_a
`,
  ],
  [
    'the same as CSV',
    result,
    'csv',
    'city,people,spent\r\nBerlin,1204,99.50\r\n,100,\r\n',
    `2 rows
note: rows that stand for fewer than 100 distinct user_id of visits are withheld (rule of publisher)
ran in a locked-down process, without bubblewrap, a system call filter
receipt rcpt_a
`,
  ],
  [
    'a result for others',
    { ...withheld, suppression: { constraints: [] }, isolation: { level: 'sandbox', measures: [], missing: [] } },
    'table',
    '',
    `the result went to advertiser: this member may ask but not receive
ran in a sandboxed process
receipt rcpt_a
`,
  ],
  [
    'a run that failed',
    { status: 'failed', diagnostics, receipt: 'rcpt_a', text: '' },
    'table',
    '',
    `error ENGINE_FAILED: the run failed
  help: ask the owners

receipt rcpt_a
`,
  ],
  [
    'a refused collaboration file: the place is in that file',
    refusal,
    'csv',
    '',
    `error ENGINE_FAILED: the run failed
    ┌ room.yaml:1:10
  1 │ version: 2
    │          ~
  help: ask the owners
`,
  ],
]

const priv: QueryAnswer = { ...result, privacy: statement, suppression: { constraints: [] } }

test('a private result: intervals where numbers differ in them, how exact the others are, and what it cost', () => {
  const { data, notes } = renderQueryAnswer(priv, plain)
  assert.equal(
    [...data].join(''),
    `city    people  spent  95 % interval
──────  ──────  ─────  ─────────────
Berlin    1204  99.50       79 … 120
NULL       100   NULL
`,
  )
  assert.equal(
    [...notes].slice(2, -2).join(''),
    `people ± 41 at 95 %
privacy ε 0.2, δ 1e-9 for this result alone
budget of publisher: 3.2 % spent, 95 % of your part of it left, enough for 19 more like this
note: counts of fewer than 40 are mostly noise
`,
  )
})

test('a result that was published before says that it costs nothing', () => {
  const steps = statement.steps.map((step) => ({ ...step, isCached: true }))
  const { notes } = renderQueryAnswer({ ...priv, privacy: { ...statement, steps } }, plain)
  assert.match([...notes].join(''), /^privacy answered from what was published before: costs nothing$/m)
})

test('CSV has columns for intervals only where they are asked for', () => {
  const csv = (hasIntervalColumns: boolean): string =>
    [...renderQueryAnswer(priv, { ...plain, format: 'csv' }, { hasIntervalColumns }).data].join('')
  assert.equal(csv(false), 'city,people,spent\r\nBerlin,1204,99.50\r\n,100,\r\n')
  assert.equal(
    csv(true),
    'city,people,people.low,people.high,spent,spent.low,spent.high\r\nBerlin,1204,1163,1245,99.50,79.2,119.8\r\n,100,59,141,,,\r\n',
  )
})

for (const [name, answer, format, data, notes] of cases) {
  test(name, () => {
    const rendered = renderQueryAnswer(answer, { ...plain, format })
    assert.equal([...rendered.data].join(''), data)
    assert.equal([...rendered.notes].join(''), notes)
  })
}
