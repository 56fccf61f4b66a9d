import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of a few megabytes. */
export type SmallDisk = {
  readonly folder: string
  /** Takes all that is free but so many bytes. */
  readonly fill: (leaving: number) => void
  /** Gives it back. */
  readonly empty: () => void
  readonly remove: () => void
}

/** Mounts one; nothing where this account may not. */
export function openSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'tmpfs', folder])
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true })
    return undefined
  }
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill: (leaving) => {
      const { bavail, bsize } = statfsSync(folder)
      const size = Math.max(0, bavail * bsize - leaving)
      writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' })
    },
    empty: () => rmSync(ballast, { force: true }),
    remove: () => {
      spawnSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
