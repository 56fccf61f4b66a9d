import { lstat, realpath, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ServerWorld } from '../../server-world.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { whyNoFilePath } from './file-path.ts'
import { isInside, ownFolder } from './own-folder.ts'

/** Deletes a file of an organisation. */
export async function deleteFile(world: ServerWorld, organisation: string, path: string): Promise<Outcome<undefined>> {
  const root = ownFolder(world, organisation)
  const target = join(root, ...path.split('/'))
  if (whyNoFilePath(path) !== undefined || !(await isOwnFile(root, target))) {
    return refused('NOT_FOUND', { reason: 'FILE_NOT_FOUND', detail: 'there is no such file in your folder' })
  }
  await unlink(target)
  return done(undefined)
}

async function isOwnFile(root: string, target: string): Promise<boolean> {
  const found = await lstat(target).catch(() => undefined)
  if (found?.isFile() !== true) return false
  return isInside(await realpath(root), await realpath(dirname(target)))
}
