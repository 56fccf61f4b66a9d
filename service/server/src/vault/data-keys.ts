import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../state/random-id.ts'
import { KeyDestroyed } from '../store/vault.ts'
import { masterKeyLength } from './master-key.ts'
import { openBytes, sealBytes } from './sealed-text.ts'
import { aboutWrapped, graveEnding, vaultEnding } from './wrapped-file.ts'
import { syncFolder, writeDurably, writeFileDurably } from './write-file-durably.ts'

const keyLength = 32

/** The data keys of vaults, each in a file of its own, wrapped by the master key. */
export type DataKeys = {
  /** The key of a vault, made at first use; throws where it was destroyed. */
  readonly keyOf: (id: string) => Uint8Array
  readonly destroy: (id: string) => void
  readonly isDestroyed: (id: string) => boolean
  /** The vaults whose ids begin so and that have a key. */
  readonly idsUnder: (prefix: string) => readonly string[]
}

/**
 * Data keys in a folder beside the database, so that a copy of the database alone opens nothing, and a key that is
 * destroyed is gone from every backup of it.
 */
export function openDataKeys(folder: string, masterKey: Uint8Array, random: Random): DataKeys {
  if (masterKey.length !== masterKeyLength) throw new Error('a master key has 32 bytes')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const opened = new Map<string, Uint8Array>()
  return {
    keyOf: (id) => {
      const before = opened.get(id)
      if (before !== undefined) return before
      const path = join(folder, fileOf(id))
      if (existsSync(`${path}${graveEnding}`)) throw new KeyDestroyed(id)
      const key = existsSync(path) ? unwrap(masterKey, readFileSync(path), id) : Uint8Array.from(random(keyLength))
      // On disk before anything is sealed with it: what nobody can open again is lost.
      if (!existsSync(path)) writeFileDurably(path, sealBytes(masterKey, key, aboutWrapped(fileOf(id)), random))
      opened.set(id, key)
      return key
    },
    isDestroyed: (id) => existsSync(join(folder, `${fileOf(id)}${graveEnding}`)),
    idsUnder: (prefix) =>
      readdirSync(folder)
        .filter((name) => name.startsWith(prefix) && name.endsWith(vaultEnding))
        .map((name) => name.slice(0, -vaultEnding.length)),
    destroy: (id) => {
      const path = join(folder, fileOf(id))
      const grave = `${path}${graveEnding}`
      if (existsSync(grave) && !existsSync(path)) return
      // The grave first: whatever happens in between, no second key is ever made under this name.
      writeFileDurably(grave, Buffer.from('destroyed\n'))
      if (existsSync(path)) writeDurably(path, Buffer.alloc(statSync(path).size), 'r+')
      rmSync(path, { force: true })
      syncFolder(folder)
      opened.get(id)?.fill(0)
      opened.delete(id)
    },
  }
}

function unwrap(masterKey: Uint8Array, wrapped: Uint8Array, id: string): Uint8Array {
  try {
    return openBytes(masterKey, wrapped, aboutWrapped(fileOf(id)))
  } catch {
    throw new Error(`the key of ${id} is damaged, or was wrapped by another master key`)
  }
}

function fileOf(id: string): string {
  if (!/^[a-z0-9][a-z0-9_-]{0,63}(\.[a-z0-9][a-z0-9_-]{0,63})?$/.test(id)) throw new Error('that is no name of a vault')
  return `${id}${vaultEnding}`
}
