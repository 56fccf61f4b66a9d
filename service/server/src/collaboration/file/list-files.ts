import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileList, FileView } from '@glovebox/api'
import type { ServerWorld } from '../../server-world.ts'
import { ownFolder } from './own-folder.ts'
import { bytesOf, quotaOf } from './quota.ts'

const mostFiles = 10_000

/** The files of an organisation; no links, nothing that begins with a dot. */
export async function listFiles(world: ServerWorld, organisation: string): Promise<FileList> {
  const items: FileView[] = []
  const isComplete = await walk(ownFolder(world, organisation), '', items)
  return { items, isComplete, usedBytes: await bytesOf(world, organisation), quotaBytes: quotaOf(world) }
}

async function walk(root: string, folder: string, items: FileView[]): Promise<boolean> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory() && !(await walk(root, path, items))) return false
    if (!entry.isFile()) continue
    if (items.length === mostFiles) return false
    // It may be gone meanwhile.
    const found = await stat(join(root, path)).catch(() => undefined)
    if (found !== undefined) items.push({ path, bytes: found.size, modifiedAt: found.mtime.toISOString() })
  }
  return true
}
