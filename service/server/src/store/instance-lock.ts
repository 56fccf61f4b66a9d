import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { connectAlone } from './postgres-client.ts'
import { createFolder } from './sqlite-file.ts'

/** Held by the one server process of a database. The database gives it up when the process dies, however it dies. */
export type InstanceLock = {
  /** False while the connection that holds it is lost and nobody knows who holds it. */
  readonly isHeld: () => boolean
  /** Fulfilled with the reason when another process holds the lock or may hold it: this one must stop. */
  readonly lost: Promise<string>
  readonly release: () => Promise<void>
}

/** How long a process tries to get its lock back before it counts as lost. */
const patienceMs = 60_000
const heartbeatMs = 5_000

/** Takes the lock of a folder's database, or gives nothing where a living process holds it. */
export function takeFolderLock(folder: string): InstanceLock | undefined {
  createFolder(folder)
  // An empty SQLite file, as for runs: its exclusive lock is the one file lock that Node offers everywhere.
  const path = join(folder, 'server.lock')
  // SQLite would let every account read it. One that is there is not opened: closing it would give up a lock of this process.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    return undefined
  }
  let isHeld = true
  return {
    isHeld: () => isHeld,
    lost: new Promise(() => {}),
    release: async () => {
      if (isHeld) lock.close()
      isHeld = false
    },
  }
}

/**
 * Takes the lock of a PostgreSQL database, or gives nothing where a living process holds it. When PostgreSQL restarts or
 * the network fails, the lock is taken again, and kept if nobody else (another `holder`) had it in between.
 */
export async function takeDatabaseLock(connectionString: string, holder: string): Promise<InstanceLock | undefined> {
  let client = await connectAlone(connectionString)
  if ((await tryLock(client)) === 'taken') {
    await client.end()
    return undefined
  }
  await sign(client, holder)

  let isHeld = true
  let isReleased = false
  const { promise: lost, resolve: lose } = Promise.withResolvers<string>()
  const retake = async (): Promise<void> => {
    isHeld = false
    const deadline = performance.now() + patienceMs
    while (!isReleased && performance.now() < deadline) {
      const next = await tryAgain(connectionString, holder)
      if (next === 'other') return lose('another server has taken over the database')
      if (next !== 'not-yet') {
        client = next
        watch()
        return
      }
      await sleep(200, undefined, { ref: false })
    }
    if (!isReleased) lose('the connection that keeps other servers out of the database was lost')
  }
  const watch = (): void => {
    isHeld = true
    const watched = client
    let hasEnded = false
    const ended = (): void => {
      if (hasEnded) return
      hasEnded = true
      clearInterval(heartbeat)
      if (!isReleased) void retake()
    }
    // A connection that nobody closed and nobody answers looks well until it is asked.
    const heartbeat = setInterval(() => {
      const silence = setTimeout(ended, heartbeatMs).unref()
      watched.query('SELECT 1').then(() => clearTimeout(silence), ended)
    }, heartbeatMs).unref()
    watched.once('end', ended)
  }
  watch()
  return {
    isHeld: () => isHeld,
    lost,
    release: async () => {
      isReleased = true
      isHeld = false
      await client.end().catch(() => {})
    },
  }
}

async function tryAgain(connectionString: string, holder: string): Promise<Client | 'other' | 'not-yet'> {
  let client: Client | undefined
  try {
    client = await connectAlone(connectionString)
    // The session that was lost may live on for a while on the other side.
    const isFree = (await tryLock(client)) === 'free'
    const signed = await signedBy(client)
    if (isFree && signed === holder) return client
    await client.end()
    return signed === holder ? 'not-yet' : 'other'
  } catch {
    await client?.end().catch(() => {})
    return 'not-yet'
  }
}

async function tryLock(client: Client): Promise<'free' | 'taken'> {
  const { rows } = await client.query(
    `SELECT pg_try_advisory_lock(hashtext('glovebox server'), hashtext(current_schema())) AS free`,
  )
  return rows[0]?.free === true ? 'free' : 'taken'
}

async function sign(client: Client, holder: string): Promise<void> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS server_instance (one BIGINT PRIMARY KEY CHECK (one = 1), holder TEXT NOT NULL)',
  )
  await client.query(
    'INSERT INTO server_instance VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET holder = excluded.holder',
    [holder],
  )
}

async function signedBy(client: Client): Promise<string> {
  const { rows } = await client.query('SELECT holder FROM server_instance')
  return String(rows[0]?.holder)
}
