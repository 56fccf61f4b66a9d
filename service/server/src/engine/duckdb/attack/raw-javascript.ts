import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import {
  appendFileSync,
  chmodSync,
  fstatSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { readTask, report } from './tell.ts'

// A worker that has been taken over: any code at all runs where DuckDB should. For tests only.

/** What the attacker knows of the machine. */
export type JavaScriptTask = {
  /** False where attempts could succeed: then only those are made that do no harm. */
  readonly isConfined: boolean
  readonly secretFile: string
  readonly secretFolder: string
  readonly inputFile: string
  readonly port: number
  readonly socketPath: string
  readonly serverId: number
  readonly workerFolder: string
  readonly spillFolder: string
  /** The folder of another run, with what was fetched for it. */
  readonly otherRun: string
}

/** What came of an attempt: `gained` is what the attacker has in hand. */
export type Attempt = { readonly name: string; readonly gained?: string; readonly error?: string }

const task = readTask<JavaScriptTask>()

type Attempts = Readonly<Record<string, () => unknown>>

/** What could be tried anywhere without harm that outlasts a test. */
const mild: Attempts = {
  // First, as the runtime opens its own root when it makes sockets.
  'find an open file that it was not given': () => strayDescriptors() || fail('none'),
  'read a secret file': () => readFileSync(task.secretFile, 'utf8'),
  'list a secret folder': () => readdirSync(task.secretFolder).join(),
  'read the accounts of the machine': () => readFileSync('/etc/passwd', 'utf8'),
  'read a secret file through a link': () => {
    symlinkSync(task.secretFile, `${task.spillFolder}/link`)
    return readFileSync(`${task.spillFolder}/link`, 'utf8')
  },
  'read a secret file upwards': () => readFileSync(`${task.spillFolder}/../../../../../..${task.secretFile}`, 'utf8'),
  'link a secret file into the spill folder': () => linkSync(task.secretFile, `${task.spillFolder}/hard`) ?? 'linked',
  'read what was fetched for another run': () => readFileSync(`${task.otherRun}/fetched`, 'utf8'),
  'list the folders of other runs': () => readdirSync(dirname(task.otherRun)).join(),
  'list processes': () => readdirSync('/proc').join(),
  'read its own memory': () => readFileSync('/proc/self/maps', 'utf8'),
  'look at devices': () => readdirSync('/dev').join(),
  'look at the kernel': () => readdirSync('/sys').join(),
  'write beside the secret': () => writeFileSync(`${task.secretFolder}/planted`, 'x') ?? 'written',
  'change its own code': () => appendFileSync(`${task.workerFolder}/main.mjs`, '//') ?? 'written',
  'change the input': () => appendFileSync(task.inputFile, 'x') ?? 'written',
  'connect to a port of the machine': () => connected(() => connect(task.port, '127.0.0.1')),
  'connect to a socket file': () => connected(() => connect(task.socketPath)),
  'send a datagram': () => sent(),
  'ask for an address': async () => (await lookup('localhost')).address,
  'start a program': () => output(spawnSync(process.execPath, ['--version'])),
  'start a shell': () => output(spawnSync('/bin/sh', ['-c', 'echo shell'])),
  "read the server's environment": () => readFileSync(`/proc/${task.serverId}/environ`, 'utf8'),
  'read its own environment': () =>
    Object.keys(process.env)
      .filter((name) => name !== 'PWD')
      .join() || fail('empty'),
  'signal the server': () => process.kill(task.serverId, 0) && 'alive',
  'learn the name of the machine': () => (hostname() === 'engine' ? fail('hidden') : hostname()),
}

/** What is tried only where it must fail. */
const harmful: Attempts = {
  'write to the root': () => writeFileSync('/planted', 'x') ?? 'written',
  'write to a shared temporary folder': () => writeFileSync('/tmp/glovebox-planted', 'x') ?? 'written',
  'write to shared memory': () => writeFileSync('/dev/shm/planted', 'x') ?? 'written',
  'read the environment of the first process': () => readFileSync('/proc/1/environ', 'utf8'),
  'make the input writable': () => chmodSync(task.inputFile, 0o777) ?? 'changed',
  'remove the input': () => unlinkSync(task.inputFile) ?? 'removed',
  'move the input away': () => renameSync(task.inputFile, `${task.spillFolder}/moved`) ?? 'moved',
  'end what started it': () => process.ppid > 1 && process.kill(process.ppid, 'SIGKILL') && 'signalled',
  'become another user': () => process.setuid?.(0) ?? 'became',
}

const attempts = task.isConfined ? { ...mild, ...harmful } : mild
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    const gained = await attempt()
    report(gained === false ? { name, error: 'nothing' } : { name, gained: String(gained) })
  } catch (error) {
    report({ name, error: error instanceof Error ? error.message : String(error) })
  }
}

process.kill(process.pid, 'SIGKILL')

function fail(message: string): never {
  throw new Error(message)
}

function output({ error, stdout }: ReturnType<typeof spawnSync>): string {
  if (error !== undefined) throw error
  return String(stdout) || fail('no output')
}

function connected(open: () => ReturnType<typeof connect>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = open()
    socket.on('connect', () => resolve('connected'))
    socket.on('error', reject)
  })
}

function sent(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.on('error', reject)
    socket.send('x', 9, '127.0.0.1', (error) => (error === null ? resolve('sent') : reject(error)))
  })
}

/** Regular files and folders among its descriptors, besides those of its own program. */
function strayDescriptors(): string {
  const stray: number[] = []
  for (let descriptor = 3; descriptor < 256; descriptor++) {
    try {
      const found = fstatSync(descriptor)
      if (found.isFile() || found.isDirectory()) stray.push(descriptor)
    } catch {
      // Closed.
    }
  }
  return stray.join()
}
