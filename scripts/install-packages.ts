import { spawnSync } from 'node:child_process'

/** Installs Debian packages where this account may; says what it does as `name`. */
export function installPackages(name: string, packages: readonly string[]): void {
  if (!hasProgram('apt-get')) return
  const isRoot = process.getuid?.() === 0
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return
  const apt = [...(isRoot ? [] : ['sudo', '-n']), 'apt-get', '-q', '-o', 'Dpkg::Use-Pty=0']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const [program = '', ...rest] = [...apt, ...step]
    console.log(`${name}: ${[program, ...rest].join(' ')}`)
    const { status } = spawnSync(program, rest, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) console.error(`${name}: apt-get ${step[0]} failed`)
  }
}

/** Whether a program is on the path. */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
}
