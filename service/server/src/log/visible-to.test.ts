import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogEntry, LogEvent } from './entry.ts'
import type { Receipt } from './receipt.ts'
import { isReceiptFor, isVisibleTo } from './visible-to.ts'

const asked = { sql: 'SELECT 1' }
const charges = [{ owner: 'publisher', accounting: 'zcdp', loss: '1', delta: '0' }] as const
const run = { run: 'run_a', member: 'advertiser', tables: ['impressions'] }
const owners = ['publisher']
const rules = { collaborationHash: 'c', rulesHash: 'r' }
const end = { status: 'ok', codes: [], receipt: 'rcpt_a', receiptHash: 'h' } as const
const everyone = ['advertiser', 'publisher', 'auditor', 'receiver']
const involved = ['advertiser', 'publisher', 'receiver']
const asker = ['advertiser', 'receiver']

const cases: readonly [name: string, event: LogEvent, seenBy: readonly string[]][] = [
  ['a submitted run', { ...run, kind: 'submitted', asked, owners, ...rules }, involved],
  ['a finished run', { ...run, kind: 'finished', owners, ...end }, involved],
  ['a run that does not say whose tables it touched', { ...run, kind: 'finished', ...end }, asker],
  ['a refused analysis', { kind: 'refused', member: 'advertiser', asked, reason: 'rule', codes: [] }, asker],
  ['a charge', { kind: 'charged', run: 'run_a', member: 'advertiser', question: 'q', charges }, involved],
  ['a charge given back', { kind: 'charge-released', run: 'run_a', member: 'advertiser', charges }, involved],
  ['inferred types', { kind: 'pinned', member: 'publisher', table: 't', columns: [] }, everyone],
  ['another budget', { kind: 'budget-changed', member: 'publisher', policy: null }, everyone],
  ['a new period', { kind: 'period-opened', member: 'publisher', owner: 'publisher', period: 2, reason: '' }, everyone],
  ['a decision', { kind: 'governed', member: 'publisher', action: 'table-associated' }, everyone],
  [
    'an act with an audience',
    { kind: 'governed', member: 'advertiser', action: 'result-read', audience: ['publisher'] },
    ['advertiser', 'publisher'],
  ],
  [
    'an act that is nobody else’s',
    { kind: 'governed', member: 'advertiser', action: 'schedule-made', audience: [] },
    ['advertiser'],
  ],
]

for (const [name, event, seenBy] of cases) {
  test(`${name} is for ${seenBy.join(', ')}`, () => {
    const entry: LogEntry = { ...event, version: 1, sequence: 1, at: '2026-01-01T00:00:00.000Z' }
    const found = everyone.filter((member) => isVisibleTo(entry, { member, receives: member === 'receiver' }))
    assert.deepEqual(found, seenBy)
  })
}

test('a receipt is for whoever asked, owns a table of it, or receives its result or all results', () => {
  const receipt = {
    member: 'advertiser',
    receivers: ['partner'],
    tables: [{ name: 't', owner: 'publisher', version: 'v' }],
  } as unknown as Receipt
  const found = [...everyone, 'partner'].filter((member) =>
    isReceiptFor(receipt, { member, receives: member === 'receiver' }),
  )
  assert.deepEqual(found, [...involved, 'partner'])
})
