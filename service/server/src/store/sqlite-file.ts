import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { OtherVersion } from '../state/why-unusable.ts'
import { latestVersion, sqliteWords, statementsFrom } from './migrate.ts'
import { addLogHashes } from './migration/log-hashes.ts'
import type { Migration } from './migration/migration.ts'

/** Long enough for any transaction of another process, short enough to say so when one hangs. */
const busyTimeoutMs = 10_000

const busy = 5
const locked = 6

/** The file of a state folder. */
export function databasePath(folder: string): string {
  return join(folder, 'state.db')
}

/** Whether a state folder holds a database yet. */
export function hasDatabase(folder: string): boolean {
  return existsSync(databasePath(folder))
}

/** Opens the file of a folder for writing, creates what is missing and brings it to the last version. */
export async function openFile(folder: string, migrations: readonly Migration[]): Promise<DatabaseSync> {
  createFolder(folder)
  const path = databasePath(folder)
  // Transactions wait in turns of the event loop: the one that is waited for may be of this process.
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // What is deleted is overwritten, so that the file holds nothing of it once the write-ahead log is folded into it.
    const pragmas = 'PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;'
    await patiently(() => database.exec(pragmas))
    const latest = latestVersion(migrations)
    if ((await patiently(() => versionOf(database))) === 0) {
      chmodSync(path, 0o600)
      await patiently(() => database.exec('PRAGMA journal_mode = WAL'))
    }
    if ((await patiently(() => versionOf(database))) !== latest) await migrate(database, migrations)
    if ((await patiently(() => versionOf(database))) !== latest) throw new OtherVersion()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Opens the file of a folder once more, for what only reads. */
export function openReader(folder: string): DatabaseSync {
  const database = new DatabaseSync(databasePath(folder), { timeout: busyTimeoutMs })
  database.exec('PRAGMA query_only = ON')
  return database
}

/** Does what another connection may be in the way of. */
export async function patiently<T>(attempt: () => T): Promise<T> {
  const deadline = performance.now() + busyTimeoutMs
  for (let wait = 1; ; wait = Math.min(2 * wait, 20)) {
    try {
      return attempt()
    } catch (error) {
      if (![busy, locked].includes(resultCode(error)) || performance.now() > deadline) throw error
      await sleep(wait)
    }
  }
}

/** SQLite's primary result code of an error, 0 where it is not SQLite's. */
export function resultCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0
}

/** Makes the folder of a state, which only this account may read. */
export function createFolder(folder: string): void {
  if (existsSync(folder)) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // The state holds receivers' results and owners' reasons: it must not follow the collaboration file into a repository.
  writeFileSync(join(folder, '.gitignore'), '*\n', { mode: 0o600 })
}

/** Brings a state to this version at once, or leaves it as it was. Several processes may come to do it. */
async function migrate(database: DatabaseSync, migrations: readonly Migration[]): Promise<void> {
  addLogHashes(database)
  await patiently(() => database.exec('BEGIN IMMEDIATE'))
  try {
    for (const statement of statementsFrom(versionOf(database), migrations, sqliteWords)) database.exec(statement)
    database.exec(`PRAGMA user_version = ${latestVersion(migrations)}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version)
}
