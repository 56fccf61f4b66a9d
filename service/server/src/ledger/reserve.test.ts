import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loggedSqlLength } from '../limits.ts'
import { readEntries } from '../state/audit-log.ts'
import { type Database, transaction } from '../state/database.ts'
import { lifetime, spent } from './balance.ts'
import { entries } from './history.ts'
import { chain, charge, cost, november, request, withDatabase } from './requests.fixture.ts'
import { type Reservation, reserve } from './reserve.ts'
import { type Charge, largestUnits, periodOf, type Scope } from './scope.ts'

function kinds(...answers: readonly Reservation[]): readonly string[] {
  return answers.map(({ kind }) => kind)
}

function spentIn(database: Database, scopes: readonly Scope[]): readonly bigint[] {
  return scopes.map((scope) => spent(database, scope).loss)
}

test('a budget is spent to its last unit and not one beyond, in loss and in delta', () =>
  withDatabase((database) => {
    const caps = { collaboration: cost(10, 6) }
    const ask = (key: string, loss: number, delta: number): Reservation =>
      reserve(database, request(key, [charge('publisher', 'advertiser', cost(loss, delta), { caps })]))
    assert.deepEqual(
      kinds(
        ask('a', 7, 5),
        ask('b', 4, 0),
        ask('c', 0, 2),
        ask('d', 3, 1),
        ask('e', 0, 0),
        ask('f', 1, 0),
        ask('g', 0, 1),
      ),
      ['reserved', 'exhausted', 'exhausted', 'reserved', 'reserved', 'exhausted', 'exhausted'],
    )
    assert.deepEqual(ask('h', 1, 0), {
      kind: 'exhausted',
      owner: 'publisher',
      scope: 'collaboration',
      cap: cost(10, 6),
      spent: cost(10, 6),
    })
  }))

test('units beyond what a double holds are counted one by one', () =>
  withDatabase((database) => {
    const cap = largestUnits - 1n
    const ask = (key: string, loss: bigint): Reservation =>
      reserve(database, request(key, [charge('o', 'm', cost(loss, loss), { caps: { 'data-set': cost(cap, cap) } })]))
    assert.deepEqual(kinds(ask('a', 2n ** 53n + 1n), ask('b', cap - 2n ** 53n - 1n), ask('c', 1n)), [
      'reserved',
      'reserved',
      'exhausted',
    ])
    assert.deepEqual(lifetime(database, { owner: 'o' }).zcdp, cost(cap, cap))
    assert.deepEqual(entries(database, { owner: 'o' })[0]?.cost, cost(2n ** 53n + 1n, 2n ** 53n + 1n))
  }))

const exhaustedScopes = ['data-set', 'collaboration', 'member'] as const
for (const kind of exhaustedScopes)
  test(`a charge that the ${kind} scope of the second owner cannot bear takes nothing from anybody`, () =>
    withDatabase((database) => {
      const first = charge('publisher', 'advertiser', cost(3))
      const second = charge('retailer', 'advertiser', cost(3, 1), { caps: { [kind]: cost(2, 9) } })
      const answer = reserve(database, request('a', [first, second]))
      assert.deepEqual(answer, { kind: 'exhausted', owner: 'retailer', scope: kind, cap: cost(2, 9), spent: cost(0) })
      assert.deepEqual(spentIn(database, [...first.scopes, ...second.scopes]), [0n, 0n, 0n, 0n, 0n, 0n])
      assert.deepEqual(entries(database, { owner: 'publisher' }), [])
      assert.equal(readEntries(database, {}).length, 0)
    }))

test('a member spends from its own scope and from the wider ones', () =>
  withDatabase((database) => {
    const caps = { collaboration: cost(10), member: cost(6) }
    const ask = (key: string, member: string, loss: number): Reservation =>
      reserve(database, request(key, [charge('publisher', member, cost(loss), { caps })]))
    assert.deepEqual(kinds(ask('a', 'x', 6), ask('b', 'x', 1), ask('c', 'y', 5), ask('d', 'y', 4)), [
      'reserved',
      'exhausted',
      'exhausted',
      'reserved',
    ])
    assert.deepEqual(spentIn(database, chain('publisher', 'x')), [10n, 10n, 6n])
    assert.deepEqual(spentIn(database, chain('publisher', 'y')), [10n, 10n, 4n])
    assert.deepEqual(lifetime(database, { owner: 'publisher', member: 'y' }).zcdp, cost(4))
  }))

test('a key that was seen gives the first answer and charges once, whatever became of caps, run and clock', () =>
  withDatabase((database) => {
    const warnAt = [0.5]
    const before = charge('publisher', 'advertiser', cost(5), { caps: { member: cost(10) }, warnAt })
    const after = charge('publisher', 'advertiser', cost(5), { caps: { member: cost(1) }, warnAt })
    const first = reserve(database, request('a', [before]))
    assert.deepEqual(first, {
      kind: 'reserved',
      entry: 1,
      run: 'a',
      warnings: [{ owner: 'publisher', scope: 'member', member: 'advertiser', threshold: 0.5 }],
      isRepeated: false,
    })
    const again = reserve(database, request('a', [after], { run: 'other', at: '2027-01-01T00:00:00Z' }))
    assert.deepEqual(again, { ...first, isRepeated: true })
    assert.deepEqual(spentIn(database, before.scopes), [5n, 5n, 5n])
    assert.equal(readEntries(database, {}).length, 1)
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
    withDatabase((database) => {
      reserve(database, request('a', [priced]))
      assert.deepEqual(reserve(database, other), { kind: 'key-taken' })
      assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(5))
    }))

test('in a transaction of the caller a reservation stands or falls with it', () =>
  withDatabase((database) => {
    const inside = request('a', [charge('publisher', 'advertiser', cost(5))])
    assert.throws(() =>
      transaction(database, () => {
        assert.equal(reserve(database, inside).kind, 'reserved')
        throw new Error('stop')
      }),
    )
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(0))
    transaction(database, () => reserve(database, inside))
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(5))
  }))

test('a lifetime loss that cannot be kept exactly leaves nothing behind, also within the transaction of a caller', () =>
  withDatabase((database) => {
    const big = charge('retailer', 'advertiser', cost(largestUnits))
    reserve(database, request('a', [big]))
    transaction(database, () => {
      const both = [charge('publisher', 'advertiser', cost(1)), charge('retailer', 'advertiser', cost(1))]
      assert.throws(() => reserve(database, request('b', both)), RangeError)
    })
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(0))
    assert.deepEqual(entries(database, { owner: 'publisher' }), [])
    assert.equal(readEntries(database, {}).length, 1)
  }))

test('a threshold is told once, when it is crossed by loss or by delta', () =>
  withDatabase((database) => {
    const told = (key: string, loss: number, delta: number): readonly string[] => {
      const budget = { caps: { collaboration: cost(10, 10), member: cost(20, 20) }, warnAt: [0.5, 0.8] }
      const answer = reserve(database, request(key, [charge('publisher', 'advertiser', cost(loss, delta), budget)]))
      assert.ok(answer.kind === 'reserved')
      return answer.warnings.map(({ scope, threshold }) => `${scope} ${threshold}`)
    }
    assert.deepEqual(told('a', 4, 4), [])
    assert.deepEqual(told('b', 1, 0), ['collaboration 0.5'])
    assert.deepEqual(told('c', 0, 4), ['collaboration 0.8'])
    assert.deepEqual(told('d', 5, 2), ['member 0.5'])
  }))

test('losses of two kinds do not add up: a capped scope takes one kind in a period', () =>
  withDatabase((database) => {
    const ask = (key: string, accounting: 'zcdp' | 'pure', isCapped: boolean): Reservation => {
      const caps = isCapped ? { caps: { collaboration: cost(10) } } : {}
      return reserve(database, request(key, [charge('publisher', 'advertiser', cost(1), { accounting, ...caps })]))
    }
    assert.deepEqual(
      kinds(ask('a', 'zcdp', true), ask('b', 'pure', true), ask('c', 'pure', false), ask('d', 'zcdp', true)),
      ['reserved', 'other-accounting', 'reserved', 'other-accounting'],
    )
    assert.deepEqual(lifetime(database, { owner: 'publisher' }), { zcdp: cost(1), pure: cost(1) })
  }))

test('what is charged is in the audit log, without the caps', () =>
  withDatabase((database) => {
    const charges = [
      charge('publisher', 'advertiser', cost(2n ** 60n, 7), { caps: { member: cost(largestUnits, 7) } }),
      charge('retailer', 'advertiser', cost(3), { accounting: 'pure' }),
    ]
    reserve(database, request('a', charges))
    assert.deepEqual(readEntries(database, {})[0]?.entry, {
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
  withDatabase((database) => {
    for (const [key, member] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'x'],
    ] as const)
      reserve(
        database,
        request(key, [charge('publisher', member, cost(1))], { query: 'x'.repeat(loggedSqlLength + 9) }),
      )
    reserve(database, request('d', [charge('retailer', 'x', cost(1))]))
    const runs = (options: { member?: string; limit?: number }): readonly string[] =>
      entries(database, { owner: 'publisher', ...options }).map(({ run }) => run)
    assert.deepEqual(runs({}), ['a', 'b', 'c'])
    assert.deepEqual(runs({ limit: 2 }), ['b', 'c'])
    assert.deepEqual(runs({ member: 'x', limit: 2 }), ['a', 'c'])
    const [first] = entries(database, { owner: 'publisher' })
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
  withDatabase((database) => {
    for (const [name, charges, at = november] of wrong)
      assert.throws(() => reserve(database, request('a', charges, { member: 'advertiser', at })), RangeError, name)
    assert.deepEqual(entries(database, { owner: 'publisher' }), [])
  }))

test('the period of a charge is its calendar month in UTC, or all time', () => {
  assert.equal(periodOf('calendar-month', '2026-11-30T23:59:59.999Z'), '2026-11')
  assert.equal(periodOf('calendar-month', '2026-12-01T00:00:00.000Z'), '2026-12')
  assert.equal(periodOf('none', '2026-12-01T00:00:00.000Z'), 'all')
  assert.throws(() => periodOf('none', '2026-12-01'), RangeError)
})
