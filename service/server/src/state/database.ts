import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { OtherVersion } from './why-unusable.ts'

/** The room's memory: one SQLite file that several processes may hold at once. */
export type Database = DatabaseSync

/** Long enough for any transaction of another process, short enough to say so when one hangs. */
const busyTimeoutMs = 10_000

/** What each version of the state adds to the one before it. What stands here is never changed, only added to. */
const migrations: readonly string[] = [
  `
    CREATE TABLE entries (sequence INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TABLE runs (run TEXT PRIMARY KEY, draft TEXT NOT NULL) STRICT;
    CREATE TABLE receipts (id TEXT PRIMARY KEY, receipt TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT;
    CREATE TABLE openings (receipt TEXT PRIMARY KEY, opening TEXT NOT NULL) STRICT;
    CREATE TABLE results (receipt TEXT NOT NULL, part INTEGER NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (receipt, part)) STRICT;
    CREATE TABLE pins (name TEXT PRIMARY KEY, source TEXT NOT NULL, columns TEXT NOT NULL) STRICT;
    CREATE TABLE versions (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, version TEXT NOT NULL) STRICT;
  `,
  `
    CREATE TABLE ledger (
      entry INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      request TEXT NOT NULL,
      at TEXT NOT NULL,
      run TEXT NOT NULL,
      member TEXT NOT NULL,
      question TEXT NOT NULL,
      query TEXT NOT NULL,
      event TEXT NOT NULL,
      warnings TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('reserved', 'touched', 'spent', 'released')),
      receipt TEXT
    ) STRICT;
    CREATE UNIQUE INDEX ledger_by_key ON ledger (key) WHERE status <> 'released';
    CREATE TABLE ledger_charges (
      owner TEXT NOT NULL,
      entry INTEGER NOT NULL REFERENCES ledger (entry),
      accounting TEXT NOT NULL CHECK (accounting IN ('zcdp', 'pure')),
      period INTEGER NOT NULL,
      month TEXT NOT NULL,
      loss INTEGER NOT NULL CHECK (loss >= 0),
      delta INTEGER NOT NULL CHECK (delta >= 0),
      PRIMARY KEY (owner, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ledger_charges_by_entry ON ledger_charges (entry);
    CREATE TABLE ledger_balances (
      owner TEXT NOT NULL,
      period INTEGER NOT NULL,
      month TEXT NOT NULL,
      member TEXT NOT NULL,
      accounting TEXT NOT NULL CHECK (accounting IN ('zcdp', 'pure')),
      loss INTEGER NOT NULL CHECK (loss >= 0),
      delta INTEGER NOT NULL CHECK (delta >= 0),
      PRIMARY KEY (owner, period, month, member, accounting)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ledger_periods (
      owner TEXT NOT NULL,
      period INTEGER NOT NULL,
      at TEXT NOT NULL,
      by TEXT NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (owner, period)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ledger_policies (owner TEXT PRIMARY KEY, policy TEXT NOT NULL, at TEXT NOT NULL) STRICT;
  `,
  `
    CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE published (key TEXT PRIMARY KEY, member TEXT NOT NULL, at TEXT NOT NULL, rows TEXT NOT NULL) STRICT;
  `,
]

/** The file of a state folder. */
export function databasePath(folder: string): string {
  return join(folder, 'state.db')
}

/** Whether a state folder holds a database yet. */
export function hasDatabase(folder: string): boolean {
  return existsSync(databasePath(folder))
}

/** Opens the state of a folder and creates what is missing; only this account may read it. */
export function openDatabase(folder: string): Database {
  createFolder(folder)
  const path = databasePath(folder)
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs })
  try {
    database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;')
    if (versionOf(database) === 0) prepareFile(database, path)
    if (versionOf(database) < migrations.length) migrate(database)
    if (versionOf(database) !== migrations.length) throw new OtherVersion()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Runs `work` alone among all processes: all of it is kept, on disk, or nothing. */
export function transaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk or a failed write has ended the transaction already; the first error is the one to tell.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Runs `work` on one unchanging picture of the state. */
export function snapshot<T>(database: Database, work: () => T): T {
  database.exec('BEGIN')
  try {
    return work()
  } finally {
    database.exec('COMMIT')
  }
}

function createFolder(folder: string): void {
  if (existsSync(folder)) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // The state holds receivers' results and owners' reasons: it must not follow the collaboration file into a repository.
  writeFileSync(join(folder, '.gitignore'), '*\n')
}

function prepareFile(database: Database, path: string): void {
  chmodSync(path, 0o600)
  switchToWriteAheadLog(database)
}

/** Brings a state to this version at once, or leaves it as it was. Several processes may come to do it. */
function migrate(database: Database): void {
  transaction(database, () => {
    const version = versionOf(database)
    if (version < 0 || version >= migrations.length) return
    for (const migration of migrations.slice(version)) database.exec(migration)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}

/** SQLite does not wait where two processes switch at once; the second one finds it done. */
function switchToWriteAheadLog(database: Database): void {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (attempt === 100) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

function versionOf(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}
