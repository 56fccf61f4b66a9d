import { type FileHandle, lstat, open, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { cancelled, failed, found, isStopped } from '../bytes/outcome.ts'
import type { RangedFile, Storage, StoredFile } from '../port/storage.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { fileStateOf } from './file-state.ts'
import { inKeyOrder } from './key-order.ts'
import { mostFiles } from './limits.ts'

/**
 * The files of a folder. Whatever leads out of it — `..`, an absolute path, a link — is not found, whether or not
 * something is there; neither are hidden files. Linked folders are not searched.
 */
export function localFolder(folder: string): Storage {
  return {
    list: async (prefix, control) => {
      if (leadsOut(prefix)) return found([])
      const root = await realRoot(folder)
      if (root === undefined) return found([])
      const files: StoredFile[] = []
      const start = prefix.slice(0, prefix.lastIndexOf('/') + 1)
      const listed = await walk(root, start, prefix, files, control)
      return listed.ok ? found(inKeyOrder(files)) : listed
    },
    open: async (key, _control, listed) => {
      const root = await realRoot(folder)
      const seen = root === undefined || leadsOut(key) ? undefined : await lookAt(root, key)
      if (seen === undefined) return failed('not-found', `\`${key}\`: there is no such file in this folder`)
      if (listed !== undefined && listed.version !== seen.version) return changed(key)
      return found(localFile(key, seen))
    },
  }
}

/** Looked at before the disk is, so that not even how long it takes tells of what lies elsewhere. */
function leadsOut(key: string): boolean {
  if (/^[/\\~]|^[a-z]:/i.test(key) || /[\\\0]/.test(key)) return true
  return key.split('/').some((segment) => segment.startsWith('.'))
}

async function realRoot(folder: string): Promise<string | undefined> {
  return realpath(folder).catch(() => undefined)
}

type Seen = { readonly path: string; readonly bytes: number; readonly version: string }

/** The file of a key, by its real path; undefined where that is not in the folder. */
async function lookAt(root: string, key: string): Promise<Seen | undefined> {
  try {
    const path = await realpath(join(root, key))
    const inside = relative(root, path)
    if (inside === '' || leadsOut(inside.split(sep).join('/'))) return undefined
    const state = await stat(path, { bigint: true })
    return state.isFile() ? { path, bytes: Number(state.size), version: fileStateOf(state) } : undefined
  } catch {
    return undefined
  }
}

async function walk(
  root: string,
  folder: string,
  prefix: string,
  files: StoredFile[],
  control: SourceControl,
): Promise<Sourced<void>> {
  if (isStopped(control)) return cancelled()
  if (!(await isOwnFolder(root, folder))) return found(undefined)
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const key = `${folder}${entry.name}`
    if (entry.name.startsWith('.') || entry.name.includes('\\')) continue
    if (entry.isDirectory()) {
      if (!`${key}/`.startsWith(prefix) && !prefix.startsWith(`${key}/`)) continue
      const walked = await walk(root, `${key}/`, prefix, files, control)
      if (!walked.ok) return walked
      continue
    }
    const seen = key.startsWith(prefix) ? await lookAt(root, key) : undefined
    if (seen === undefined) continue
    if (files.length === mostFiles) return failed('unsupported', `there are more than ${mostFiles} files here`)
    files.push({ key, bytes: seen.bytes, version: seen.version })
  }
  return found(undefined)
}

/** A prefix may name a folder through a link: that one is not searched either. */
async function isOwnFolder(root: string, folder: string): Promise<boolean> {
  let path = root
  for (const segment of folder.split('/').filter((name) => name !== '')) {
    path = join(path, segment)
    const state = await lstat(path).catch(() => undefined)
    if (state?.isDirectory() !== true) return false
  }
  return true
}

function localFile(key: string, { path, bytes, version }: Seen): RangedFile {
  return {
    key,
    path,
    bytes,
    version,
    read: async (from, to, control) => {
      if (isStopped(control)) return cancelled()
      if (!(from >= 0 && from <= to && to <= bytes))
        return failed('malformed', `\`${key}\`: a part of it is said to lie outside of it`)
      const file = await open(path, 'r').catch(() => undefined)
      if (file === undefined) return changed(key)
      try {
        if (fileStateOf(await file.stat({ bigint: true })) !== version) return changed(key)
        const read = await readAll(file, from, to)
        const isSame = fileStateOf(await file.stat({ bigint: true })) === version
        return read === undefined || !isSame ? changed(key) : found(read)
      } finally {
        await file.close()
      }
    },
  }
}

async function readAll(file: FileHandle, from: number, to: number): Promise<Uint8Array | undefined> {
  const bytes = Buffer.allocUnsafe(to - from)
  for (let taken = 0; taken < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, taken, bytes.length - taken, from + taken)
    if (bytesRead === 0) return undefined
    taken += bytesRead
  }
  return bytes
}

function changed(key: string): Sourced<never> {
  return failed('changed', `\`${key}\`: it is no longer the version that was looked at first`)
}
