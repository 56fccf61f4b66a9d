import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../state/random-id.ts'
import { KeyDestroyed } from '../store/vault.ts'
import { openBytes, sealBytes } from './sealed-text.ts'

const keyLength = 32
const ending = '.vault'

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
  if (masterKey.length !== keyLength) throw new Error('a master key has 32 bytes')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const opened = new Map<string, Uint8Array>()
  return {
    keyOf: (id) => {
      const before = opened.get(id)
      if (before !== undefined) return before
      const path = pathOf(folder, id)
      if (existsSync(gravePath(folder, id))) throw new KeyDestroyed(id)
      const key = existsSync(path)
        ? unwrap(masterKey, readFileSync(path), id)
        : wrapNew(folder, path, masterKey, id, random)
      opened.set(id, key)
      return key
    },
    isDestroyed: (id) => existsSync(gravePath(folder, id)),
    idsUnder: (prefix) =>
      readdirSync(folder)
        .filter((name) => name.startsWith(prefix) && name.endsWith(ending))
        .map((name) => name.slice(0, -ending.length)),
    destroy: (id) => {
      if (existsSync(gravePath(folder, id)) && !existsSync(pathOf(folder, id))) return
      // The grave first: whatever happens in between, no second key is ever made under this name.
      writeDurably(folder, gravePath(folder, id), Buffer.from('destroyed\n'), 'w')
      const path = pathOf(folder, id)
      if (existsSync(path)) writeDurably(folder, path, Buffer.alloc(readFileSync(path).length), 'r+')
      rmSync(path, { force: true })
      syncFolder(folder)
      opened.get(id)?.fill(0)
      opened.delete(id)
    },
  }
}

function wrapNew(folder: string, path: string, masterKey: Uint8Array, id: string, random: Random): Uint8Array {
  const key = Uint8Array.from(random(keyLength))
  // On disk before anything is sealed with it: what nobody can open again is lost.
  writeDurably(folder, path, sealBytes(masterKey, key, aboutKey(id), random), 'wx')
  return key
}

function unwrap(masterKey: Uint8Array, wrapped: Uint8Array, id: string): Uint8Array {
  try {
    return openBytes(masterKey, wrapped, aboutKey(id))
  } catch {
    throw new Error(`the key of ${id} is damaged, or was wrapped by another master key`)
  }
}

function aboutKey(id: string): string {
  return `glovebox vault key of ${id}`
}

function pathOf(folder: string, id: string): string {
  if (!/^[a-z0-9][a-z0-9_-]{0,63}(\.[a-z0-9][a-z0-9_-]{0,63})?$/.test(id)) throw new Error('that is no name of a vault')
  return join(folder, `${id}${ending}`)
}

function gravePath(folder: string, id: string): string {
  return `${pathOf(folder, id)}.destroyed`
}

function writeDurably(folder: string, path: string, bytes: Uint8Array, flag: 'w' | 'wx' | 'r+'): void {
  const file = openSync(path, flag, 0o600)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  syncFolder(folder)
}

/** A new or removed name is on disk when its folder is; where folders cannot be synced, there is nothing to do. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
