import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { lstat, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkerCode } from './worker-code.ts'

// One private folder per run, wiped with it. Its name says whose it is, so that what a killed server left behind can be
// told from what another server is using.

/** The folder of one run, and the folders in it. */
export type RunFolder = {
  readonly path: string
  readonly worker: string
  readonly spill: string
  readonly data: string
}

const prefix = 'glovebox-run'
/** No run lasts a day: what is older was left behind, whoever made it. */
const leftBehindAfterMs = 24 * 60 * 60 * 1000

/** Makes the folder that runs have theirs in; a reason where it is not safe, as whoever owns it could put code there. */
export async function prepareRoot(root: string): Promise<string | undefined> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const found = await lstat(root)
  if (!found.isDirectory()) return `${root} is not a folder`
  if (process.getuid !== undefined && found.uid !== process.getuid()) return `${root} belongs to another account`
  return (found.mode & 0o002) === 0 ? undefined : `${root} can be written by every account`
}

/** Makes a folder that goes with this process, at the latest. */
export async function makePrivateFolder(root: string): Promise<string> {
  const path = join(root, `${prefix}-${self()}-${randomBytes(9).toString('hex')}`)
  await mkdir(path, { mode: 0o700 })
  keepInMind(path)
  return path
}

/** Makes the folder of a run, with the worker's code in it. */
export async function makeRunFolder(root: string, code: WorkerCode): Promise<RunFolder> {
  const path = await makePrivateFolder(root)
  const folder = { path, worker: join(path, 'worker'), spill: join(path, 'spill'), data: join(path, 'data') }
  await Promise.all([folder.worker, folder.spill, folder.data].map((inner) => mkdir(inner, { mode: 0o700 })))
  await Promise.all([...code].map(([name, text]) => writeFile(join(folder.worker, name), text, { mode: 0o600 })))
  return folder
}

/** Puts the run's files where the worker looks for them, as links. */
export async function linkFiles(files: readonly { readonly path: string; readonly at: string }[]): Promise<void> {
  await Promise.all(files.map(({ path, at }) => symlink(path, at)))
}

/** Removes the folder of a run. */
export async function wipeRunFolder({ path }: RunFolder): Promise<void> {
  await wipeFolder(path)
}

/** Removes a private folder. */
export async function wipeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 })
  live.delete(path)
}

/** The bytes that a run has put on disk. */
export function spilledBytes({ spill }: RunFolder): Promise<number> {
  return bytesIn(spill)
}

/** The bytes that the files of a folder take on disk. */
export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    // Files come and go while we look; sparse ones hold less than their length.
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined)
    bytes += (found?.blocks ?? 0) * 512
  }
  return bytes
}

/** Removes what servers that are gone have left behind. */
export async function sweepRunFolders(root: string): Promise<void> {
  const names = await readdir(root).catch(() => [])
  await Promise.all(
    names
      .filter((name) => name.startsWith(`${prefix}-`))
      .map(async (name) => {
        const path = join(root, name)
        const found = await stat(path).catch(() => undefined)
        if (found === undefined || live.has(path)) return
        if (!isOwnerGone(name) && Date.now() - found.mtimeMs < leftBehindAfterMs) return
        await rm(path, { recursive: true, force: true }).catch(() => {})
      }),
  )
}

const live = new Set<string>()
let isExitWatched = false

/** A server that ends in the middle of a run still takes the run's folder with it. */
function keepInMind(path: string): void {
  live.add(path)
  if (!isExitWatched) process.on('exit', wipeLive)
  isExitWatched = true
}

function wipeLive(): void {
  for (const path of live) rmSync(path, { recursive: true, force: true })
}

/** Who we are: the namespace that process ids count in, ours in it, and since when, as ids are given out again. */
function self(): string {
  return `${processNamespace()}-${process.pid}-${startOf(process.pid) ?? 0}`
}

/** Whether something has the name of a run's folder, and the server that gave it is gone. */
export function isLeftBehind(name: string): boolean {
  return name.startsWith(`${prefix}-`) && isOwnerGone(name)
}

function isOwnerGone(name: string): boolean {
  const [, , namespace, id, start] = name.split('-')
  // Another container's processes cannot be seen from here.
  if (namespace === undefined || namespace !== processNamespace()) return false
  return existsSync('/proc/self') ? startOf(Number(id)) !== start : !isAlive(Number(id))
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')
  } catch {
    return '0'
  }
}

/** When a process started, in the kernel's ticks; undefined where there is none, or only its remains. */
function startOf(id: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
    // The program's name, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
