import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loggedSqlLength } from '../limits.ts'
import { readEntries } from '../state/audit-log.ts'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import { lifetime, spent } from './balance.ts'
import { entries } from './history.ts'
import { chain, charge, cost, november, request, withRoom } from './requests.fixture.ts'
import { type Reservation, reserve } from './reserve.ts'
import { type Charge, largestUnits, periodOf, type Scope } from './scope.ts'

function kinds(...answers: readonly Reservation[]): readonly string[] {
  return answers.map(({ kind }) => kind)
}

async function spentIn(state: RoomState, scopes: readonly Scope[]): Promise<readonly bigint[]> {
  const sums: bigint[] = []
  for (const scope of scopes) sums.push((await spent(state, scope)).loss)
  return sums
}

test('a budget is spent to its last unit and not one beyond, in loss and in delta', () =>
  withRoom(async (state) => {
    const caps = { collaboration: cost(10, 6) }
    const ask = (key: string, loss: number, delta: number): Promise<Reservation> =>
      reserve(state, request(key, [charge('publisher', 'advertiser', cost(loss, delta), { caps })]))
    assert.deepEqual(
      kinds(
        await ask('a', 7, 5),
        await ask('b', 4, 0),
        await ask('c', 0, 2),
        await ask('d', 3, 1),
        await ask('e', 0, 0),
        await ask('f', 1, 0),
        await ask('g', 0, 1),
      ),
      ['reserved', 'exhausted', 'exhausted', 'reserved', 'reserved', 'exhausted', 'exhausted'],
    )
    assert.deepEqual(await ask('h', 1, 0), {
      kind: 'exhausted',
      owner: 'publisher',
      scope: 'collaboration',
      cap: cost(10, 6),
      spent: cost(10, 6),
    })
  }))

test('units beyond what a double holds are counted one by one', () =>
  withRoom(async (state) => {
    const cap = largestUnits - 1n
    const ask = (key: string, loss: bigint): Promise<Reservation> =>
      reserve(state, request(key, [charge('o', 'm', cost(loss, loss), { caps: { 'data-set': cost(cap, cap) } })]))
    assert.deepEqual(kinds(await ask('a', 2n ** 53n + 1n), await ask('b', cap - 2n ** 53n - 1n), await ask('c', 1n)), [
      'reserved',
      'reserved',
      'exhausted',
    ])
    assert.deepEqual((await lifetime(state, { owner: 'o' })).zcdp, cost(cap, cap))
    assert.deepEqual((await entries(state, { owner: 'o' }))[0]?.cost, cost(2n ** 53n + 1n, 2n ** 53n + 1n))
  }))

const exhaustedScopes = ['data-set', 'collaboration', 'member'] as const
for (const kind of exhaustedScopes)
  test(`a charge that the ${kind} scope of the second owner cannot bear takes nothing from anybody`, () =>
    withRoom(async (state) => {
      const first = charge('publisher', 'advertiser', cost(3))
      const second = charge('retailer', 'advertiser', cost(3, 1), { caps: { [kind]: cost(2, 9) } })
      const answer = await reserve(state, request('a', [first, second]))
      assert.deepEqual(answer, { kind: 'exhausted', owner: 'retailer', scope: kind, cap: cost(2, 9), spent: cost(0) })
      assert.deepEqual(await spentIn(state, [...first.scopes, ...second.scopes]), [0n, 0n, 0n, 0n, 0n, 0n])
      assert.deepEqual(await entries(state, { owner: 'publisher' }), [])
      assert.equal((await readEntries(state, {})).length, 0)
    }))

test('a member spends from its own scope and from the wider ones', () =>
  withRoom(async (state) => {
    const caps = { collaboration: cost(10), member: cost(6) }
    const ask = (key: string, member: string, loss: number): Promise<Reservation> =>
      reserve(state, request(key, [charge('publisher', member, cost(loss), { caps })]))
    assert.deepEqual(
      kinds(await ask('a', 'x', 6), await ask('b', 'x', 1), await ask('c', 'y', 5), await ask('d', 'y', 4)),
      ['reserved', 'exhausted', 'exhausted', 'reserved'],
    )
    assert.deepEqual(await spentIn(state, chain('publisher', 'x')), [10n, 10n, 6n])
    assert.deepEqual(await spentIn(state, chain('publisher', 'y')), [10n, 10n, 4n])
    assert.deepEqual((await lifetime(state, { owner: 'publisher', member: 'y' })).zcdp, cost(4))
  }))

test('a key that was seen gives the first answer and charges once, whatever became of caps, run and clock', () =>
  withRoom(async (state) => {
    const warnAt = [0.5]
    const before = charge('publisher', 'advertiser', cost(5), { caps: { member: cost(10) }, warnAt })
    const after = charge('publisher', 'advertiser', cost(5), { caps: { member: cost(1) }, warnAt })
    const first = await reserve(state, request('a', [before]))
    assert.deepEqual(first, {
      kind: 'reserved',
      entry: 1,
      run: 'a',
      warnings: [{ owner: 'publisher', scope: 'member', member: 'advertiser', threshold: 0.5 }],
      endings: [],
      isRepeated: false,
    })
    const again = await reserve(state, request('a', [after], { run: 'other', at: '2027-01-01T00:00:00Z' }))
    assert.deepEqual(again, { ...first, isRepeated: true })
    assert.deepEqual(await spentIn(state, before.scopes), [5n, 5n, 5n])
    assert.equal((await readEntries(state, {})).length, 1)
  }))

const priced = charge('publisher', 'advertiser', cost(5))
const others: readonly (readonly [name: string, request: Parameters<typeof reserve>[1]])[] = [
  ['loss', request('a', [charge('publisher', 'advertiser', cost(4))])],
  ['delta', request('a', [charge('publisher', 'advertiser', cost(5, 1))])],
  ['owner', request('a', [charge('retailer', 'advertiser', cost(5))])],
  ['accounting', request('a', [charge('publisher', 'advertiser', cost(5), { accounting: 'pure' })])],
  ['member', request('a', [charge('publisher', 'auditor', cost(5))])],
  ['question', request('a', [priced], { question: 'other' })],
  ['event', request('a', [priced], { event: { mechanism: 'laplace' } })],
  ['further owner', request('a', [priced, charge('retailer', 'advertiser', cost(5))])],
]
for (const [name, other] of others)
  test(`a key that was seen is refused to a charge of another ${name}`, () =>
    withRoom(async (state) => {
      await reserve(state, request('a', [priced]))
      assert.deepEqual(await reserve(state, other), { kind: 'key-taken' })
      assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(5))
    }))

test('in a transaction of the caller a reservation stands or falls with it', () =>
  withRoom(async (state) => {
    const inside = request('a', [charge('publisher', 'advertiser', cost(5))])
    await assert.rejects(
      inTransaction(state, async (tx) => {
        assert.equal((await reserve(tx, inside)).kind, 'reserved')
        throw new Error('stop')
      }),
    )
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(0))
    await inTransaction(state, (tx) => reserve(tx, inside))
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(5))
  }))

test('a lifetime loss that cannot be kept exactly leaves nothing behind, also within the transaction of a caller', () =>
  withRoom(async (state) => {
    const big = charge('retailer', 'advertiser', cost(largestUnits))
    await reserve(state, request('a', [big]))
    await inTransaction(state, async (tx) => {
      const both = [charge('publisher', 'advertiser', cost(1)), charge('retailer', 'advertiser', cost(1))]
      await assert.rejects(reserve(tx, request('b', both)), RangeError)
    })
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(0))
    assert.deepEqual(await entries(state, { owner: 'publisher' }), [])
    assert.equal((await readEntries(state, {})).length, 1)
  }))

test('a threshold is told once, when it is crossed by loss or by delta', () =>
  withRoom(async (state) => {
    const told = async (key: string, loss: number, delta: number): Promise<readonly string[]> => {
      const budget = { caps: { collaboration: cost(10, 10), member: cost(20, 20) }, warnAt: [0.5, 0.8] }
      const answer = await reserve(state, request(key, [charge('publisher', 'advertiser', cost(loss, delta), budget)]))
      assert.ok(answer.kind === 'reserved')
      return answer.warnings.map(({ scope, threshold }) => `${scope} ${threshold}`)
    }
    assert.deepEqual(await told('a', 4, 4), [])
    assert.deepEqual(await told('b', 1, 0), ['collaboration 0.5'])
    assert.deepEqual(await told('c', 0, 4), ['collaboration 0.8'])
    assert.deepEqual(await told('d', 5, 2), ['member 0.5'])
  }))

test('a budget that cannot pay so much again says so, by loss or by delta, to whoever made it so', () =>
  withRoom(async (state) => {
    const ended = async (key: string, loss: number, delta: number): Promise<readonly string[]> => {
      const budget = { caps: { collaboration: cost(10, 10), member: cost(7, 9) } }
      const answer = await reserve(state, request(key, [charge('publisher', 'advertiser', cost(loss, delta), budget)]))
      assert.ok(answer.kind === 'reserved')
      return answer.endings.map(({ scope, member }) => [scope, member].filter(Boolean).join(' '))
    }
    assert.deepEqual(await ended('a', 3, 1), [])
    assert.deepEqual(await ended('b', 3, 1), ['member advertiser'])
    assert.deepEqual(await ended('c', 0, 5), ['collaboration', 'member advertiser'])
    assert.deepEqual(await ended('c', 0, 5), [], 'the same charge is told once')
    assert.deepEqual(await ended('d', 0, 1), [])
  }))

test('losses of two kinds do not add up: a capped scope takes one kind in a period', () =>
  withRoom(async (state) => {
    const ask = (key: string, accounting: 'zcdp' | 'pure', isCapped: boolean): Promise<Reservation> => {
      const caps = isCapped ? { caps: { collaboration: cost(10) } } : {}
      return reserve(state, request(key, [charge('publisher', 'advertiser', cost(1), { accounting, ...caps })]))
    }
    assert.deepEqual(
      kinds(
        await ask('a', 'zcdp', true),
        await ask('b', 'pure', true),
        await ask('c', 'pure', false),
        await ask('d', 'zcdp', true),
      ),
      ['reserved', 'other-accounting', 'reserved', 'other-accounting'],
    )
    assert.deepEqual(await lifetime(state, { owner: 'publisher' }), { zcdp: cost(1), pure: cost(1) })
  }))

test('what is charged is in the audit log, without the caps', () =>
  withRoom(async (state) => {
    const charges = [
      charge('publisher', 'advertiser', cost(2n ** 60n, 7), { caps: { member: cost(largestUnits, 7) } }),
      charge('retailer', 'advertiser', cost(3), { accounting: 'pure' }),
    ]
    await reserve(state, request('a', charges))
    const [charged] = await readEntries(state, {})
    assert.ok(charged !== undefined)
    const { nonce, ...entry } = charged.entry
    assert.match(nonce ?? '', /^[0-9a-f]{32}$/)
    assert.deepEqual(entry, {
      version: 1,
      sequence: 1,
      at: november,
      kind: 'charged',
      run: 'a',
      member: 'advertiser',
      question: 'q',
      charges: [
        { owner: 'publisher', accounting: 'zcdp', loss: '1152921504606846976', delta: '7' },
        { owner: 'retailer', accounting: 'pure', loss: '3', delta: '0' },
      ],
    })
  }))

test('an owner reads its newest charges, of one member if asked, and a long query cut', () =>
  withRoom(async (state) => {
    for (const [key, member] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'x'],
    ] as const)
      await reserve(
        state,
        request(key, [charge('publisher', member, cost(1))], { query: 'x'.repeat(loggedSqlLength + 9) }),
      )
    await reserve(state, request('d', [charge('retailer', 'x', cost(1))]))
    const runs = async (options: { member?: string; limit?: number }): Promise<readonly string[]> =>
      (await entries(state, { owner: 'publisher', ...options })).map(({ run }) => run)
    assert.deepEqual(await runs({}), ['a', 'b', 'c'])
    assert.deepEqual(await runs({ limit: 2 }), ['b', 'c'])
    assert.deepEqual(await runs({ member: 'x', limit: 2 }), ['a', 'c'])
    const [first] = await entries(state, { owner: 'publisher' })
    assert.equal(first?.query.length, loggedSqlLength + 2)
    assert.deepEqual(first?.event, { mechanism: 'gaussian' })
  }))

const whole = chain('publisher', 'advertiser')
const wrong: readonly (readonly [name: string, charges: readonly Charge[], at?: string])[] = [
  ['no charge', []],
  ['an owner twice', [charge('publisher', 'advertiser', cost(1)), charge('publisher', 'advertiser', cost(1))]],
  ['part of a chain', [{ cost: cost(1), scopes: whole.slice(0, 2) }]],
  ['a chain in another order', [{ cost: cost(1), scopes: whole.toReversed() }]],
  ['a chain of two owners', [{ cost: cost(1), scopes: whole.map((s, i) => (i === 1 ? { ...s, owner: 'x' } : s)) }]],
  [
    'a chain of two accountings',
    [{ cost: cost(1), scopes: whole.map((s, i) => (i ? s : { ...s, accounting: 'pure' })) }],
  ],
  [
    'the scope of another member',
    [{ cost: cost(1), scopes: whole.map((s, i) => (i === 2 ? { ...s, member: 'x' } : s)) }],
  ],
  ['a negative loss', [charge('publisher', 'advertiser', cost(-1))]],
  ['a negative delta', [charge('publisher', 'advertiser', cost(1, -1))]],
  ['a loss beyond 63 bits', [charge('publisher', 'advertiser', cost(2n ** 63n))]],
  ['a negative cap', [charge('publisher', 'advertiser', cost(0), { caps: { member: cost(-1) } })]],
  ['delta in pure accounting', [charge('publisher', 'advertiser', cost(1, 1), { accounting: 'pure' })]],
  ['another month', [charge('publisher', 'advertiser', cost(1), { period: '2026-12' })]],
  ['no month', [charge('publisher', 'advertiser', cost(1), { period: '' })]],
  ['a threshold above the budget', [charge('publisher', 'advertiser', cost(1), { warnAt: [1.5] })]],
  ['a threshold that is no number', [charge('publisher', 'advertiser', cost(1), { warnAt: [Number.NaN] })]],
  ['a time elsewhere', [charge('publisher', 'advertiser', cost(1))], '2026-11-20T12:00:00+01:00'],
  ['no time', [charge('publisher', 'advertiser', cost(1))], '2026-13-40T99:00:00Z'],
]
test('what is no charge is not kept', () =>
  withRoom(async (state) => {
    for (const [name, charges, at = november] of wrong)
      await assert.rejects(reserve(state, request('a', charges, { member: 'advertiser', at })), RangeError, name)
    assert.deepEqual(await entries(state, { owner: 'publisher' }), [])
  }))

test('the period of a charge is its calendar month in UTC, or all time', () => {
  assert.equal(periodOf('calendar-month', '2026-11-30T23:59:59.999Z'), '2026-11')
  assert.equal(periodOf('calendar-month', '2026-12-01T00:00:00.000Z'), '2026-12')
  assert.equal(periodOf('none', '2026-12-01T00:00:00.000Z'), 'all')
  assert.throws(() => periodOf('none', '2026-12-01'), RangeError)
})
