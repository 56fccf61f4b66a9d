import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { localStates } from '../../service/server/src/store/migration/local-states.ts'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'
import { bank, charge, count, keys } from './bank.ts'
import { storeSuite } from './store-suite.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-store-'))
after(() => rmSync(root, { recursive: true }))

let folders = 0
function newFolder(): string {
  folders += 1
  return join(root, `state-${folders}`)
}

storeSuite('sqlite', async () => {
  const folder = newFolder()
  return { open: (migrations) => openSqliteStore(folder, migrations) }
})

test('sqlite: the store is readable by its account alone and stays out of repositories', async () => {
  const folder = newFolder()
  const store = await openSqliteStore(folder, bank)
  await charge(store.db, 'k')
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  for (const file of ['state.db', 'state.db-wal', 'state.db-shm'])
    assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600)
  assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n')
  await store.close()
})

test('sqlite: every commit is synchronised', async () => {
  const store = await openSqliteStore(newFolder(), bank)
  const settings = await store.transaction('a', async (tx) => [
    ...(await sql`PRAGMA synchronous`.execute(tx)).rows,
    ...(await sql`PRAGMA journal_mode`.execute(tx)).rows,
    ...(await sql`PRAGMA foreign_keys`.execute(tx)).rows,
  ])
  assert.deepEqual(settings, [{ synchronous: 2 }, { journal_mode: 'wal' }, { foreign_keys: 1 }])
  await store.close()
})

test('sqlite: processes that spend at once pass no cap, and each is told the truth', async () => {
  const folder = newFolder()
  const fixture = fileURLToPath(new URL('./spend.fixture.ts', import.meta.url))
  const told = await Promise.all(
    ['a', 'b'].map(async (who, i) => {
      const args = [fixture, folder, who, '150', '200', i === 0 ? '1' : '20']
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      return (await text(child.stdout)).split('\n').slice(0, -1)
    }),
  )
  const store = await openSqliteStore(folder, bank)
  assert.deepEqual(await keys(store.db), told.flat().sort())
  assert.equal(told.flat().length, 200)
  await store.close()
})

test('sqlite: a transaction that the database itself ended leaves nothing of its group, whatever the work says', async () => {
  const store = await openSqliteStore(newFolder(), bank)
  const results = await Promise.allSettled([
    store.transaction('a', (tx) => charge(tx, 'a')),
    store.transaction('a', async (tx) => {
      await charge(tx, 'b')
      // What SQLite itself does when a disk is full.
      await sql`ROLLBACK`.execute(tx)
      await charge(tx, 'c').catch(() => {})
    }),
    store.transaction('a', (tx) => charge(tx, 'd')),
  ])
  assert.deepEqual(
    results.map((result) => (result.status === 'rejected' ? result.reason.message : 'kept')),
    Array.from({ length: 3 }, () => 'the store could not be written'),
  )
  assert.equal(await count(store.db), 0)
  await store.transaction('a', (tx) => charge(tx, 'e'))
  assert.deepEqual(await keys(store.db), ['e'])
  await store.close()
})

test('sqlite: a full disk is told, and when there is room again everything goes on', async () => {
  const store = await openSqliteStore(newFolder(), bank)
  const pages = (most: number): Promise<unknown> =>
    store.transaction('a', (tx) => sql.raw(`PRAGMA max_page_count = ${most}`).execute(tx))
  await pages(20)
  const large = (key: string): Promise<void> => store.transaction('a', (tx) => charge(tx, key, 'x'.repeat(200_000)))
  await assert.rejects(large('k'), /full/)
  await assert.rejects(large('l'), /full/)
  assert.equal(await count(store.db), 0)
  await pages(1_000_000)
  await large('k')
  assert.deepEqual(await keys(store.db), ['k'])
  await store.close()
})

for (const version of [1, 2, 3])
  test(`sqlite: a local state of version ${version} is upgraded by way of version 3`, async () => {
    const folder = newFolder()
    const made = await openSqliteStore(folder, [])
    await made.close()
    const database = new DatabaseSync(join(folder, 'state.db'))
    for (const statements of localStates.slice(0, version)) database.exec(statements)
    database.exec(`INSERT INTO pins VALUES ('t', 'old', '[]'); PRAGMA user_version = ${version}`)
    database.close()
    const upgrade = {
      version: 4,
      area: 'room',
      statements: () => ['CREATE TABLE rooms (source TEXT)'],
      upgrade: () => [
        'CREATE TABLE rooms (source TEXT)',
        'INSERT INTO rooms SELECT source FROM pins',
        'DROP TABLE secrets',
      ],
    }
    const store = await openSqliteStore(folder, [upgrade])
    assert.deepEqual((await sql`SELECT * FROM rooms`.execute(store.db)).rows, [{ source: 'old' }])
    await store.close()
  })
