import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { NativeCall } from './attack/native-library.ts'
import type { CallsTask } from './attack/raw-calls.ts'
import type { GreedTask } from './attack/raw-greed.ts'
import type { Attempt, JavaScriptTask } from './attack/raw-javascript.ts'
import { attack, inputPath } from './attack/start-attack.ts'
import { machineIsolation } from './machine-isolation.ts'
import type { Isolation } from './sandbox/isolation.ts'
import { needSandbox } from './sandbox/need-sandbox.ts'
import { seccompFilter } from './sandbox/seccomp.ts'
import { processors } from './sandbox/system-calls.ts'

// Every guard of the sandbox is taken away, one at a time: what it stops then succeeds. So no attempt fails for another reason
// than its guard, and no guard can go without a test that says so.

type Sandbox = ReturnType<typeof needSandbox>

const base = mkdtempSync(join(tmpdir(), 'glovebox-guards-'))
const [root, secretFolder] = [join(base, 'runs'), join(base, 'secrets')]
const secretFile = join(secretFolder, 'secret.csv')
const input = { path: join(base, 'input.csv'), at: '0-0' }
const socketPath = join(base, 'socket')
const listener = createServer((socket) => socket.end())
let port = 0
let sandbox: Sandbox

before(async () => {
  for (const folder of [root, secretFolder]) mkdirSync(folder)
  writeFileSync(secretFile, 'secret')
  mkdirSync(join(root, 'another'))
  writeFileSync(join(root, 'another', 'fetched'), 'rows')
  writeFileSync(input.path, 'id\n1\n')
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  port = (listener.address() as AddressInfo).port
  sandbox = needSandbox(await machineIsolation())
})
after(() => {
  listener.close()
  rmSync(base, { recursive: true, force: true })
})

const notPermitted = -1
const notImplemented = -38
const newUser = 0x10000000
const childSignal = 17

/** By the rule that stops it: a call that does no harm here. Numbers are those of x86-64. */
const calls: Readonly<Record<string, readonly (number | string)[]>> = {
  socket: [1, 1, 0],
  connect: [-1, 0, 0],
  bind: [-1, 0, 0],
  listen: [-1, 0],
  accept: [-1, 0, 0],
  accept4: [-1, 0, 0, 0],
  socketpair: [1, 1, 0, 0],
  fork: [],
  ptrace: [0],
  personality: [0xffffffff],
  chroot: ['/nowhere'],
  mount: ['a', '/nowhere', 'tmpfs', 0, 0],
  keyctl: [0, -3, 0],
  add_key: ['user', 'a', 'b', 1, -3],
  request_key: ['user', 'a', 0, -3],
  unshare: [newUser],
  setns: [-1, 0],
  process_vm_readv: [0, 0, 0, 0, 0, 0],
  process_vm_writev: [0, 0, 0, 0, 0, 0],
  execveat: [-1, '', 0, 0, 0x1000],
  memfd_create: ['a', 0],
  userfaultfd: [0xffff],
  perf_event_open: [0, 0, -1, -1, 0],
  bpf: [-1, 0, 0],
  kcmp: [-1, -1, 0, 0, 0],
  name_to_handle_at: [-1, '/nowhere', 0, 0, 0],
  io_uring_setup: [0, 0],
  io_uring_enter: [-1, 0, 0, 0, 0, 0],
  io_uring_register: [-1, 0, 0, 0],
  pidfd_open: [-1, 0],
  pidfd_getfd: [-1, -1, 0],
  pidfd_send_signal: [-1, 0, 0, 0],
  landlock_create_ruleset: [0, 0, 1],
  open_tree: [-1, '', 0],
  fsopen: [0, 0],
}

async function answersTo(names: readonly string[], without: readonly string[]): Promise<readonly number[]> {
  const filter = seccompFilter(process.arch, without)
  assert.ok(filter !== undefined)
  const processor = processors[process.arch]
  assert.ok(processor !== undefined)
  const numbers: Readonly<Record<string, number>> = {
    ...processor.denied,
    clone: processor.clone,
    clone3: processor.clone3,
  }
  const asked = names.map(
    (name): NativeCall => ({ number: numbers[name] ?? -1, arguments: calls[name] ?? others[name] ?? [] }),
  )
  const [told] = await attack<{ readonly answers: readonly number[] }>({
    ...{ isolation: { ...sandbox, filter }, root, entry: 'raw-calls.mjs', files: [input] },
    task: ({ spillFolder }): CallsTask => ({ spillFolder, calls: asked }),
  })
  return told?.answers ?? []
}

/** What a call is answered whose rule is taken away; undefined where Node itself makes use of it and ends. */
async function answerWithout(name: string): Promise<number | undefined> {
  try {
    return (await answersTo([name], [name]))[0]
  } catch (error) {
    // It sets a ring up where it can, and cannot do without the next call, whose rule stands.
    if (name === 'io_uring_setup' && /io_uring_enter/.test(String(error))) return undefined
    throw error
  }
}

const others: Readonly<Record<string, readonly number[]>> = { clone: [childSignal], clone3: [0, 0] }

describe('system calls of code that has taken over a worker', () => {
  test('each is refused by its rule, and gets further without it', async () => {
    const names = Object.keys(calls)
    const kept = await answersTo(names, [])
    assert.deepEqual(
      names.filter((_, index) => kept[index] !== notPermitted),
      [],
    )
    assert.deepEqual(await answersTo(['clone', 'clone3'], []), [notPermitted, notImplemented])
    const open: (number | undefined)[] = []
    for (const name of names) open.push(await answerWithout(name))
    // What the kernel itself refuses to this account has no other test; what it does not know, neither.
    const refusedAnyway = names.filter((_, index) => open[index] === notPermitted)
    assert.deepEqual(
      refusedAnyway.filter((name) => !kernelRefuses.has(name)),
      [],
    )
    assert.equal(open.length, names.length)
    const [clone, clone3] = await answersTo(['clone', 'clone3'], ['clone', 'clone3'])
    assert.ok((clone ?? -1) > 0, `clone: ${clone}`)
    assert.notEqual(clone3, notImplemented)
  })

  test('a rule that is taken away alone is missed', async () => {
    const alone = ['socket', 'fork', 'ptrace', 'memfd_create', 'process_vm_readv', 'unshare', 'execveat', 'pidfd_open']
    const missed: string[] = []
    for (const name of alone) if ((await answersTo([name], [name]))[0] !== notPermitted) missed.push(name)
    assert.deepEqual(missed, alone)
  })
})

/** Without privileges these are refused with the same word, whatever the filter says. */
const kernelRefuses: ReadonlySet<string> = new Set([
  'chroot',
  'mount',
  'bpf',
  'perf_event_open',
  'userfaultfd',
  'fsopen',
])

/** By the guard: what of bubblewrap's arguments is changed, and the attempt that then succeeds. */
const guards: readonly (readonly [guard: string, change: string, attempt: string])[] = [
  ['the root cannot be written', '--remount-ro) skip=1 ;;', 'write to the root'],
  ['files are shown read-only', '--ro-bind) set -- "$@" --bind ;;', 'change the input'],
  ['code is shown read-only', '--ro-bind) set -- "$@" --bind ;;', 'change its own code'],
  [
    'only its own files are shown',
    '--remount-ro) set -- "$@" --ro-bind SECRETS SECRETS --remount-ro ;;',
    'read a secret file',
  ],
  [
    'the machine has no name',
    '--hostname) skip=1; set -- "$@" --hostname elsewhere ;;',
    'learn the name of the machine',
  ],
  [
    'folders of other runs are not there',
    '--remount-ro) set -- "$@" --ro-bind RUNS RUNS --remount-ro ;;',
    'read what was fetched for another run',
  ],
  ['shared memory is not there', '--remount-ro) set -- "$@" --dev /dev --remount-ro ;;', 'write to shared memory'],
  [
    'what the kernel shows of processes is not there',
    '--remount-ro) set -- "$@" --proc /proc --remount-ro ;;',
    'list processes',
  ],
  [
    'processes of others are not there',
    '--unshare-all) set -- "$@" --unshare-user --unshare-uts --unshare-ipc --unshare-net ;;',
    'signal the server',
  ],
]

describe('guards of bubblewrap', () => {
  for (const [guard, change, attempt] of guards)
    test(`${guard}: without it somebody can ${attempt}`, async () => {
      assert.equal((await attempted(sandbox, attempt)).gained, undefined)
      const found = await attempted({ ...sandbox, bubblewrap: changedBubblewrap(change) }, attempt)
      assert.notEqual(found.gained, undefined, found.error)
    })
})

test('there is no network even where sockets are allowed; without that guard somebody can connect', async () => {
  const filter = seccompFilter(process.arch, ['socket', 'connect'])
  assert.ok(filter !== undefined)
  const withSockets = { ...sandbox, filter }
  const attempt = 'connect to a port of the machine'
  assert.equal((await attempted(withSockets, attempt)).gained, undefined)
  const shared = changedBubblewrap('--unshare-all) set -- "$@" --unshare-all --share-net ;;')
  const found = await attempted({ ...withSockets, bubblewrap: shared }, attempt)
  assert.notEqual(found.gained, undefined, found.error)
})

/** Bubblewrap with some of its arguments left out, replaced or added. */
function changedBubblewrap(change: string): string {
  const path = join(base, 'changed-bubblewrap')
  const script = `#!/bin/sh
n=$#; i=0; skip=0
while [ $i -lt $n ]; do
  a=$1; shift; i=$((i+1))
  if [ $skip -gt 0 ]; then skip=$((skip-1)); continue; fi
  case "$a" in
    ${change.replaceAll('SECRETS', secretFolder).replaceAll('RUNS', root)}
    *) set -- "$@" "$a" ;;
  esac
done
exec ${sandbox.bubblewrap} "$@"
`
  writeFileSync(path, script)
  chmodSync(path, 0o700)
  return path
}

async function attempted(isolation: Isolation, name: string): Promise<Attempt> {
  const made = await attack<Attempt>({
    ...{ isolation, root, entry: 'raw-javascript.mjs', files: [input] },
    task: (places): JavaScriptTask => ({
      isConfined: true,
      ...{ secretFile, secretFolder, socketPath, port, otherRun: join(root, 'another') },
      inputFile: inputPath(places, input),
      serverId: process.pid,
      workerFolder: '/engine/worker',
      spillFolder: places.spillFolder,
    }),
  })
  return made.find((one) => one.name === name) ?? assert.fail(`nobody tried to ${name}`)
}

describe('what a run may take', () => {
  const taken = async (isolation: Isolation, want: Omit<GreedTask, 'spillFolder'>, fileMb = 64) => {
    const told = await attack<{ readonly kind: string }>({
      ...{ isolation, root, entry: 'raw-greed.mjs', files: [input], fileMb },
      task: ({ spillFolder }): GreedTask => ({ spillFolder, ...want }),
    })
    return told.map(({ kind }) => kind)
  }

  test('a large file ends at its limit', async () => {
    const want = { diskMb: 96, memoryMb: 0 }
    assert.deepEqual(await taken(sandbox, want), ['begun'])
    assert.deepEqual(await taken(sandbox, want, 128), ['begun', 'disk'])
  })

  test('memory ends at the limit of its group, where the machine has groups', async (t) => {
    const { memoryGroups, ...ungrouped } = sandbox
    if (memoryGroups === undefined) return t.diagnostic('this machine lets no control groups be made')
    const want = { diskMb: 0, memoryMb: 400 }
    assert.deepEqual(await taken(sandbox, want), ['begun'])
    assert.deepEqual(await taken(ungrouped, want), ['begun', 'memory'])
  })
})
