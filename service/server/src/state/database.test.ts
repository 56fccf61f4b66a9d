import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { verifyLog } from '../log/verify.ts'
import { settleInterruptedRuns } from '../usecase/settle-run.ts'
import { appendEntry, readEntries, readStoredLog } from './audit-log.ts'
import { dataVersion } from './data-version.ts'
import { type Database, openDatabase, snapshot, transaction } from './database.ts'
import { readPin, writePin } from './pins.ts'
import { randomId } from './random-id.ts'
import { takeRunLock } from './run-lock.ts'
import { openRuns } from './runs.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-state-'))
after(() => rmSync(root, { recursive: true }))

let folders = 0
function newFolder(): string {
  folders += 1
  return join(root, `room-${folders}`, '.glovebox')
}

function start(fixture: string, ...args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`./${fixture}.fixture.ts`, import.meta.url))
  return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
}

function countBytes(): (bytes: number) => Uint8Array {
  let next = 0
  return (bytes) => {
    next += 1
    return new Uint8Array(bytes).fill(next)
  }
}

const refusedOnce = {
  kind: 'refused',
  member: 'advertiser',
  asked: { sql: 'SELECT 1' },
  reason: 'rule',
  codes: [],
} as const

function isWhole(database: Database): boolean {
  return snapshot(database, () => verifyLog(readStoredLog(database))).status === 'ok'
}

test('the state is readable by its account alone and stays out of repositories', () => {
  const folder = newFolder()
  openDatabase(folder).close()
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'state.db')).mode & 0o777, 0o600)
  assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n')
})

test('what was written is there when the state is opened again', () => {
  const folder = newFolder()
  const before = openDatabase(folder)
  transaction(before, () => appendEntry(before, refusedOnce, '2026-01-01T00:00:00.000Z'))
  before.close()
  const after = openDatabase(folder)
  assert.equal(readEntries(after, {}).length, 1)
  assert.ok(isWhole(after))
  after.close()
})

test('a state that is no database is refused, not overwritten', () => {
  const folder = newFolder()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'state.db'), 'this is not a database, but it is somebody’s')
  assert.throws(() => openDatabase(folder))
  assert.match(readFileSync(join(folder, 'state.db'), 'utf8'), /^this is not/)
})

test('a transaction that throws leaves nothing', () => {
  const database = openDatabase(newFolder())
  assert.throws(() =>
    transaction(database, () => {
      appendEntry(database, refusedOnce, '2026-01-01T00:00:00.000Z')
      throw new Error('stop')
    }),
  )
  assert.equal(readEntries(database, {}).length, 0)
  assert.ok(isWhole(database))
  database.close()
})

test('processes that open a new room at once and append to its log make one chain', async () => {
  const folder = newFolder()
  const processes = ['publisher', 'advertiser', 'auditor'].map((member) => start('append', folder, member, '60'))
  const ends = await Promise.all(processes.map((child) => once(child, 'exit')))
  assert.deepEqual(
    ends.map(([code]) => code),
    [0, 0, 0],
  )
  const database = openDatabase(folder)
  const entries = readEntries(database, {})
  assert.equal(entries.length, 180)
  assert.equal(entries.filter(({ entry }) => entry.member === 'auditor').length, 60)
  assert.ok(isWhole(database))
  database.close()
})

test('the log gives the newest entries, of one member if asked', () => {
  const database = openDatabase(newFolder())
  transaction(database, () => {
    for (const member of ['a', 'b', 'a', 'b', 'a'])
      appendEntry(database, { ...refusedOnce, member }, '2026-01-01T00:00:00.000Z')
  })
  const sequences = (options: { member?: string; limit?: number }): readonly number[] =>
    readEntries(database, options).map(({ entry }) => entry.sequence)
  assert.deepEqual(sequences({}), [1, 2, 3, 4, 5])
  assert.deepEqual(sequences({ limit: 2 }), [4, 5])
  assert.deepEqual(sequences({ member: 'a', limit: 2 }), [3, 5])
  assert.deepEqual(sequences({ member: 'nobody' }), [])
  database.close()
})

test('a run whose process was killed is settled as failed, and the log is whole again', async (t) => {
  const folder = newFolder()
  const child = start('hold-run', folder, 'run_a')
  t.after(() => child.kill('SIGKILL'))
  assert.ok(child.stdout !== null)
  await once(child.stdout, 'data')
  const database = openDatabase(folder)
  const world = { stateFolder: folder, random: countBytes(), clock: () => new Date(0) }

  settleInterruptedRuns(world, database)
  assert.equal(openRuns(database).length, 1, 'a living run is left alone')
  assert.ok(isWhole(database))

  child.kill('SIGKILL')
  await once(child, 'exit')
  settleInterruptedRuns(world, database)
  assert.equal(openRuns(database).length, 0)
  const last = readEntries(database, { limit: 1 })[0]?.entry
  assert.ok(last?.kind === 'finished' && last.status === 'failed')
  assert.deepEqual(last.codes, ['RUN_INTERRUPTED'])
  assert.ok(isWhole(database))
  assert.ok(!existsSync(join(folder, 'runs', 'run_a.lock')))
  database.close()
})

test('the lock of a run has one holder, also within a process', () => {
  const folder = newFolder()
  openDatabase(folder).close()
  const lock = takeRunLock(folder, 'run_a')
  assert.ok(lock !== undefined)
  assert.equal(takeRunLock(folder, 'run_a'), undefined)
  lock.release()
  const again = takeRunLock(folder, 'run_a')
  assert.ok(again !== undefined)
  again.release()
})

test('the version of a table’s data changes when a file of it does, and says nothing of it', () => {
  const database = openDatabase(newFolder())
  const random = countBytes()
  const version = (table: string, state: string): string =>
    transaction(database, () => dataVersion(database, table, [{ path: 'data.csv', state }], random))
  const first = version('t', 'old')
  assert.equal(version('t', 'old'), first)
  assert.notEqual(version('u', 'old'), first, 'two tables over the same file cannot be matched')
  const second = version('t', 'new')
  assert.notEqual(second, first)
  assert.equal(version('t', 'new'), second)
  database.close()
})

test('pinned types belong to the source they were found in', () => {
  const database = openDatabase(newFolder())
  const columns = [
    { name: 'id', engineType: 'BIGINT', type: { kind: 'integer' } },
    { name: 'tags', engineType: 'VARCHAR[]' },
  ] as const
  writePin(database, 't', 'data.csv', columns)
  assert.deepEqual(readPin(database, 't', 'data.csv'), columns)
  assert.equal(readPin(database, 't', 'other.csv'), undefined)
  database.close()
})

test('an id is 128 bits in base32', () => {
  assert.equal(
    randomId('rcpt', (bytes) => new Uint8Array(bytes)),
    `rcpt_${'a'.repeat(26)}`,
  )
  assert.equal(
    randomId('rcpt', (bytes) => new Uint8Array(bytes).fill(255)),
    `rcpt_h${'7'.repeat(25)}`,
  )
})
