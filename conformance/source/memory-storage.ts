import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { RangedFile, Sourced, Storage } from '@glovebox/source'

/** A place of files in memory, that counts what is read of it. */
export type MemoryStorage = Storage & { readonly opened: string[] }

const missing = { ok: false, failure: { kind: 'not-found', reason: 'there is no such file' } } as const

export function memoryStorage(files: ReadonlyMap<string, Uint8Array>): MemoryStorage {
  const opened: string[] = []
  const fileOf = (key: string, bytes: Uint8Array): RangedFile => ({
    key,
    bytes: bytes.length,
    version: '1',
    read: async (from, to) => ({ ok: true, value: bytes.slice(from, to) }),
  })
  return {
    opened,
    list: async (prefix) => ({
      ok: true,
      value: [...files]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, { length }]) => ({ key, bytes: length, version: '1' }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    }),
    open: async (key): Promise<Sourced<RangedFile>> => {
      opened.push(key)
      const bytes = files.get(key)
      return bytes === undefined ? missing : { ok: true, value: fileOf(key, bytes) }
    },
  }
}

/** The files of a folder, by their keys. */
export function filesOf(folder: string): Map<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [relative(folder, path), new Uint8Array(readFileSync(path))]
    }),
  )
}
