import { glob, open, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { RangedFile, Sourced, StoredFile } from '@glovebox/source'
import type { TableFiles } from './table-files.ts'

/** The Parquet files of this machine that a path, a folder or a pattern names. Keys are paths below `base`. */
export function localFiles(base: string, written: string): TableFiles {
  const placeOf = (key: string): string => (isAbsolute(key) ? key : resolve(base, key))
  return {
    list: async () => {
      const files: StoredFile[] = []
      for (const path of await pathsOf(base, written)) {
        const state = await stateOf(placeOf(path))
        if (state !== undefined) files.push({ key: path, bytes: state.bytes, version: state.version })
      }
      files.sort((a, b) => (a.key < b.key ? -1 : 1))
      return { ok: true, value: files }
    },
    open: (key) => openLocal(key, placeOf(key)),
  }
}

async function pathsOf(base: string, written: string): Promise<readonly string[]> {
  const place = resolve(base, written)
  const found = await stat(place).catch(() => undefined)
  if (found?.isFile() === true) return [written]
  const pattern = found?.isDirectory() === true ? join(place, '**', '*.parquet') : place
  const paths: string[] = []
  for await (const path of glob(pattern)) {
    const below = relative(base, path)
    // Files and folders that begin so are notes of whoever wrote the table, and no part of it.
    const isHidden = relative(place.replace(/[*?[{].*$/s, ''), path)
      .split(/[\\/]/)
      .some((part) => /^[._]/.test(part) && !part.includes('='))
    if (!isHidden || found === undefined) paths.push(below.startsWith('..') ? path : below.replaceAll('\\', '/'))
  }
  return paths
}

async function stateOf(path: string): Promise<{ readonly bytes: number; readonly version: string } | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  if (found === undefined || !found.isFile()) return undefined
  const { size, mtimeNs, ctimeNs, ino } = found
  return { bytes: Number(size), version: `${size}-${mtimeNs}-${ctimeNs}-${ino}` }
}

async function openLocal(key: string, path: string): Promise<Sourced<RangedFile>> {
  const state = await stateOf(path)
  if (state === undefined)
    return { ok: false, failure: { kind: 'not-found', reason: `${key} is not there, or is no file` } }
  const changed = { kind: 'changed', reason: `${key} changed while it was read` } as const
  return {
    ok: true,
    value: {
      key,
      path,
      ...state,
      read: async (from, to) => {
        const bytes = new Uint8Array(to - from)
        const handle = await open(path).catch(() => undefined)
        if (handle === undefined) return { ok: false, failure: changed }
        try {
          let at = 0
          for (let more = 1; at < bytes.length && more > 0; at += more)
            more = (await handle.read(bytes, at, bytes.length - at, from + at)).bytesRead
          // Looked at after reading: what changes later was not read.
          const now = await stateOf(path)
          if (at < bytes.length || now?.version !== state.version) return { ok: false, failure: changed }
          return { ok: true, value: bytes }
        } finally {
          await handle.close()
        }
      },
    },
  }
}
