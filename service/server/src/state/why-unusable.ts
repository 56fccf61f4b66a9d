/** The state was written by a version of glovebox that this one does not know. */
export class OtherVersion extends Error {}

/** Why a room's state cannot be opened, and what helps. */
export type Unusable = { readonly reason: string; readonly remedy: 'access' | 'space' | 'version' | 'backup' }

// SQLite's primary result codes.
const damaged: readonly number[] = [1, 11, 26]
/** A full disk is an I/O error where SQLite makes its shared memory. */
const full: readonly number[] = [10, 13]

/** Reads an error of the file system or of SQLite. */
export function whyUnusable(error: unknown): Unusable {
  if (!(error instanceof Error)) return { reason: String(error), remedy: 'access' }
  if (error instanceof OtherVersion) return { reason: 'another version of glovebox wrote it', remedy: 'version' }
  const result = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0
  if (damaged.includes(result)) return { reason: `it is damaged (${error.message})`, remedy: 'backup' }
  const isFull = full.includes(result) || ('code' in error && error.code === 'ENOSPC')
  return { reason: error.message, remedy: isFull ? 'space' : 'access' }
}
