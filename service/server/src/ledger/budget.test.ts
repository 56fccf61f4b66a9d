import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEntries } from '../state/audit-log.ts'
import type { RoomState } from '../store/room-state.ts'
import { lifetime, spent } from './balance.ts'
import { noteBudget, openPeriod } from './budget.ts'
import { charge, cost, november, request, withRoom } from './requests.fixture.ts'
import { reserve } from './reserve.ts'
import { periodOf } from './scope.ts'

const december = '2026-12-01T00:00:00.000Z'

async function ask(
  state: RoomState,
  key: string,
  loss: number,
  cap: number,
  period = 'all',
  at = november,
): Promise<string> {
  const budget = { caps: { collaboration: cost(cap) }, period }
  return (await reserve(state, request(key, [charge('publisher', 'advertiser', cost(loss), budget)], { at }))).kind
}

test('a raised budget counts at once; one lowered below what is spent stops spending until it is raised', () =>
  withRoom(async (state) => {
    assert.equal(await ask(state, 'a', 4, 4), 'reserved')
    assert.equal(await ask(state, 'b', 1, 4), 'exhausted')
    assert.equal(await ask(state, 'c', 1, 6), 'reserved')
    assert.equal(await ask(state, 'd', 0, 4), 'exhausted')
    assert.equal(await ask(state, 'e', 1, 6), 'reserved')
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(6))
  }))

test('a budget of another kind than before is on record with what it was', () =>
  withRoom(async (state) => {
    const note = (policy: Parameters<typeof noteBudget>[1]['policy']): Promise<boolean> =>
      noteBudget(state, { owner: 'publisher', policy, at: november })
    assert.equal(await note({ epsilon: 4, delta: '1e-6' }), true)
    assert.equal(await note({ delta: '1e-6', epsilon: 4 }), false)
    assert.equal(await note({ epsilon: 8, delta: '1e-6' }), true)
    assert.equal(await note(null), true)
    assert.equal(await note(null), false)
    const events = (await readEntries(state, {})).map(({ entry }) => entry)
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
  withRoom(async (state) => {
    const monthly = (key: string, loss: number, at: string): Promise<string> =>
      ask(state, key, loss, 4, periodOf('calendar-month', at), at)
    assert.equal(await monthly('a', 4, november), 'reserved')
    assert.equal(await monthly('b', 1, '2026-11-30T23:59:59.999Z'), 'exhausted')
    assert.equal(await monthly('c', 3, december), 'reserved')
    assert.equal(await monthly('d', 1, november), 'exhausted', 'a clock that is set back finds what was spent')
    assert.deepEqual(await spent(state, { owner: 'publisher', accounting: 'zcdp', period: '2026-12' }), cost(3))
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(7))
  }))

test('another refresh gives nothing back: what was spent is found under it', () =>
  withRoom(async (state) => {
    assert.equal(await ask(state, 'a', 4, 4, 'all'), 'reserved')
    assert.equal(await ask(state, 'b', 1, 4, '2026-11'), 'exhausted')
    assert.equal(await ask(state, 'c', 3, 4, '2026-12', december), 'reserved')
    assert.equal(await ask(state, 'd', 1, 7, 'all', december), 'exhausted')
    assert.equal(await ask(state, 'e', 1, 8, 'all', december), 'reserved')
  }))

test('a new period counts from zero in every scope, is on record, and leaves the lifetime loss and other owners alone', () =>
  withRoom(async (state) => {
    const both = async (key: string, loss: number): Promise<string> => {
      const budget = { caps: { 'data-set': cost(4), collaboration: cost(4), member: cost(4) } }
      const charges = ['publisher', 'retailer'].map((owner) => charge(owner, 'advertiser', cost(loss), budget))
      return (await reserve(state, request(key, charges))).kind
    }
    assert.equal(await both('a', 3), 'reserved')
    assert.equal(await openPeriod(state, { owner: 'publisher', reason: 'July', at: november, by: 'publisher' }), 2)
    const at = async (owner: string): Promise<bigint> =>
      (await spent(state, { owner, accounting: 'zcdp', period: 'all' })).loss
    assert.deepEqual([await at('publisher'), await at('retailer')], [0n, 3n])
    assert.equal(await both('b', 2), 'exhausted', 'the other owner did not open one')
    assert.equal(await openPeriod(state, { owner: 'retailer', reason: 'July', at: november, by: 'publisher' }), 2)
    assert.equal(await both('c', 4), 'reserved')
    assert.equal(await openPeriod(state, { owner: 'publisher', reason: 'August', at: december, by: 'publisher' }), 3)
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(7))
    const events = (await readEntries(state, {})).flatMap(({ entry }) =>
      entry.kind === 'period-opened' ? [entry] : [],
    )
    assert.deepEqual(
      events.map(({ owner, member, period, reason }) => [owner, member, period, reason]),
      [
        ['publisher', 'publisher', 2, 'July'],
        ['retailer', 'publisher', 2, 'July'],
        ['publisher', 'publisher', 3, 'August'],
      ],
    )
  }))
