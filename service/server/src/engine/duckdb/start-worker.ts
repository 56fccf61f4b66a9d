import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Addon } from './addon.ts'
import { linkFiles, type RunFolder } from './run-folder.ts'
import { bubblewrapArguments, inside } from './sandbox/bubblewrap.ts'
import type { Isolation } from './sandbox/isolation.ts'
import { membersOf } from './sandbox/memory-group.ts'
import { limited, type ResourceLimits } from './sandbox/resource-limits.ts'

/** A file of the run, and where a worker finds it below its data folder. */
export type StagedFile = { readonly path: string; readonly at: string }

/** What a worker is started with. */
export type WorkerStart = {
  readonly isolation: Isolation
  readonly addon: Addon
  readonly folder: RunFolder
  readonly files: readonly StagedFile[]
  readonly limits: ResourceLimits
  /** The module it starts with, in its code folder. */
  readonly entry: string
  /** The group whose memory is limited; absent where the machine has none. */
  readonly memoryGroup?: string
}

/** Where a worker finds its parts. */
export type WorkerPlaces = { readonly addon: string; readonly spillFolder: string; readonly dataFolder: string }

/** The places of a worker, which differ by how it is kept apart. */
export function workerPlaces(isolation: Isolation, addon: Addon, folder: RunFolder): WorkerPlaces {
  switch (isolation.level) {
    case 'sandbox':
      return {
        addon: join(inside.addonFolder, addon.file),
        spillFolder: inside.spillFolder,
        dataFolder: inside.dataFolder,
      }
    case 'process':
      return { addon: join(addon.folder, addon.file), spillFolder: folder.spill, dataFolder: folder.data }
  }
}

/** A running worker. Its task goes to `input`; its frames come from `frames`, its complaints from `complaints`. */
export type Worker = {
  readonly process: ChildProcess
  readonly input: Writable
  readonly frames: Readable
  readonly complaints: Readable
}

/** After the three that every process has and the worker's frames. */
const seccompDescriptor = 4

/** Starts a worker: the same program as this one, with nothing of its environment, in a process group of its own. */
export async function startWorker(start: WorkerStart): Promise<Worker> {
  const { isolation, addon, folder, files, limits, entry, memoryGroup } = start
  const members = memoryGroup === undefined ? undefined : membersOf(memoryGroup)
  // JavaScript needs little memory, as the rows are DuckDB's, but emitted SQL may be deep.
  const options = ['--max-old-space-size=256', '--stack-size=4000', '--no-warnings']
  const places = workerPlaces(isolation, addon, folder)
  const staged = files.map(({ path, at }) => ({ path, at: join(places.dataFolder, at) }))
  if (isolation.level === 'process') {
    await linkFiles(staged)
    const command = [process.execPath, ...options, join(folder.worker, entry)]
    return launch(limited(limits, command, members), folder.path, undefined)
  }
  const view = {
    libraries: isolation.libraries,
    node: process.execPath,
    addonFolder: addon.folder,
    workerFolder: folder.worker,
    spillFolder: folder.spill,
    files: staged,
  }
  const sandbox = [isolation.bubblewrap, ...bubblewrapArguments(view, seccompDescriptor)]
  const command = [...sandbox, inside.node, ...options, join(inside.workerFolder, entry)]
  return launch(limited(limits, command, members), folder.path, isolation.filter)
}

function launch(command: readonly string[], folder: string, filter: Buffer | undefined): Worker {
  const [program = '', ...rest] = command
  const child = spawn(program, rest, {
    cwd: folder,
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', ...(filter === undefined ? [] : (['pipe'] as const))],
  })
  const [input, , complaints, frames, seccomp] = child.stdio
  if (!isWritable(input) || !isReadable(complaints) || !isReadable(frames)) throw new Error('a worker has no pipes')
  // A worker that ends early closes its ends; what that means is seen from how it ended.
  for (const stream of [input, complaints, frames, seccomp]) stream?.on('error', () => {})
  if (isWritable(seccomp)) seccomp.end(filter)
  return { process: child, input, frames, complaints }
}

/** Ends a worker and all that it started, at once. */
export function endWorker({ process: child }: Worker): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

type Pipe = Readable | Writable | null | undefined

function isWritable(pipe: Pipe): pipe is Writable {
  return pipe !== null && pipe !== undefined && 'write' in pipe
}

function isReadable(pipe: Pipe): pipe is Readable {
  return pipe !== null && pipe !== undefined && 'read' in pipe
}
