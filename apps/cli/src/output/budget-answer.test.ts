import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BudgetView } from '@glovebox/api'
import { budgetLines, entryColumns, entryRows } from './budget-answer.ts'
import { budget } from './private-result.suite.ts'
import { style } from './style.ts'

const plain = { style: style(false), width: 80, isUnicode: false }

function shown(view: BudgetView): string {
  return [...budgetLines(view, plain)].join('\n')
}

test('a budget: what is left, its way down, how long it lasts, who spent it and on what', () => {
  const text = shown(budget)
  assert.ok(
    text.startsWith(`budget of publisher
55 % spent, 45 % left of ε 4, δ 1e-6 (zCDP); 9 more like the last question fit
never full again by itself
lost over all periods: ε 5.2, δ 2e-6
warning: more than 50 % is spent

100 % |########################
`),
    text,
  )
  assert.ok(
    text.endsWith(`  0 % +-------------------------------------------------------------------------
       2026-11-18                                        2 questions, 2026-11-20
at the pace of the last 2 questions, it is empty in about 1 question

member      share    ε  cap
──────────  ─────  ───  ────────────────
advertiser   50 %  1.9  ε 2
analyst       5 %  0.4  the whole budget

when (UTC)        member           share  so far  question
────────────────  ──────────  ──────────  ──────  ──────────────────────────────
2026-11-18 09:00  advertiser        50 %    50 %  SELECT city, COUNT(*) AS n FR…
2026-11-19 10:30  analyst     given back    50 %  SELECT COUNT(*) AS n FROM bro…
2026-11-20 11:45  analyst            5 %    55 %  (not for this member)`),
    text,
  )
  assert.ok(text.split('\n').every((line) => line.length <= 80))
})

const cases: readonly [name: string, change: Partial<BudgetView>, says: RegExp][] = [
  ['an untouched budget', { entries: [], members: [] }, /\nnothing was spent yet$/],
  ['a budget that is lowered below what is spent', { isFrozen: true }, /\nfrozen: [\s\S]*\nnothing is left/],
  ['an empty budget', { remaining: { epsilon: 0, share: 0 } }, /0 % left of[\s\S]*\nnothing is left/],
  [
    'a monthly one',
    { refresh: 'calendar-month', period: '2026-11' },
    /\nfull again every calendar month; this is 2026-11\n/,
  ],
  ['one of pure differential privacy', { delta: 0, accounting: 'pure' }, /left of ε 4 \(pure\)/],
  ['one whose second warning is crossed', { spent: { epsilon: 3, share: 0.8 } }, /warning: more than 80 % is spent/],
  [
    'one whose questions were published before',
    { entries: budget.entries.map((entry) => ({ ...entry, share: 0 })) },
    /the last questions cost nothing/,
  ],
]

for (const [name, change, says] of cases) {
  test(name, () => assert.match(shown({ ...budget, ...change }), says))
}

test('no warning where none is crossed', () => {
  assert.doesNotMatch(shown({ ...budget, spent: { epsilon: 1, share: 0.49 } }), /warning/)
})

test('nothing of a question or a name can write to the terminal', () => {
  const entries = budget.entries.map((entry) => ({ ...entry, member: '\u001b[2J', query: '\u001b]0;x\u0007' }))
  const text = shown({ ...budget, owner: '\u001b[1m', entries })
  assert.ok(!text.includes('\u001b') && !text.includes('\u0007'))
})

test('entries for programs have every figure as it is', () => {
  assert.deepEqual(
    entryColumns.map(({ name }) => name),
    ['owner', 'at', 'member', 'epsilon', 'delta', 'share', 'cumulativeShare', 'status', 'receipt', 'query'],
  )
  assert.deepEqual(entryRows(budget).at(-1), [
    'publisher',
    '2026-11-20T11:45:00.000Z',
    'analyst',
    '0.4',
    '1e-9',
    '0.05',
    '0.55',
    'reserved',
    'rcpt_b',
    null,
  ])
})
