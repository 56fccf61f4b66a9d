import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyLog } from '../log/verify.ts'
import { readEntries, readStoredLog } from '../state/audit-log.ts'
import { type Database, snapshot } from '../state/database.ts'
import { lifetime, spent } from './balance.ts'
import { openPeriod } from './budget.ts'
import { entries } from './history.ts'
import { chain, charge, cost, november, request, withDatabase } from './requests.fixture.ts'
import { reserve } from './reserve.ts'
import { settle, touch } from './settle.ts'

type Step = 'touch' | 'spent' | 'untouched'

function step(database: Database, what: Step): boolean {
  return what === 'touch' ? touch(database, 'a') : settle(database, { key: 'a', outcome: what, at: november })
}

const lives: readonly (readonly [steps: readonly (readonly [Step, boolean])[], status: string, spent: number])[] = [
  [[], 'reserved', 5],
  [[['touch', true]], 'touched', 5],
  [[['spent', true]], 'spent', 5],
  [[['untouched', true]], 'released', 0],
  [
    [
      ['touch', true],
      ['touch', false],
    ],
    'touched',
    5,
  ],
  [
    [
      ['touch', true],
      ['untouched', false],
    ],
    'touched',
    5,
  ],
  [
    [
      ['touch', true],
      ['spent', true],
      ['untouched', false],
    ],
    'spent',
    5,
  ],
  [
    [
      ['spent', true],
      ['spent', true],
    ],
    'spent',
    5,
  ],
  [
    [
      ['spent', true],
      ['touch', false],
    ],
    'spent',
    5,
  ],
  [
    [
      ['spent', true],
      ['untouched', false],
    ],
    'spent',
    5,
  ],
  [
    [
      ['untouched', true],
      ['untouched', true],
    ],
    'released',
    0,
  ],
  [
    [
      ['untouched', true],
      ['touch', false],
    ],
    'released',
    0,
  ],
  [
    [
      ['untouched', true],
      ['spent', false],
    ],
    'released',
    0,
  ],
]
for (const [steps, status, left] of lives)
  test(`a reservation that meets ${steps.map(([what]) => what).join(', ') || 'nothing'} is ${status}`, () =>
    withDatabase((database) => {
      reserve(database, request('a', [charge('publisher', 'advertiser', cost(5, 2))]))
      for (const [what, holds] of steps) assert.equal(step(database, what), holds)
      assert.equal(entries(database, { owner: 'publisher' })[0]?.status, status)
      for (const scope of chain('publisher', 'advertiser'))
        assert.deepEqual(spent(database, scope), cost(left, left === 0 ? 0 : 2))
      assert.ok(snapshot(database, () => verifyLog(readStoredLog(database))).status === 'ok')
    }))

test('a key that nothing was reserved under has no end', () =>
  withDatabase((database) => {
    for (const what of ['touch', 'spent', 'untouched'] as const) assert.equal(step(database, what), false)
  }))

test('the receipt of a run is found beside its charge, and stays the first', () =>
  withDatabase((database) => {
    reserve(database, request('a', [charge('publisher', 'advertiser', cost(5))]))
    settle(database, { key: 'a', outcome: 'spent', receipt: 'rcpt_a', at: november })
    settle(database, { key: 'a', outcome: 'spent', receipt: 'rcpt_b', at: november })
    assert.equal(entries(database, { owner: 'publisher' })[0]?.receipt, 'rcpt_a')
  }))

test('a key whose reservation was given back pays again', () =>
  withDatabase((database) => {
    const again = request('a', [charge('publisher', 'advertiser', cost(5), { caps: { member: cost(5) } })])
    reserve(database, again)
    settle(database, { key: 'a', outcome: 'untouched', at: november })
    const second = reserve(database, again)
    assert.ok(second.kind === 'reserved' && !second.isRepeated)
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(5))
    assert.equal(touch(database, 'a'), true)
    assert.equal(settle(database, { key: 'a', outcome: 'untouched', at: november }), false)
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(5))
  }))

test('what is given back goes to the period that it came from', () =>
  withDatabase((database) => {
    const prices = [charge('publisher', 'advertiser', cost(5)), charge('retailer', 'advertiser', cost(1))]
    reserve(database, request('a', prices))
    openPeriod(database, { owner: 'publisher', reason: 'new data', at: november, by: 'publisher' })
    reserve(database, request('b', [charge('publisher', 'advertiser', cost(3))]))
    settle(database, { key: 'a', outcome: 'untouched', at: november })
    assert.deepEqual(spent(database, { owner: 'publisher', accounting: 'zcdp', period: 'all' }), cost(3))
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(3))
    assert.deepEqual(lifetime(database, { owner: 'retailer' }).zcdp, cost(0))
    const last = readEntries(database, { limit: 1 })[0]?.entry
    assert.ok(last?.kind === 'charge-released' && last.run === 'a' && last.member === 'advertiser')
  }))
