import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Random } from '../state/random-id.ts'

const length = 32

/** Reads a master key as settings hold it: 32 bytes in base64. */
export function parseMasterKey(text: string): Uint8Array {
  const trimmed = text.trim()
  const key = Buffer.from(trimmed, 'base64')
  if (key.length !== length || key.toString('base64') !== trimmed) throw new Error('a master key is 32 bytes in base64')
  return key
}

/**
 * The master key of a file, made at first use. Where keys lie beside a missing file it is lost or not mounted: a new
 * one would open none of them.
 */
export function openMasterKey(path: string, random: Random): Uint8Array {
  const folder = dirname(path)
  if (!existsSync(path)) {
    const wrapped = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.vault')) : []
    if (wrapped.length > 0) throw new Error(`${path} is missing, and there are keys that it wrapped`)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(path, `${Buffer.from(random(length)).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  }
  const isShared = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0
  if (isShared) throw new Error(`${path} may be read by other accounts: take their rights away (chmod 600)`)
  return parseMasterKey(readFileSync(path, 'utf8'))
}

/** Where the master key lies in a folder of keys. */
export function masterKeyPath(folder: string): string {
  return join(folder, 'master.key')
}
