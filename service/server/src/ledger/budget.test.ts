import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEntries } from '../state/audit-log.ts'
import type { Database } from '../state/database.ts'
import { lifetime, spent } from './balance.ts'
import { noteBudget, openPeriod } from './budget.ts'
import { charge, cost, november, request, withDatabase } from './requests.fixture.ts'
import { reserve } from './reserve.ts'
import { periodOf } from './scope.ts'

const december = '2026-12-01T00:00:00.000Z'

function ask(database: Database, key: string, loss: number, cap: number, period = 'all', at = november): string {
  const budget = { caps: { collaboration: cost(cap) }, period }
  return reserve(database, request(key, [charge('publisher', 'advertiser', cost(loss), budget)], { at })).kind
}

test('a raised budget counts at once; one lowered below what is spent stops spending until it is raised', () =>
  withDatabase((database) => {
    assert.equal(ask(database, 'a', 4, 4), 'reserved')
    assert.equal(ask(database, 'b', 1, 4), 'exhausted')
    assert.equal(ask(database, 'c', 1, 6), 'reserved')
    assert.equal(ask(database, 'd', 0, 4), 'exhausted')
    assert.equal(ask(database, 'e', 1, 6), 'reserved')
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(6))
  }))

test('a budget of another kind than before is on record with what it was', () =>
  withDatabase((database) => {
    const note = (policy: Parameters<typeof noteBudget>[1]['policy']): boolean =>
      noteBudget(database, { owner: 'publisher', policy, at: november })
    assert.equal(note({ epsilon: 4, delta: '1e-6' }), true)
    assert.equal(note({ delta: '1e-6', epsilon: 4 }), false)
    assert.equal(note({ epsilon: 8, delta: '1e-6' }), true)
    assert.equal(note(null), true)
    assert.equal(note(null), false)
    const events = readEntries(database, {}).map(({ entry }) => entry)
    assert.deepEqual(
      events.map((entry) => (entry.kind === 'budget-changed' ? [entry.policy, entry.previous] : entry.kind)),
      [
        [{ epsilon: 4, delta: '1e-6' }, undefined],
        [
          { epsilon: 8, delta: '1e-6' },
          { epsilon: 4, delta: '1e-6' },
        ],
        [null, { epsilon: 8, delta: '1e-6' }],
      ],
    )
  }))

test('a monthly budget is whole again in the next month, and the lifetime loss keeps both', () =>
  withDatabase((database) => {
    const monthly = (key: string, loss: number, at: string): string =>
      ask(database, key, loss, 4, periodOf('calendar-month', at), at)
    assert.equal(monthly('a', 4, november), 'reserved')
    assert.equal(monthly('b', 1, '2026-11-30T23:59:59.999Z'), 'exhausted')
    assert.equal(monthly('c', 3, december), 'reserved')
    assert.equal(monthly('d', 1, november), 'exhausted', 'a clock that is set back finds what was spent')
    assert.deepEqual(spent(database, { owner: 'publisher', accounting: 'zcdp', period: '2026-12' }), cost(3))
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(7))
  }))

test('another refresh gives nothing back: what was spent is found under it', () =>
  withDatabase((database) => {
    assert.equal(ask(database, 'a', 4, 4, 'all'), 'reserved')
    assert.equal(ask(database, 'b', 1, 4, '2026-11'), 'exhausted')
    assert.equal(ask(database, 'c', 3, 4, '2026-12', december), 'reserved')
    assert.equal(ask(database, 'd', 1, 7, 'all', december), 'exhausted')
    assert.equal(ask(database, 'e', 1, 8, 'all', december), 'reserved')
  }))

test('a new period counts from zero in every scope, is on record, and leaves the lifetime loss and other owners alone', () =>
  withDatabase((database) => {
    const both = (key: string, loss: number): string => {
      const budget = { caps: { 'data-set': cost(4), collaboration: cost(4), member: cost(4) } }
      const charges = ['publisher', 'retailer'].map((owner) => charge(owner, 'advertiser', cost(loss), budget))
      return reserve(database, request(key, charges)).kind
    }
    assert.equal(both('a', 3), 'reserved')
    assert.equal(openPeriod(database, { owner: 'publisher', reason: 'July', at: november, by: 'publisher' }), 2)
    const at = (owner: string): bigint => spent(database, { owner, accounting: 'zcdp', period: 'all' }).loss
    assert.deepEqual([at('publisher'), at('retailer')], [0n, 3n])
    assert.equal(both('b', 2), 'exhausted', 'the other owner did not open one')
    assert.equal(openPeriod(database, { owner: 'retailer', reason: 'July', at: november, by: 'publisher' }), 2)
    assert.equal(both('c', 4), 'reserved')
    assert.equal(openPeriod(database, { owner: 'publisher', reason: 'August', at: december, by: 'publisher' }), 3)
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(7))
    const events = readEntries(database, {}).flatMap(({ entry }) => (entry.kind === 'period-opened' ? [entry] : []))
    assert.deepEqual(
      events.map(({ owner, member, period, reason }) => [owner, member, period, reason]),
      [
        ['publisher', 'publisher', 2, 'July'],
        ['retailer', 'publisher', 2, 'July'],
        ['publisher', 'publisher', 3, 'August'],
      ],
    )
  }))
