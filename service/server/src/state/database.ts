import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { OtherVersion } from './why-unusable.ts'

/** The room's memory: one SQLite file that several processes may hold at once. */
export type Database = DatabaseSync

/** Long enough for any transaction of another process, short enough to say so when one hangs. */
const busyTimeoutMs = 10_000

const schema = `
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
    if (versionOf(database) === 0) create(database, path)
    if (versionOf(database) !== 1) throw new OtherVersion()
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
    database.exec('ROLLBACK')
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

function create(database: Database, path: string): void {
  chmodSync(path, 0o600)
  switchToWriteAheadLog(database)
  transaction(database, () => {
    if (versionOf(database) === 0) database.exec(schema)
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
