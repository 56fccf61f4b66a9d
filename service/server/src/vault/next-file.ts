import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder, writeFileDurably } from './write-file-durably.ts'

/** A small secret file of one account, whose next content lies beside it until it is put in place. */
export type NextFile = {
  /** Throws where other accounts may read it. */
  readonly read: () => string | undefined
  readonly readNext: () => string | undefined
  readonly writeNext: (text: string) => void
  /** At once, or not at all. What it held before is overwritten. */
  readonly putInPlace: () => void
  /** Overwrites what it holds and removes it. */
  readonly remove: () => void
}

/** The file at a path. */
export function nextFile(path: string): NextFile {
  const next = `${path}.next`
  return {
    read: () => readOwn(path),
    readNext: () => readOwn(next),
    writeNext: (text) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      writeFileDurably(next, Buffer.from(text))
    },
    putInPlace: () => {
      // Where a file that is open cannot be replaced, what it held is freed and not overwritten.
      const former = process.platform !== 'win32' && existsSync(path) ? openSync(path, 'r+') : undefined
      try {
        renameSync(next, path)
        syncFolder(dirname(path))
        if (former !== undefined) overwrite(former)
      } finally {
        if (former !== undefined) closeSync(former)
      }
    },
    remove: () => {
      if (!existsSync(path)) return
      const file = openSync(path, 'r+')
      try {
        overwrite(file)
      } finally {
        closeSync(file)
      }
      rmSync(path)
      syncFolder(dirname(path))
    },
  }
}

function overwrite(file: number): void {
  writeSync(file, Buffer.alloc(fstatSync(file).size))
  fsyncSync(file)
}

function readOwn(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const isShared = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0
  if (isShared) throw new Error(`${path} may be read by other accounts: take their rights away (chmod 600)`)
  return readFileSync(path, 'utf8')
}
