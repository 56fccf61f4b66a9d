import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Server, Settings } from '../../service/server/src/index.ts'
import type { TestServer } from '../api/server.suite.ts'

/** What a server in a process of its own is opened with. `isFake`: its engine answers at once, and reads nothing. */
export type ChildOptions = { readonly settings: Settings & { readonly folder: string }; readonly isFake: boolean }

/** A server in a process of its own. */
export type Child = {
  /** Everything is loaded: what comes now is the server's own start. */
  readonly loaded: Promise<void>
  /** Tells it to open, and gives where it is; rejects when it ends before that. */
  readonly open: () => Promise<Pick<Server, 'url' | 'setUp'>>
  readonly kill: () => Promise<void>
  /** Ends it as an operator does. */
  readonly stop: () => Promise<void>
  readonly process: ChildProcess
  /** What its log said of errors. */
  readonly errors: string[]
}

const fixture = fileURLToPath(new URL('server.fixture.ts', import.meta.url))

const living = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

/** Starts a process that has everything loaded and waits: what is killed in a test is a server, not a start of Node. */
export function startChild({ settings, isFake }: ChildOptions): Child {
  const limits = { requestsPerMinute: 10_000_000, anonymousRequestsPerMinute: 10_000_000, ...settings.limits }
  const child = spawn(process.execPath, [fixture, JSON.stringify({ settings: { ...settings, limits }, isFake })], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'glovebox-compiled') },
  })
  living.add(child)
  child.once('exit', () => living.delete(child))
  child.stdin.on('error', () => {})
  const errors: string[] = []
  const isError = /"level":("error"|50)/
  createInterface(child.stderr).on('line', (line) => {
    if (isError.test(line) || !line.startsWith('{')) errors.push(line)
  })
  const ready = Promise.withResolvers<Pick<Server, 'url' | 'setUp'>>()
  ready.promise.catch(() => {})
  const loaded = Promise.withResolvers<void>()
  createInterface(child.stdout).on('line', (line) => {
    const said: unknown = JSON.parse(line)
    if (said === 'loaded') loaded.resolve()
    else ready.resolve(said as Pick<Server, 'url' | 'setUp'>)
  })
  child.once('exit', (code) => ready.reject(new Error(`the server ended with ${code}: ${errors.join('\n')}`)))
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return {
    loaded: loaded.promise,
    open: () => {
      child.stdin.write('open\n')
      return ready.promise
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    process: child,
    errors,
  }
}

/** The child as the helpers of the API's tests know servers. */
export function asTestServer(child: Child, folder: string, { url, setUp }: Pick<Server, 'url' | 'setUp'>): TestServer {
  const server: Server = {
    url,
    setUp,
    folder,
    name: 'localhost',
    reloadTls: () => {},
    lost: new Promise(() => {}),
    close: child.stop,
  }
  return { server, folder, url, log: child.errors, close: child.stop }
}
