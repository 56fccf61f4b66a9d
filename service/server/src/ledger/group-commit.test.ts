import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase, transaction } from '../state/database.ts'
import { lifetime } from './balance.ts'
import { openGroupCommit } from './group-commit.ts'
import { charge, cost, request, withDatabase } from './requests.fixture.ts'
import { type Reservation, reserve } from './reserve.ts'

const caps = { collaboration: cost(500) }

test('a thousand charges at once grant what the budget holds, and what was granted is there for another reader', () =>
  withDatabase(async (database, folder) => {
    const group = openGroupCommit(database)
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        group.commit(() => reserve(database, request(`k${i}`, [charge('publisher', 'm', cost(1), { caps })]))),
      ),
    )
    assert.equal(answers.filter(({ kind }) => kind === 'reserved').length, 500)
    const reader = openDatabase(folder)
    assert.deepEqual(lifetime(reader, { owner: 'publisher' }).zcdp, cost(500))
    reader.close()
  }))

test('work that throws rejects its own promise and takes nothing of the others along', () =>
  withDatabase(async (database) => {
    const group = openGroupCommit(database)
    const one = (key: string): Reservation => reserve(database, request(key, [charge('publisher', 'm', cost(1))]))
    const results = await Promise.allSettled([
      group.commit(() => one('a')),
      group.commit(() => {
        one('b')
        throw new Error('stop')
      }),
      group.commit(() => one('c')),
    ])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(2))
  }))

test('nothing is acknowledged that did not reach the disk', () =>
  withDatabase(async (database) => {
    const group = openGroupCommit(database)
    const results = await Promise.allSettled([
      group.commit(() => reserve(database, request('a', [charge('publisher', 'm', cost(1))]))),
      // What SQLite itself does when a disk is full.
      group.commit(() => database.exec('ROLLBACK')),
      group.commit(() => reserve(database, request('c', [charge('publisher', 'm', cost(1))]))),
    ])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    )
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(0))
    assert.equal(await group.commit(() => 1), 1)
  }))

test('a group waits for a transaction of another connection', () =>
  withDatabase(async (database, folder) => {
    const other = openDatabase(folder)
    const group = openGroupCommit(database)
    const waits = group.commit(() => reserve(database, request('a', [charge('publisher', 'm', cost(1))])))
    transaction(other, () => reserve(other, request('b', [charge('publisher', 'm', cost(1))])))
    await waits
    assert.deepEqual(lifetime(other, { owner: 'publisher' }).zcdp, cost(2))
    other.close()
  }))

test('what waits is committed by a flush', () =>
  withDatabase((database) => {
    const group = openGroupCommit(database)
    const waits = group.commit(() => reserve(database, request('a', [charge('publisher', 'm', cost(1))])))
    group.flush()
    assert.deepEqual(lifetime(database, { owner: 'publisher' }).zcdp, cost(1))
    return waits.then(() => undefined)
  }))
