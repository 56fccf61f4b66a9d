import { lstat, mkdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { ServerWorld } from '../../server-world.ts'

/** Where an organisation's files lie. */
export function ownFolder({ dataFolder }: Pick<ServerWorld, 'dataFolder'>, organisation: string): string {
  // Ids come from the database; this is what keeps a wrong one from being a path.
  if (!/^[a-z0-9_]{1,64}$/i.test(organisation)) throw new Error('an organisation without an id has no folder')
  return join(dataFolder, organisation)
}

/** Creates a folder inside of an organisation's own, through real folders only; false where something else is in the way. */
export async function makeFolder(root: string, segments: readonly string[]): Promise<boolean> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  let folder = root
  for (const segment of segments) {
    folder = join(folder, segment)
    await mkdir(folder, { mode: 0o700 }).catch(ignoreExisting)
    if (!(await lstat(folder)).isDirectory()) return false
  }
  return isInside(await realpath(root), await realpath(folder))
}

/** Whether a real path is the folder, or inside of it. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}
