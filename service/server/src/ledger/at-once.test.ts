import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { inTransaction } from '../store/room-state.ts'
import { lifetime } from './balance.ts'
import { charge, cost, openRoom, request, withRoom } from './requests.fixture.ts'
import { reserve } from './reserve.ts'

// Many callers of one process share a wait for the disk; none of them may notice.

const caps = { collaboration: cost(500) }
const one = (key: string) => request(key, [charge('publisher', 'm', cost(1))])

test('a thousand charges at once grant what the budget holds, and what was granted is there for another reader', () =>
  withRoom(async (state, folder) => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        reserve(state, request(`k${i}`, [charge('publisher', 'm', cost(1), { caps })])),
      ),
    )
    assert.equal(answers.filter(({ kind }) => kind === 'reserved').length, 500)
    const reader = await openRoom(folder)
    assert.deepEqual((await lifetime(reader, { owner: 'publisher' })).zcdp, cost(500))
    await reader.store.close()
  }))

test('work that throws rejects its own promise and takes nothing of the others along', () =>
  withRoom(async (state) => {
    const results = await Promise.allSettled([
      reserve(state, one('a')),
      inTransaction(state, async (tx) => {
        await reserve(tx, one('b'))
        throw new Error('stop')
      }),
      reserve(state, one('c')),
    ])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(2))
  }))

test('nothing is acknowledged that did not reach the disk', () =>
  withRoom(async (state) => {
    const results = await Promise.allSettled([
      reserve(state, one('a')),
      // What SQLite itself does when a disk is full.
      inTransaction(state, (tx) => sql`ROLLBACK`.execute(tx.db)),
      reserve(state, one('c')),
    ])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    )
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(0))
    assert.equal((await reserve(state, one('d'))).kind, 'reserved')
  }))

test('charges of two processes wait for each other', () =>
  withRoom(async (state, folder) => {
    const other = await openRoom(folder)
    const rooms = [state, other]
    await Promise.all(rooms.flatMap((room, i) => [1, 2, 3].map((n) => reserve(room, one(`${i} ${n}`)))))
    for (const room of rooms) assert.deepEqual((await lifetime(room, { owner: 'publisher' })).zcdp, cost(6))
    await other.store.close()
  }))

test('work in a transaction is undone by itself where it throws, and the transaction goes on', () =>
  withRoom(async (state) => {
    await inTransaction(state, async (tx) => {
      await reserve(tx, one('a'))
      const undone = inTransaction(tx, async (part) => {
        await reserve(part, one('b'))
        throw new Error('stop')
      })
      await assert.rejects(undone)
      await reserve(tx, one('c'))
    })
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(2))
  }))
