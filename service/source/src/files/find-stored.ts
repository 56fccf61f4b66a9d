import { failed, found } from '../bytes/outcome.ts'
import type { Storage, StoredFile } from '../port/storage.ts'
import type { SourceControl, Sourced } from '../port/table-source.ts'
import { formatOf } from './file-format.ts'
import { globPrefix, isGlob, matchesGlob } from './glob.ts'

/**
 * The files of a path: the one of that key, those that match it as a glob, or, where it ends with a slash, all below it
 * that are tables by their endings. Of the latter no name along the way begins with `_` or `.`, which stand for what
 * writers keep beside their tables.
 */
export async function findStored(
  storage: Storage,
  path: string,
  control: SourceControl,
): Promise<Sourced<readonly StoredFile[]>> {
  const listed = await listFor(storage, path, control)
  if (!listed.ok || listed.value.length > 0) return listed
  return failed('not-found', `\`${path}\`: there is no such file, or none that these credentials may see`)
}

async function listFor(
  storage: Storage,
  path: string,
  control: SourceControl,
): Promise<Sourced<readonly StoredFile[]>> {
  if (path === '' || path.endsWith('/')) {
    const listed = await storage.list(path, control)
    return listed.ok ? found(listed.value.filter(({ key }) => isTableFile(key.slice(path.length)))) : listed
  }
  // Addresses may have the signs of globs in them, and stand for themselves.
  if (!isGlob(path) || /^https?:/.test(path)) return openOne(storage, path, control)
  const listed = await storage.list(globPrefix(path), control)
  if (!listed.ok) return listed
  const literal = listed.value.filter(({ key }) => key === path)
  if (literal.length > 0) return found(literal)
  return found(listed.value.filter(({ key }) => !key.endsWith('/') && matchesGlob(path, key)))
}

/** Of one file the storage is asked for itself: whoever may read it need not be let list. */
async function openOne(
  storage: Storage,
  path: string,
  control: SourceControl,
): Promise<Sourced<readonly StoredFile[]>> {
  const opened = await storage.open(path, control)
  if (!opened.ok) return opened
  const { key, bytes, version } = opened.value
  return found([{ key, bytes, version }])
}

function isTableFile(path: string): boolean {
  return !path.split('/').some((name) => /^[_.]/.test(name)) && formatOf(path) !== undefined
}
