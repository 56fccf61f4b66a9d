import { basename, join } from 'node:path'
import { findAddon } from '../addon.ts'
import { makeRunFolder, type RunFolder, wipeRunFolder } from '../run-folder.ts'
import type { Isolation } from '../sandbox/isolation.ts'
import { makeMemoryGroup, removeMemoryGroup } from '../sandbox/memory-group.ts'
import { endWorker, type StagedFile, startWorker, type WorkerPlaces, workerPlaces } from '../start-worker.ts'
import { readCode, type WorkerCode, workerCode } from '../worker-code.ts'

// Starts an attacker exactly as workers are started, but for the module it begins with.

export type Attack = {
  readonly isolation: Isolation
  readonly root: string
  readonly entry: 'raw-sql.mjs' | 'raw-javascript.mjs' | 'raw-calls.mjs' | 'raw-greed.mjs'
  readonly files: readonly StagedFile[]
  readonly task: (places: WorkerPlaces, folder: RunFolder) => unknown
  readonly timeoutMs?: number
  /** The size that a file may have. */
  readonly fileMb?: number
}

/** Runs an attacker to its end and gives all that it reported. */
export async function attack<Outcome>({
  isolation,
  root,
  entry,
  files,
  task,
  timeoutMs = 20_000,
  fileMb = 64,
}: Attack): Promise<readonly Outcome[]> {
  const addon = findAddon()
  const folder = await makeRunFolder(root, await attackCode())
  const limits = { memoryMb: 512, cpuSeconds: 60, openFiles: 256, fileMb }
  const groups = isolation.memoryGroups
  const memoryGroup = groups && (await makeMemoryGroup(groups, basename(folder.path), 300))
  try {
    const more = memoryGroup === undefined ? {} : { memoryGroup }
    const worker = await startWorker({ isolation, addon, folder, files, limits, entry, ...more })
    const clock = setTimeout(() => endWorker(worker), timeoutMs)
    const gone = new Promise((resolve) => worker.process.on('close', resolve))
    const complaints: Buffer[] = []
    worker.complaints.on('data', (part: Buffer) => complaints.push(part))
    worker.input.end(`${JSON.stringify(task(workerPlaces(isolation, addon, folder), folder))}\n`)
    const told: Buffer[] = []
    worker.frames.on('data', (part: Buffer) => told.push(part))
    await gone
    clearTimeout(clock)
    const lines = Buffer.concat(told).toString('utf8').split('\n').slice(0, -1)
    if (lines.length === 0) throw new Error(`the attacker did not start: ${Buffer.concat(complaints)}`)
    return lines.map((line) => JSON.parse(line))
  } finally {
    if (memoryGroup !== undefined) await removeMemoryGroup(memoryGroup)
    await wipeRunFolder(folder)
  }
}

async function attackCode(): Promise<WorkerCode> {
  const attackers = [...(await readCode(new URL('./', import.meta.url)))].map(
    ([name, text]) => [name, text.replace(/'\.\.\/worker\/(.+)\.(?:ts|js)'/g, "'./$1.mjs'")] as const,
  )
  return new Map([...(await workerCode()), ...attackers])
}

/** Where an attacker finds an input. */
export function inputPath({ dataFolder }: WorkerPlaces, { at }: StagedFile): string {
  return join(dataFolder, at)
}
