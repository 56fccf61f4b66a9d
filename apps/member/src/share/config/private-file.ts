import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'

/** The text of a file; nothing where there is none. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Writes a file that only this account may read, whole or not at all. */
export function writePrivateFile(path: string, text: string): void {
  const part = `${path}.${process.pid}.part`
  writeFileSync(part, text, { mode: 0o600 })
  renameSync(part, path)
}

/** Reads a file anew only when it is another one than before. */
export function whenChanged<T>(path: string, read: (text: string | undefined) => T): () => T {
  let known: { readonly state: string; readonly value: T } | undefined
  return () => {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
    const state = stat === undefined ? 'none' : `${stat.ino}-${stat.size}-${stat.mtimeNs}-${stat.ctimeNs}`
    if (known?.state !== state) known = { state, value: read(readTextFile(path)) }
    return known.value
  }
}
