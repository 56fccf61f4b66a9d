import { realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import type { LocalTable } from '@glovebox/source'
import type { SqlType, Value } from '@glovebox/sql'
import type {
  Engine,
  EngineControl,
  EngineDescription,
  EngineJob,
  EngineLimits,
  EngineOutcome,
} from '../../port/engine.ts'
import { changedFile, type FileState, fileStates } from '../../source/fingerprint.ts'
import { type Addon, findAddon } from './addon.ts'
import { decodeRows } from './decode-frames.ts'
import { describeTask, pathsOf, resultBytes, runTask, type Staging, stage, withPaths } from './make-task.ts'
import { makeRunFolder, prepareRoot, wipeRunFolder } from './run-folder.ts'
import { type Isolation, isolationReport } from './sandbox/isolation.ts'
import { makeMemoryGroup, removeMemoryGroup } from './sandbox/memory-group.ts'
import { groupMb } from './sandbox/resource-limits.ts'
import { startWorker, type WorkerPlaces, workerPlaces } from './start-worker.ts'
import { type Ending, supervise, type Watch } from './supervise.ts'
import type { WorkerTask } from './worker/wire.ts'
import { type WorkerCode, workerCode, workerEntry } from './worker-code.ts'

/** What an engine is made of. Tests choose more of it than operators may. */
export type DuckdbParts = {
  readonly temporaryRoot: string
  readonly isolation: () => Promise<Isolation>
  /** Whether a run must not go on with less than a sandbox. */
  readonly isSandboxRequired: boolean
  /** Function names as DuckDB's parser shows them. */
  readonly allowedFunctions: readonly string[]
  readonly onOwnerReport?: (text: string) => void
}

/** DuckDB behind the engine port: every run and every description is a process of its own, kept apart as well as can be. */
export function duckdbEngine(parts: DuckdbParts): Engine {
  return {
    name: 'duckdb',
    isolation: async () => (await parts.isolation()).level,
    run: (job, control) => run(parts, job, control),
    describe: (source, control) => describe(parts, source, control),
  }
}

async function run(parts: DuckdbParts, job: EngineJob, control: EngineControl): Promise<EngineOutcome> {
  const isolation = await parts.isolation()
  const report = isolationReport(isolation)
  const types = job.columns.map(({ type }) => type)
  const rows: (readonly Value[])[] = []
  const outcome = await inWorker(parts, isolation, {
    sources: job.tables.map(({ source }) => source),
    limits: job.limits,
    control,
    task: ({ sources }, places) => runTask(job, sources, places, parts.allowedFunctions),
    take: (cells) => takeRows(cells, types, rows, job.limits.resultRows),
  })
  if (outcome.kind === 'failed') return { status: 'failed', reason: outcome.reason, isolation: report }
  if (outcome.kind !== 'finished') return { status: outcome.kind, isolation: report }
  switch (outcome.frame.kind) {
    case 'done':
      return { status: 'ok', rows, isolation: report }
    case 'too-large':
      return { status: 'too-large', isolation: report }
    case 'failed':
      return { status: 'failed', reason: outcome.frame.reason, isolation: report }
    case 'described':
      return { status: 'failed', reason: 'the engine process answered something else', isolation: report }
  }
}

function takeRows(
  cells: Parameters<typeof decodeRows>[0],
  types: readonly SqlType[],
  rows: (readonly Value[])[],
  most: number,
): string | undefined {
  const decoded = decodeRows(cells, types)
  if (decoded === undefined) return 'the engine gave a value that is not of its column type'
  for (const row of decoded) rows.push(row)
  // The worker counts too, and says so in time.
  return rows.length > most ? 'the engine gave more rows than it was allowed' : undefined
}

/** Looking at a source takes what a small run takes. Its own clock is the caller's signal. */
const describeLimits: EngineLimits = {
  timeoutMs: 60 * 60 * 1000,
  memoryMb: 1024,
  threads: 2,
  temporaryMb: 1024,
  resultRows: 0,
}

async function describe(parts: DuckdbParts, source: LocalTable, control: EngineControl): Promise<EngineDescription> {
  const outcome = await inWorker(parts, await parts.isolation(), {
    sources: [source],
    limits: describeLimits,
    control,
    task: ({ sources }, places) => describeTask(sources, places, describeLimits),
    take: () => 'a description has no rows',
  })
  if (outcome.kind === 'failed') return { status: 'failed', reason: outcome.reason }
  if (outcome.kind !== 'finished') return { status: 'failed', reason: outcome.kind }
  const { frame } = outcome
  if (frame.kind === 'described') return { status: 'ok', columns: frame.columns, unread: frame.unread }
  return {
    status: 'failed',
    reason: frame.kind === 'failed' ? frame.reason : 'the engine process answered something else',
  }
}

/** What is said beside the result: a worker sends its last rows before it knows that they are too many. */
const frameSlack = 64 * 1024 * 1024

type Work = {
  readonly sources: readonly LocalTable[]
  readonly limits: EngineLimits
  readonly control: EngineControl
  readonly task: (staging: Staging, places: WorkerPlaces) => WorkerTask
  readonly take: (rows: Parameters<typeof decodeRows>[0]) => string | undefined
}

/** Does one task in a worker of its own. What a run can do wrong is an ending; anything thrown is a bug. */
async function inWorker(parts: DuckdbParts, isolation: Isolation, work: Work): Promise<Ending> {
  const { control } = work
  if (control.signal?.aborted === true) return { kind: 'cancelled' }
  if (parts.isSandboxRequired && isolation.level !== 'sandbox')
    return failed(parts, `runs are allowed in a sandbox only, and there is none: ${isolation.missing}`)
  const unsafe = await prepareRoot(parts.temporaryRoot).catch(String)
  if (unsafe !== undefined) return failed(parts, unsafe)
  const [addon, code] = [findAddon(), await workerCode()]
  const sources = await resolveFiles(work.sources)
  if (typeof sources === 'string') return failed(parts, sources)
  const staging = stage(sources)
  const before = pinnedStates(sources, await fileStates(staging.files.map(({ path }) => path)))
  const isOld = await changedFile(before)
  if (isOld !== undefined) return failed(parts, `the file ${isOld} changed before it was read`)
  const ending = await inFolder(parts, isolation, addon, code, staging, work).catch(systemFailure)
  if (ending.kind === 'failed') return failed(parts, ending.reason)
  if (ending.kind !== 'finished') return ending
  if (ending.frame.kind === 'failed') return failed(parts, ending.frame.reason)
  const changed = await changedFile(before)
  return changed === undefined ? ending : failed(parts, `the file ${changed} changed while it was read`)
}

async function inFolder(
  parts: DuckdbParts,
  isolation: Isolation,
  addon: Addon,
  code: WorkerCode,
  staging: Staging,
  { limits, control, task, take }: Work,
): Promise<Ending> {
  const folder = await makeRunFolder(parts.temporaryRoot, code)
  const groups = isolation.memoryGroups
  const memoryGroup = groups && (await makeMemoryGroup(groups, basename(folder.path), groupMb(limits)))
  try {
    const places = workerPlaces(isolation, addon, folder)
    const worker = await startWorker({
      isolation,
      addon,
      folder,
      files: staging.files,
      limits: {
        memoryMb: limits.memoryMb,
        cpuSeconds: Math.ceil((limits.timeoutMs / 1000) * limits.threads) + 10,
        openFiles: 256 + 2 * staging.files.length,
        fileMb: limits.temporaryMb,
      },
      entry: workerEntry,
      ...(memoryGroup === undefined ? {} : { memoryGroup }),
    })
    const watch: Watch = {
      timeoutMs: limits.timeoutMs,
      temporaryMb: limits.temporaryMb,
      mostBytes: resultBytes + frameSlack,
      ...(control.signal === undefined ? {} : { signal: control.signal }),
    }
    return await supervise(worker, task(staging, places), folder, watch, ({ rows }) => take(rows))
  } finally {
    if (memoryGroup !== undefined) await removeMemoryGroup(memoryGroup)
    await wipeRunFolder(folder)
  }
}

/** The files themselves, behind any links; a reason where one cannot be found. */
async function resolveFiles(sources: readonly LocalTable[]): Promise<readonly LocalTable[] | string> {
  const paths = [...new Set(sources.flatMap(({ files }) => files.flatMap(pathsOf)))]
  try {
    const real = new Map(await Promise.all(paths.map(async (path) => [path, await realpath(path)] as const)))
    const resolved = (path: string): string => real.get(path) ?? path
    return sources.map(({ format, files }) => ({ format, files: files.map((file) => withPaths(file, resolved)) }))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The states of files as they are, or as they were when their table was pinned. */
function pinnedStates(sources: readonly LocalTable[], now: readonly FileState[]): readonly FileState[] {
  const files = sources.flatMap((source) => source.files)
  const pinned = new Map(files.flatMap(({ path, state }) => (state === undefined ? [] : [[path, state]])))
  return now.map(({ path, state }) => ({ path, state: pinned.get(path) ?? state }))
}

/** A full disk or too many open files end a run; anything else that is thrown is a bug. */
function systemFailure(error: unknown): Ending {
  if (error instanceof Error && 'syscall' in error) return { kind: 'failed', reason: error.message }
  throw error
}

function failed({ onOwnerReport }: DuckdbParts, reason: string): Ending {
  onOwnerReport?.(reason)
  return { kind: 'failed', reason }
}
