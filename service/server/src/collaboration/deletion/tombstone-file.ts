import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tombstones } from '../collaboration-world.ts'

/** The tombstones of a state folder: `deletions.jsonl`, one deletion a line. Back it up more often than the database. */
export function tombstoneFile(folder: string): Tombstones {
  const path = join(folder, 'deletions.jsonl')
  return {
    append: async (line) => {
      const file = await open(path, 'a', 0o600)
      try {
        // A crash may have cut the last line short: this one begins its own.
        await file.appendFile(`\n${line}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    read: async () => {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return ''
        throw error
      })
      return text.split('\n').filter((line) => line !== '')
    },
  }
}
