import { spawnSync } from 'node:child_process'
import { findAddon } from '../service/server/src/engine/duckdb/addon.ts'
import { type Isolation, probeIsolation } from '../service/server/src/engine/duckdb/sandbox/isolation.ts'

// Sees to it that runs can be sandboxed here: installs bubblewrap where this account may, and says what is missing
// where it may not. The tests of the sandbox fail without it. `--required`: fail here already.

let isolation = await probe()
if (isolation.level === 'process' && !hasProgram('bwrap')) {
  install()
  isolation = await probe()
}
if (isolation.level === 'sandbox') console.log('sandbox: bubblewrap and the system call filter work here')
else {
  console.error(`sandbox: not available: ${isolation.missing}`)
  console.error(
    '  Debian, Ubuntu: apt-get install bubblewrap · Fedora: dnf install bubblewrap · Alpine: apk add bubblewrap',
  )
  console.error('  User namespaces must be allowed: sysctl kernel.unprivileged_userns_clone=1 (Debian),')
  console.error('  kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), user.max_user_namespaces above 0.')
  console.error('  In a container: root with CAP_SYS_ADMIN, and no seccomp profile that denies unshare and mount')
  console.error(
    '  (docker run --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined).',
  )
  if (process.argv.includes('--required')) process.exitCode = 1
}

function probe(): Promise<Isolation> {
  const { folder, file } = findAddon()
  return probeIsolation(folder, file, (details) => console.error(`sandbox: ${details.trim()}`))
}

function install(): void {
  if (!hasProgram('apt-get')) return
  const isRoot = process.getuid?.() === 0
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return
  const apt = [...(isRoot ? [] : ['sudo', '-n']), 'apt-get', '-q', '-o', 'Dpkg::Use-Pty=0']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', 'bubblewrap']]) {
    const [program = '', ...rest] = [...apt, ...step]
    console.log(`sandbox: ${[program, ...rest].join(' ')}`)
    const { status } = spawnSync(program, rest, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) console.error(`sandbox: apt-get ${step[0]} failed`)
  }
}

function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
}
