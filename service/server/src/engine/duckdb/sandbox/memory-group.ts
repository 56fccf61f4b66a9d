import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where control groups can be made that limit the memory of all processes in them: the kernel's older interface or its newer one. */
export type MemoryGroups = { readonly parent: string; readonly version: 1 | 2 }

/** The kernel's files, which tests put elsewhere. */
export type KernelFiles = { readonly membership: string; readonly groups: string }

const kernelFiles: KernelFiles = { membership: '/proc/self/cgroup', groups: '/sys/fs/cgroup' }

/** Finds where this machine lets us make such groups, by making one; undefined where it does not. */
export async function findMemoryGroups(files: KernelFiles = kernelFiles): Promise<MemoryGroups | undefined> {
  const membership = await readFile(files.membership, 'utf8').catch(() => '')
  for (const candidate of candidates(membership, files.groups)) {
    if (candidate.version === 2)
      await writeFile(join(candidate.parent, 'cgroup.subtree_control'), '+memory', { flag: 'r+' }).catch(() => {})
    const trial = await makeMemoryGroup(candidate, `glovebox-trial-${process.pid}`, 64).catch(() => undefined)
    if (trial === undefined) continue
    await removeMemoryGroup(trial)
    return candidate
  }
  return undefined
}

/**
 * Of the newer interface only a group without processes of its own may have limited ones below it: the one above ours,
 * where it is a unit that was given to us.
 */
function candidates(membership: string, root: string): readonly MemoryGroups[] {
  const lines = membership.split('\n').map((line) => line.split(':'))
  const older = lines.find(([, controllers]) => controllers?.split(',').includes('memory') === true)?.[2]
  const newer = lines.find(([id, controllers]) => id === '0' && controllers === '')?.[2]
  const above = newer === undefined ? '' : dirname(newer)
  return [
    ...(older === undefined ? [] : [{ parent: join(root, 'memory', older), version: 1 } as const]),
    ...(/\.(service|scope)$/.test(basename(above)) ? [{ parent: join(root, above), version: 2 } as const] : []),
  ]
}

/** Makes a group whose processes together have so much memory, and no swap beyond it; gives its folder. */
export async function makeMemoryGroup(
  { parent, version }: MemoryGroups,
  name: string,
  megabytes: number,
): Promise<string> {
  const group = join(parent, name)
  await mkdir(group)
  const bytes = String(megabytes * 2 ** 20)
  // Opened as they are: where the kernel did not make these files nothing would be limited.
  const set = (file: string, value: string): Promise<void> => writeFile(join(group, file), value, { flag: 'r+' })
  try {
    await set(version === 1 ? 'memory.limit_in_bytes' : 'memory.max', bytes)
  } catch (error) {
    await rmdir(group)
    throw error
  }
  // Kernels without accounting of swap have no such file.
  await (version === 1 ? set('memory.memsw.limit_in_bytes', bytes) : set('memory.swap.max', '0')).catch(() => {})
  return group
}

/** The file that a process writes its id to, to be in a group with all that it starts. */
export function membersOf(group: string): string {
  return join(group, 'cgroup.procs')
}

/** Removes a group; its last process may still be on its way out. */
export async function removeMemoryGroup(group: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await rmdir(group)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) return
      await sleep(10)
    }
  }
}

/** Removes groups that dead servers have left behind. */
export async function sweepMemoryGroups({ parent }: MemoryGroups, isLeft: (name: string) => boolean): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  await Promise.all(names.filter(isLeft).map((name) => rmdir(join(parent, name)).catch(() => {})))
}
