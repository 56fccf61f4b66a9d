import { randomBytes } from 'node:crypto'
import { accessSync, constants, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Room } from '@glovebox/api'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import { engineLimits } from './limits.ts'
import { openLocalSources } from './local/local-sources.ts'
import { openTableLocally } from './local/open-table-locally.ts'
import { openLocalEngine, temporaryRoot } from './local/temporary-root.ts'
import { once } from './once.ts'
import type { Engine, EngineLimits } from './port/engine.ts'
import { makeFetchFolder } from './source/fetch-folder.ts'
import { localDocument } from './source/local-document.ts'
import type { Random } from './state/random-id.ts'
import { type RunLock, takeRunLock } from './state/run-lock.ts'
import { whyUnusable } from './state/why-unusable.ts'
import { type RoomState, roomState } from './store/room-state.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { hasDatabase } from './store/sqlite-file.ts'
import { plainVault } from './store/vault.ts'
import { readBudgets } from './usecase/budget.ts'
import { check } from './usecase/check.ts'
import { explain } from './usecase/explain.ts'
import { listMembers } from './usecase/members.ts'
import { beginPeriod } from './usecase/open-period.ts'
import { openReceipt } from './usecase/open-receipt.ts'
import { query } from './usecase/query.ts'
import { readLog } from './usecase/read-log.ts'
import { findReceipt } from './usecase/read-receipt.ts'
import { settleInterruptedRuns } from './usecase/settle-run.ts'
import { validate } from './usecase/validate.ts'
import { verifyAuditLog } from './usecase/verify-log.ts'
import { versionMemory } from './usecase/version-memory.ts'
import type { World } from './usecase/world.ts'

/** What a local room is opened with; only the file is not optional outside tests. */
export type LocalRoomOptions = {
  /** The collaboration file. The room's state lies beside it in `.glovebox/`. */
  readonly file: string
  /** Absent: DuckDB in a process of its own per run. */
  readonly engine?: Engine
  readonly limits?: (timeoutMs?: number) => EngineLimits
  readonly clock?: () => Date
  readonly random?: Random
  /** False: a room that never kept state is read without beginning to. */
  readonly createsState?: boolean
}

/**
 * Opens a whole clean room in this process, for rehearsal by whoever holds all the files: whom it speaks for is not a
 * security boundary. Refused where the file cannot be read or the state not be kept; a file with mistakes opens, and
 * every verb says what they are.
 */
export async function openLocalRoom(options: LocalRoomOptions): Promise<Result<Room>> {
  const file = resolve(options.file)
  const unreadable = reasonUnreadable(file)
  if (unreadable !== undefined)
    return refused([diagnostic('FILE_UNREADABLE', { path: options.file, reason: unreadable })])
  const random = options.random ?? ((bytes) => randomBytes(bytes))
  const clock = options.clock ?? (() => new Date())
  const folder = dirname(file)
  const stateFolder = join(folder, '.glovebox')
  let state: Promise<RoomState> | undefined
  const open = (): Promise<RoomState> => {
    state ??= openState(stateFolder, random)
    return state
  }
  const runLock = (run: string): RunLock | undefined => takeRunLock(stateFolder, run)
  try {
    if (options.createsState !== false || hasDatabase(stateFolder))
      await settleInterruptedRuns({ clock, runLock }, await open())
  } catch (error) {
    return refused([diagnostic('STATE_UNUSABLE', { path: stateFolder, ...whyUnusable(error) })])
  }
  const sources = openLocalSources({ folder, stateFolder })
  const world: World = {
    document: localDocument(file),
    openSource: (table) => openTableLocally(sources, folder, table),
    speaksToOwners: true,
    versions: versionMemory(clock),
    fetchFolder: () => makeFetchFolder(temporaryRoot(stateFolder)),
    engine: once(async () => options.engine ?? (await openLocalEngine(stateFolder))),
    limits: options.limits ?? engineLimits,
    clock,
    random,
    state: open,
    stateIfAny: async () => (state !== undefined || hasDatabase(stateFolder) ? open() : undefined),
    runLock,
  }
  const close = async (): Promise<void> => {
    await sources.close()
    await (await state)?.store.close()
  }
  return accepted(roomOf(world, close))
}

/** The collaboration of a state that is beside its file: it has no other. */
const onlyCollaboration = 'local'

async function openState(folder: string, random: Random): Promise<RoomState> {
  const store = await openSqliteStore(folder)
  return roomState(store, { collaboration: onlyCollaboration, vault: plainVault, random })
}

function roomOf(world: World, close: () => Promise<void>): Room {
  return {
    validate: (options) => validate(world, options),
    check: (ask) => check(world, ask),
    explain: (ask) => explain(world, ask),
    query: (ask, options) => query(world, ask, options),
    log: (options) => readLog(world, options),
    verifyLog: (options) => verifyAuditLog(world, options),
    receipt: (id) => findReceipt(world, id),
    opening: (options) => openReceipt(world, options),
    budget: (options) => readBudgets(world, options),
    openPeriod: (options) => beginPeriod(world, options),
    members: () => listMembers(world),
    close,
  }
}

function reasonUnreadable(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK)
    return statSync(file).isDirectory() ? 'it is a folder' : undefined
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return isMissing ? 'there is no such file' : 'this account may not read it'
  }
}
