import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyLog } from '../log/verify.ts'
import { readEntries, readStoredLog } from '../state/audit-log.ts'
import { inSnapshot, type RoomState } from '../store/room-state.ts'
import { lifetime, spent } from './balance.ts'
import { openPeriod } from './budget.ts'
import { entries } from './history.ts'
import { chain, charge, cost, november, request, withRoom } from './requests.fixture.ts'
import { reserve } from './reserve.ts'
import { settle, touch } from './settle.ts'

type Step = 'touch' | 'spent' | 'untouched'

function step(state: RoomState, what: Step): Promise<boolean> {
  return what === 'touch' ? touch(state, 'a') : settle(state, { key: 'a', outcome: what, at: november })
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
    withRoom(async (state) => {
      await reserve(state, request('a', [charge('publisher', 'advertiser', cost(5, 2))]))
      for (const [what, holds] of steps) assert.equal(await step(state, what), holds)
      assert.equal((await entries(state, { owner: 'publisher' }))[0]?.status, status)
      for (const scope of chain('publisher', 'advertiser'))
        assert.deepEqual(await spent(state, scope), cost(left, left === 0 ? 0 : 2))
      assert.ok(
        (await inSnapshot(state, async (picture) => await verifyLog(await readStoredLog(picture)))).status === 'ok',
      )
    }))

test('a key that nothing was reserved under has no end', () =>
  withRoom(async (state) => {
    for (const what of ['touch', 'spent', 'untouched'] as const) assert.equal(await step(state, what), false)
  }))

test('the receipt of a run is found beside its charge, and stays the first', () =>
  withRoom(async (state) => {
    await reserve(state, request('a', [charge('publisher', 'advertiser', cost(5))]))
    await settle(state, { key: 'a', outcome: 'spent', receipt: 'rcpt_a', at: november })
    await settle(state, { key: 'a', outcome: 'spent', receipt: 'rcpt_b', at: november })
    assert.equal((await entries(state, { owner: 'publisher' }))[0]?.receipt, 'rcpt_a')
  }))

test('a key whose reservation was given back pays again', () =>
  withRoom(async (state) => {
    const again = request('a', [charge('publisher', 'advertiser', cost(5), { caps: { member: cost(5) } })])
    await reserve(state, again)
    await settle(state, { key: 'a', outcome: 'untouched', at: november })
    const second = await reserve(state, again)
    assert.ok(second.kind === 'reserved' && !second.isRepeated)
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(5))
    assert.equal(await touch(state, 'a'), true)
    assert.equal(await settle(state, { key: 'a', outcome: 'untouched', at: november }), false)
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(5))
  }))

test('what is given back goes to the period that it came from', () =>
  withRoom(async (state) => {
    const prices = [charge('publisher', 'advertiser', cost(5)), charge('retailer', 'advertiser', cost(1))]
    await reserve(state, request('a', prices))
    await openPeriod(state, { owner: 'publisher', reason: 'new data', at: november, by: 'publisher' })
    await reserve(state, request('b', [charge('publisher', 'advertiser', cost(3))]))
    await settle(state, { key: 'a', outcome: 'untouched', at: november })
    assert.deepEqual(await spent(state, { owner: 'publisher', accounting: 'zcdp', period: 'all' }), cost(3))
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(3))
    assert.deepEqual((await lifetime(state, { owner: 'retailer' })).zcdp, cost(0))
    const last = (await readEntries(state, { limit: 1 }))[0]?.entry
    assert.ok(last?.kind === 'charge-released' && last.run === 'a' && last.member === 'advertiser')
  }))
