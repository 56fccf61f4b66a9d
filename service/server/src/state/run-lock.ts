import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Held while a run is alive. The operating system gives it up when the process dies, however it dies. */
export type RunLock = { readonly release: () => void }

/**
 * Takes the lock of a run, or gives nothing where a living process holds it. It is an empty SQLite file: its exclusive
 * lock is the one file lock that Node offers on every platform, and no process id can be mistaken for another's.
 */
export function takeRunLock(folder: string, run: string): RunLock | undefined {
  const path = lockPath(folder, run)
  mkdirSync(join(folder, 'runs'), { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    return undefined
  }
  return {
    release: () => {
      rmSync(path, { force: true })
      lock.close()
    },
  }
}

function lockPath(folder: string, run: string): string {
  return join(folder, 'runs', `${run}.lock`)
}
