import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file that only this account may read: whole or not at all, and on disk when it returns. */
export function writeFileDurably(path: string, bytes: Uint8Array): void {
  const part = `${path}.part`
  writeDurably(part, bytes, 'w')
  renameSync(part, path)
  syncFolder(dirname(path))
}

/** Writes into a file that only this account may read, in place with `r+`, and on disk when it returns. */
export function writeDurably(path: string, bytes: Uint8Array, flag: 'w' | 'r+'): void {
  const file = openSync(path, flag, 0o600)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** A new or removed name is on disk when its folder is; where folders cannot be synced, there is nothing to do. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
