import { lstatSync, renameSync } from 'node:fs'
import { lstat, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileView, mostFileBytes } from '@glovebox/api'
import type { ServerWorld } from '../../server-world.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { whyNoFilePath } from './file-path.ts'
import { makeFolder, ownFolder } from './own-folder.ts'
import { beginUpload, quotaOf, type Upload, uploadPrefix } from './quota.ts'

/**
 * Keeps an upload as a file of its organisation: all of it or none, in one step, so that a run that begins meanwhile
 * reads the old file or the new one.
 */
export async function putFile(
  world: ServerWorld,
  organisation: string,
  path: string,
  content: ReadableStream<Uint8Array>,
  maxBytes: number = mostFileBytes,
): Promise<Outcome<FileView>> {
  const reason = whyNoFilePath(path)
  if (reason !== undefined) return refusedPath(reason)
  const root = ownFolder(world, organisation)
  const segments = path.split('/')
  if (!(await makeFolder(root, segments.slice(0, -1)).catch(notAFolder))) return inTheWay
  const target = join(root, ...segments)
  const before = await lstat(target).catch(() => undefined)
  if (before !== undefined && !before.isFile()) return inTheWay
  const upload = await beginUpload(world, organisation, before?.size ?? 0)
  const temporary = join(root, `${uploadPrefix}${Buffer.from(world.random(12)).toString('hex')}`)
  try {
    const written = await write(temporary, content, maxBytes, upload)
    if (written === 'too-large') return refused('BODY_TOO_LARGE', { help: `at most ${maxBytes} bytes` })
    if (written === 'no-room') return noRoom(quotaOf(world))
    if (!putInPlace(temporary, target, upload)) return noRoom(quotaOf(world))
  } finally {
    await rm(temporary, { force: true })
    upload.end()
  }
  const { size, mtime } = await stat(target)
  return done({ path, bytes: size, modifiedAt: mtime.toISOString() })
}

// Nothing comes between the look at what goes and its going.
function putInPlace(temporary: string, target: string, upload: Upload): boolean {
  if (!upload.replace(lstatSync(target, { throwIfNoEntry: false })?.size ?? 0)) return false
  renameSync(temporary, target)
  return true
}

/** Writes a new file to the disk, as long as there is not more than may be. */
async function write(
  path: string,
  content: ReadableStream<Uint8Array>,
  maxBytes: number,
  upload: Upload,
): Promise<'whole' | 'too-large' | 'no-room'> {
  const file = await open(path, 'wx', 0o600)
  try {
    let bytes = 0
    for await (const chunk of content) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) return 'too-large'
      if (!upload.take(chunk.byteLength)) return 'no-room'
      await file.writeFile(chunk)
    }
    await file.sync()
    return 'whole'
  } finally {
    await file.close()
  }
}

/** A path that no file may have. */
export function refusedPath(reason: string): Refused {
  return refused('REFUSED', {
    reason: 'FILE_NAME',
    detail: `this cannot be the name of a file: ${reason}`,
    help: 'such as `sales/2026-01.csv`; a slash is written as %2F',
  })
}

function noRoom(quota: number): Refused {
  return refused('CONFLICT', {
    reason: 'UPLOAD_QUOTA',
    detail: `your organisation's files would come to more than ${quota} bytes together`,
    help: 'delete files that no table names, or ask the operator for more (`limits.uploadQuotaMb`)',
  })
}

const inTheWay = refused('CONFLICT', {
  reason: 'FILE_IN_THE_WAY',
  detail: 'something that is no file or folder of yours stands there',
  help: 'take another name',
})

function notAFolder(error: unknown): false {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOTDIR' || error.code === 'ELOOP')) return false
  throw error
}
