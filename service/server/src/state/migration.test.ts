import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { lifetime } from '../ledger/balance.ts'
import { charge, cost, request } from '../ledger/requests.fixture.ts'
import { reserve } from '../ledger/reserve.ts'
import { verifyLog } from '../log/verify.ts'
import { appendEntry, readEntries, readStoredLog } from './audit-log.ts'
import { openDatabase, snapshot, transaction } from './database.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-migration-'))
after(() => rmSync(root, { recursive: true }))

/** The tables of version 1, in the words of that version. */
const versionOne = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE entries (sequence INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TABLE runs (run TEXT PRIMARY KEY, draft TEXT NOT NULL) STRICT;
  CREATE TABLE receipts (id TEXT PRIMARY KEY, receipt TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT;
  CREATE TABLE openings (receipt TEXT PRIMARY KEY, opening TEXT NOT NULL) STRICT;
  CREATE TABLE results (receipt TEXT NOT NULL, part INTEGER NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (receipt, part)) STRICT;
  CREATE TABLE pins (name TEXT PRIMARY KEY, source TEXT NOT NULL, columns TEXT NOT NULL) STRICT;
  CREATE TABLE versions (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, version TEXT NOT NULL) STRICT;
  PRAGMA user_version = 1;
`

const refused = {
  kind: 'refused',
  member: 'advertiser',
  asked: { sql: 'SELECT 1' },
  reason: 'rule',
  codes: [],
} as const

function oldState(name: string, extra = ''): string {
  const folder = join(root, name)
  mkdirSync(folder)
  const database = new DatabaseSync(join(folder, 'state.db'))
  database.exec(versionOne + extra)
  transaction(database, () => appendEntry(database, refused, '2026-01-01T00:00:00.000Z'))
  database.close()
  return folder
}

test('a state from before there was a ledger keeps what it holds and gains one', () => {
  const folder = oldState('old')
  const first = openDatabase(folder)
  assert.equal(reserve(first, request('a', [charge('publisher', 'advertiser', cost(5))])).kind, 'reserved')
  const second = openDatabase(folder)
  assert.deepEqual(lifetime(second, { owner: 'publisher' }).zcdp, cost(5))
  assert.deepEqual(
    readEntries(second, {}).map(({ entry }) => entry.kind),
    ['refused', 'charged'],
  )
  assert.equal(snapshot(second, () => verifyLog(readStoredLog(second))).status, 'ok')
  first.close()
  second.close()
})

test('a state that cannot be brought forward stays as it was', () => {
  const folder = oldState('spoilt', 'CREATE TABLE ledger_policies (x);')
  assert.throws(() => openDatabase(folder))
  const database = new DatabaseSync(join(folder, 'state.db'))
  assert.equal(database.prepare('PRAGMA user_version').get()?.user_version, 1)
  assert.equal(database.prepare(`SELECT COUNT(*) AS n FROM sqlite_master WHERE name = 'ledger'`).get()?.n, 0)
  database.close()
})

test('what is on disk when a transaction ends is there after a power cut: every commit is synchronised', () => {
  const database = openDatabase(join(root, 'synchronous'))
  assert.equal(database.prepare('PRAGMA synchronous').get()?.synchronous, 2)
  assert.equal(database.prepare('PRAGMA journal_mode').get()?.journal_mode, 'wal')
  database.close()
})
