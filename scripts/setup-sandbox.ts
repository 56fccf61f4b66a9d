import { findAddon } from '../service/server/src/engine/duckdb/addon.ts'
import { type Isolation, probeIsolation } from '../service/server/src/engine/duckdb/sandbox/isolation.ts'
import { hasProgram, installPackages } from './install-packages.ts'

// Sees to it that runs can be sandboxed here: installs bubblewrap where this account may, and says what is missing
// where it may not. The tests of the sandbox fail without it. `--required`: fail here already.

let isolation = await probe()
if (isolation.level === 'process' && !hasProgram('bwrap')) {
  installPackages('sandbox', ['bubblewrap'])
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
