import { realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { Source } from '@glovebox/cleanroom'
import { type Author, accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { LocalTable } from '@glovebox/source'
import type { ServerWorld } from '../../server-world.ts'
import { findFiles } from '../../source/find-files.ts'
import { isInside, ownFolder } from './own-folder.ts'

/**
 * The files of a source, of those that lie in its owner's folder. Whatever leads out of it — `..`, an absolute path, a
 * link — is not found, whether or not something is there.
 */
export function findOwnSource(
  world: Pick<ServerWorld, 'dataFolder'>,
  organisation: string,
  source: Source,
  author: Author = {},
): Result<LocalTable> {
  const files = source.kind === 'file' ? ownFiles(ownFolder(world, organisation), source.path) : []
  if (source.kind === 'file' && files.length > 0)
    return accepted({ format: source.format, files: files.map((path) => ({ path })) })
  return refused([diagnostic('SOURCE_NOT_FOUND', { path: source.path }, source.at, author)])
}

function ownFiles(folder: string, path: string): readonly string[] {
  if (leadsOut(path)) return []
  try {
    const root = realpathSync.native(folder)
    const real = findFiles(root, path).map((file) => realpathSync.native(file))
    return real.every((file) => isInside(root, file) && !isHidden(relative(root, file))) ? [...new Set(real)] : []
  } catch {
    return []
  }
}

/** Looked at before the disk is, so that not even how long it takes tells of what lies elsewhere. */
function leadsOut(path: string): boolean {
  return /^[/\\~]|^[a-z]:/i.test(path) || /[\\{}]/.test(path) || path.split('/').includes('..')
}

function isHidden(path: string): boolean {
  return path.split(sep).some((segment) => segment.startsWith('.'))
}
