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
      const free = (): number => {
        const { bavail, bsize } = statfsSync(folder)
        return bavail * bsize - leaving
      }
      try {
        for (let size = free(); size > 0; size = free()) writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' })
      } catch (error) {
        // The server wrote at the same time: it is full.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    remove: () => {
      spawnSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
