import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerWorld } from '../../server-world.ts'
import { ownFolder } from './own-folder.ts'

/** What the files of an organisation may come to, where the operator does not say. */
export const usualQuotaBytes: number = 50 * 2 ** 30

/** Uploads that were not finished are named so; nothing else begins with a dot. */
export const uploadPrefix = '.upload-'

/** What an organisation holds while it uploads: what lies there, and what is on its way. */
type Account = { bytes: number; uploads: number }

/** One upload on its way. */
export type Upload = {
  /** Whether so many bytes more still fit; then they are counted. */
  readonly take: (bytes: number) => boolean
  /** Whether it still fits, now that it takes the place of so many bytes; then they are not counted any more. */
  readonly replace: (bytes: number) => boolean
  /** Ends it. What was not put in its place is not counted any more. */
  readonly end: () => void
}

/** What uploads are under way, by the folder that they go to; one process serves it. Nothing is kept of those that are over. */
const accounts = new Map<string, Promise<Account>>()

/**
 * Begins an upload. All that are under way at once are counted together, so that they fill no more than one would.
 * `replaced`: the bytes of the file that it would take the place of at this moment.
 */
export async function beginUpload(
  world: Pick<ServerWorld, 'dataFolder' | 'uploadQuotaBytes'>,
  organisation: string,
  replaced: number,
): Promise<Upload> {
  const folder = ownFolder(world, organisation)
  const opening = accounts.get(folder) ?? openAccount(folder)
  accounts.set(folder, opening)
  const account = await opening.catch((error) => {
    if (accounts.get(folder) === opening) accounts.delete(folder)
    throw error
  })
  account.uploads++
  const most = quotaOf(world) + replaced
  let own = 0
  let isKept = false
  return {
    take: (bytes) => {
      if (account.bytes + bytes > most) return false
      account.bytes += bytes
      own += bytes
      return true
    },
    // What lay there when it began may have gone with another upload: only once do its bytes make room.
    replace: (bytes) => {
      isKept = account.bytes - bytes <= quotaOf(world)
      if (isKept) account.bytes -= bytes
      return isKept
    },
    end: () => {
      if (!isKept) account.bytes -= own
      account.uploads--
      if (account.uploads === 0 && accounts.get(folder) === opening) accounts.delete(folder)
    },
  }
}

/** What the files of an organisation may come to together. */
export function quotaOf({ uploadQuotaBytes = usualQuotaBytes }: Pick<ServerWorld, 'uploadQuotaBytes'>): number {
  return uploadQuotaBytes
}

/** What the files of an organisation come to. */
export async function bytesOf(world: Pick<ServerWorld, 'dataFolder'>, organisation: string): Promise<number> {
  return sizeOf(ownFolder(world, organisation), async () => 0)
}

/** Nothing is under way: what is left of uploads is of a process that died, and goes. */
async function openAccount(folder: string): Promise<Account> {
  const bytes = await sizeOf(folder, async (path) => {
    await rm(path, { force: true })
    return 0
  })
  return { bytes, uploads: 0 }
}

/** Unfinished uploads, which lie in the outermost folder, count what is said of them. */
async function sizeOf(folder: string, unfinished: (path: string) => Promise<number>): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith(uploadPrefix)) bytes += await unfinished(path)
    else if (entry.isDirectory()) bytes += await sizeOf(path, unfinished)
    // It may be gone meanwhile.
    else if (entry.isFile()) bytes += (await lstat(path).catch(() => undefined))?.size ?? 0
  }
  return bytes
}
