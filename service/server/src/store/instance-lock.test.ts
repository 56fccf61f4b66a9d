import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { takeDatabaseLock, takeFolderLock } from './instance-lock.ts'
import { startPostgres } from './postgres.suite.ts'
import { connectAlone } from './postgres-client.ts'

const server = await startPostgres({ fsync: false })
after(() => server.remove())

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 400, 'it never came true')
    await sleep(25)
  }
}

test('the lock of a folder has one holder until it is released', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-lock-'))
  after(() => rmSync(folder, { recursive: true }))
  const first = takeFolderLock(folder)
  assert.equal(first?.isHeld(), true)
  assert.equal(takeFolderLock(folder), undefined)
  await first.release()
  const second = takeFolderLock(folder)
  assert.ok(second !== undefined)
  assert.ok(second.isHeld())
  await second.release()
})

test('what a folder is locked with is for its account alone, also where it was not', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'glovebox-lock-')), 'new')
  after(() => rmSync(folder, { recursive: true }))
  const modes = (): readonly string[] =>
    readdirSync(folder).map((name) => `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`)
  await takeFolderLock(folder)?.release()
  assert.deepEqual(modes().toSorted(), ['.gitignore 600', 'server.lock 600'])
  chmodSync(join(folder, 'server.lock'), 0o644)
  await takeFolderLock(folder)?.release()
  assert.ok(modes().includes('server.lock 600'))
})

test('the lock of a database has one holder until it is released', async () => {
  const url = await server.newDatabase()
  const first = await takeDatabaseLock(url, 'a')
  assert.equal(first?.isHeld(), true)
  assert.equal(await takeDatabaseLock(url, 'b'), undefined)
  await first.release()
  const second = await takeDatabaseLock(url, 'b')
  assert.ok(second !== undefined)
  assert.ok(second.isHeld())
  await second.release()
})

test('a holder whose database restarts holds the lock again', async () => {
  const url = await server.newDatabase()
  const lock = await takeDatabaseLock(url, 'a')
  await server.stop('fast')
  await until(() => lock?.isHeld() === false)
  await server.start()
  await until(() => lock?.isHeld() === true)
  assert.equal(await takeDatabaseLock(url, 'b'), undefined)
  await lock?.release()
})

test('a holder learns that another took over while it was away', async () => {
  const url = await server.newDatabase()
  const first = await takeDatabaseLock(url, 'a')
  const other = await connectAlone(url)
  // What another server does in the moment between the loss of the connection and the next one.
  await other.query(`UPDATE server_instance SET holder = 'b'`)
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()`,
  )
  assert.match((await first?.lost) ?? '', /another server/)
  assert.equal(first?.isHeld(), false)
  await other.end()
})
