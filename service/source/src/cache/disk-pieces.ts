import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PieceStore } from './piece-store.ts'

const ending = '.piece'
const nonceBytes = 12
const tagBytes = 16

/**
 * Keeps pieces in files of a folder of its own, each sealed by AES-256-GCM under a key that is only ever in this memory:
 * what is left on a disk opens nothing. Leftovers of a process that ended badly are swept first.
 */
export async function openDiskPieces(folder: string): Promise<PieceStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await sweep(folder)
  const key = randomBytes(32)
  const pathOf = (id: number): string => join(folder, `${id}${ending}`)
  return {
    keep: async (id, bytes) => {
      try {
        await writeFile(pathOf(id), seal(key, id, bytes), { flag: 'wx', mode: 0o600 })
        return true
      } catch {
        // A disk that is full, or gone, costs the cache and nothing else.
        await rm(pathOf(id), { force: true }).catch(() => undefined)
        return false
      }
    },
    find: async (id) => {
      try {
        return unseal(key, id, await readFile(pathOf(id)))
      } catch {
        return undefined
      }
    },
    drop: (id) => rm(pathOf(id), { force: true }),
    close: async () => {
      key.fill(0)
      await sweep(folder)
    },
  }
}

async function sweep(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending))
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })))
}

/** The piece's own number is sealed with it: one that was put in the place of another is none. */
function seal(key: Uint8Array, id: number, bytes: Uint8Array): readonly Uint8Array[] {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(String(id)))
  const sealed = cipher.update(bytes)
  cipher.final()
  return [nonce, cipher.getAuthTag(), sealed]
}

function unseal(key: Uint8Array, id: number, stored: Uint8Array): Uint8Array {
  const nonce = stored.subarray(0, nonceBytes)
  const tag = stored.subarray(nonceBytes, nonceBytes + tagBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(Buffer.from(String(id)))
    .setAuthTag(tag)
  const bytes = decipher.update(stored.subarray(nonceBytes + tagBytes))
  decipher.final()
  return bytes
}
