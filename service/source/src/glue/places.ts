import { unsupported } from '../lake/refused.ts'
import type { RangedFile, Storage } from '../port/storage.ts'
import type { Sourced } from '../port/table-source.ts'
import type { S3Address } from '../storage/s3/s3-address.ts'

/** Opens a bucket for what begins with a prefix. */
export type OpenBucket = (bucket: string, prefix: string) => Sourced<Storage>

const mostFolders = 1000

/** The fewest folders that all others lie in, the table's own first where any lies there. */
export function rootsOf(table: S3Address, folders: readonly S3Address[]): readonly S3Address[] {
  const roots: S3Address[] = []
  if (folders.some((folder) => liesIn(folder, table))) roots.push(table)
  const byLength = [...folders].sort((a, b) => a.key.length - b.key.length)
  for (const folder of byLength) if (!roots.some((root) => liesIn(folder, root))) roots.push(folder)
  if (roots.length > mostFolders)
    unsupported(`partitions of the table lie in more than ${mostFolders} folders outside of its own`)
  return roots
}

/** Whether a folder is another, or in it. */
export function liesIn(folder: S3Address, outer: S3Address): boolean {
  return folder.bucket === outer.bucket && folder.key.startsWith(outer.key)
}

/** Folders of buckets as one storage, whose keys are `bucket/key`. */
export function placesStorage(roots: readonly { readonly root: S3Address; readonly storage: Storage }[]): Storage {
  const inRoot = (path: string): { readonly storage: Storage; readonly bucket: string; readonly key: string } => {
    const found = roots.find(({ root }) => path.startsWith(`${root.bucket}/${root.key}`))
    if (found === undefined) throw new Error('a file of no folder of the table')
    const { bucket } = found.root
    return { storage: found.storage, bucket, key: path.slice(bucket.length + 1) }
  }
  const named = <F extends { readonly key: string }>(bucket: string, file: F): F => ({
    ...file,
    key: `${bucket}/${file.key}`,
  })
  return {
    list: async (prefix, control) => {
      const { storage, bucket, key } = inRoot(prefix)
      const listed = await storage.list(key, control)
      return listed.ok ? { ok: true, value: listed.value.map((file) => named(bucket, file)) } : listed
    },
    open: async (path, control, listed): Promise<Sourced<RangedFile>> => {
      const { storage, bucket, key } = inRoot(path)
      const opened = await storage.open(key, control, listed === undefined ? undefined : { ...listed, key })
      return opened.ok ? { ok: true, value: named(bucket, opened.value) } : opened
    },
  }
}
