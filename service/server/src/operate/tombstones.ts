import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import type { Tombstones } from '../collaboration/collaboration-world.ts'

/** Deletions in a file beside the database: it only grows, and a backup of the database does not take it back. */
export function openTombstones(path: string): Tombstones {
  return {
    append: async (line) => {
      const file = await open(path, 'a', 0o600)
      try {
        await file.appendFile(`${line}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    read: async () => {
      if (!existsSync(path)) return []
      const text = await readFile(path, 'utf8')
      return text.split('\n').filter((line) => line !== '')
    },
  }
}
