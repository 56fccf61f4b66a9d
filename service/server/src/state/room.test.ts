import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openRoom } from '../ledger/requests.fixture.ts'
import { verifyLog } from '../log/verify.ts'
import { inSnapshot, inTransaction, type RoomState } from '../store/room-state.ts'
import { settleInterruptedRuns } from '../usecase/settle-run.ts'
import { appendEntry, type EntryRange, readEntries, readStoredLog } from './audit-log.ts'
import { dataVersion } from './data-version.ts'
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

async function isWhole(state: RoomState): Promise<boolean> {
  const verified = await inSnapshot(state, async (picture) => verifyLog(await readStoredLog(picture)))
  return verified.status === 'ok'
}

test('the state is readable by its account alone and stays out of repositories', async () => {
  const folder = newFolder()
  await (await openRoom(folder)).store.close()
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'state.db')).mode & 0o777, 0o600)
  assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n')
})

test('what was written is there when the state is opened again', async () => {
  const folder = newFolder()
  const before = await openRoom(folder)
  await inTransaction(before, (tx) => appendEntry(tx, refusedOnce, '2026-01-01T00:00:00.000Z'))
  await before.store.close()
  const after = await openRoom(folder)
  assert.equal((await readEntries(after, {})).length, 1)
  assert.ok(await isWhole(after))
  await after.store.close()
})

test('a state that is no database is refused, not overwritten', async () => {
  const folder = newFolder()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'state.db'), 'this is not a database, but it is somebody’s')
  await assert.rejects(openRoom(folder))
  assert.match(readFileSync(join(folder, 'state.db'), 'utf8'), /^this is not/)
})

test('a transaction that throws leaves nothing', async () => {
  const state = await openRoom(newFolder())
  await assert.rejects(
    inTransaction(state, async (tx) => {
      await appendEntry(tx, refusedOnce, '2026-01-01T00:00:00.000Z')
      throw new Error('stop')
    }),
  )
  assert.equal((await readEntries(state, {})).length, 0)
  assert.ok(await isWhole(state))
  await state.store.close()
})

test('processes that open a new room at once and append to its log make one chain', async () => {
  const folder = newFolder()
  const processes = ['publisher', 'advertiser', 'auditor'].map((member) => start('append', folder, member, '60'))
  const ends = await Promise.all(processes.map((child) => once(child, 'exit')))
  assert.deepEqual(
    ends.map(([code]) => code),
    [0, 0, 0],
  )
  const state = await openRoom(folder)
  const entries = await readEntries(state, {})
  assert.equal(entries.length, 180)
  assert.equal(entries.filter(({ entry }) => entry.member === 'auditor').length, 60)
  assert.ok(await isWhole(state))
  await state.store.close()
})

test('the log gives the newest entries, of one member if asked', async () => {
  const state = await openRoom(newFolder())
  await inTransaction(state, async (tx) => {
    for (const member of ['a', 'b', 'a', 'b', 'a'])
      await appendEntry(tx, { ...refusedOnce, member }, '2026-01-01T00:00:00.000Z')
  })
  const sequences = async (range: EntryRange): Promise<readonly number[]> =>
    (await readEntries(state, range)).map(({ entry }) => entry.sequence)
  assert.deepEqual(await sequences({}), [1, 2, 3, 4, 5])
  assert.deepEqual(await sequences({ limit: 2 }), [4, 5])
  assert.deepEqual(await sequences({ member: 'a', limit: 2 }), [3, 5])
  assert.deepEqual(await sequences({ member: 'nobody' }), [])
  assert.deepEqual(await sequences({ before: 4, limit: 2 }), [2, 3])
  assert.deepEqual(await sequences({ after: 1, limit: 2 }), [2, 3])
  assert.deepEqual(await sequences({ after: 1, before: 5, member: 'a' }), [3])
  await state.store.close()
})

test('a run whose process was killed is settled as failed, and the log is whole again', async (t) => {
  const folder = newFolder()
  const child = start('hold-run', folder, 'run_a')
  t.after(() => child.kill('SIGKILL'))
  assert.ok(child.stdout !== null)
  await once(child.stdout, 'data')
  const state = await openRoom(folder)
  const world = { clock: () => new Date(0), runLock: (run: string) => takeRunLock(folder, run) }

  await settleInterruptedRuns(world, state)
  assert.equal((await openRuns(state)).length, 1, 'a living run is left alone')
  assert.ok(await isWhole(state))

  child.kill('SIGKILL')
  await once(child, 'exit')
  await settleInterruptedRuns(world, state)
  assert.equal((await openRuns(state)).length, 0)
  const last = (await readEntries(state, { limit: 1 }))[0]?.entry
  assert.ok(last?.kind === 'finished' && last.status === 'failed')
  assert.deepEqual(last.codes, ['RUN_INTERRUPTED'])
  assert.ok(await isWhole(state))
  assert.ok(!existsSync(join(folder, 'runs', 'run_a.lock')))
  await state.store.close()
})

test('the lock of a run has one holder, also within a process', async () => {
  const folder = newFolder()
  await (await openRoom(folder)).store.close()
  const lock = takeRunLock(folder, 'run_a')
  assert.ok(lock !== undefined)
  assert.equal(takeRunLock(folder, 'run_a'), undefined)
  lock.release()
  const again = takeRunLock(folder, 'run_a')
  assert.ok(again !== undefined)
  again.release()
})

test('the version of a table’s data changes when a file of it does, and says nothing of it', async () => {
  const state = await openRoom(newFolder())
  const random = countBytes()
  const version = (table: string, content: string): Promise<string> =>
    inTransaction({ ...state, random }, (tx) => dataVersion(tx, table, content))
  const first = await version('t', 'old')
  assert.equal(await version('t', 'old'), first)
  assert.notEqual(await version('u', 'old'), first, 'two tables over the same file cannot be matched')
  const second = await version('t', 'new')
  assert.notEqual(second, first)
  assert.equal(await version('t', 'new'), second)
  await state.store.close()
})

test('pinned types belong to the source they were found in', async () => {
  const state = await openRoom(newFolder())
  const columns = [
    { name: 'id', engineType: 'BIGINT', type: { kind: 'integer' } },
    { name: 'tags', engineType: 'VARCHAR[]' },
  ] as const
  await writePin(state, 't', 'data.csv', columns)
  assert.deepEqual(await readPin(state, 't', 'data.csv'), columns)
  assert.equal(await readPin(state, 't', 'other.csv'), undefined)
  await state.store.close()
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
