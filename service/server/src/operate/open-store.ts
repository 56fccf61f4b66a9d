import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { Settings } from '../settings/settings.ts'
import { whyUnusable } from '../state/why-unusable.ts'
import { type InstanceLock, takeDatabaseLock, takeFolderLock } from '../store/instance-lock.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'

/** A store that this process alone serves. */
export type OwnStore = {
  readonly store: Store
  /** Fulfilled where another process holds, or may hold, the database: this one must stop. */
  readonly lost: Promise<string>
  readonly close: () => Promise<void>
}

/** Opens the store that settings name, for this process alone; a refusal says why it cannot be had. */
export async function openStore(folder: string, { database, name = 'glovebox' }: Settings): Promise<Result<OwnStore>> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    return refused([diagnostic('STATE_UNUSABLE', { path: folder, ...whyUnusable(error) })])
  }
  const folderLock = takeFolderLock(folder)
  if (folderLock === undefined) return refused([diagnostic('SERVER_RUNNING', { place: folder })])
  const opened = database === undefined ? await openFolder(folder) : await openDatabase(database, name)
  if (!opened.ok) await folderLock.release()
  if (!opened.ok) return opened
  const { store, lock } = opened.value
  return accepted({
    store,
    lost: lock?.lost ?? folderLock.lost,
    close: async () => {
      await store.close()
      await lock?.release()
      await folderLock.release()
    },
  })
}

type Opened = Result<{ readonly store: Store; readonly lock?: InstanceLock }>

async function openFolder(folder: string): Promise<Opened> {
  try {
    return accepted({ store: await openSqliteStore(join(folder, 'state')) })
  } catch (error) {
    return refused([diagnostic('STATE_UNUSABLE', { path: folder, ...whyUnusable(error) })])
  }
}

async function openDatabase(database: NonNullable<Settings['database']>, name: string): Promise<Opened> {
  const { url: connectionString, poolSize } = database
  const place = placeOf(connectionString)
  let lock: InstanceLock | undefined
  try {
    lock = await takeDatabaseLock(connectionString, name)
    if (lock === undefined) return refused([diagnostic('SERVER_RUNNING', { place })])
    const store = await openPostgresStore({ connectionString, ...(poolSize === undefined ? {} : { poolSize }) })
    return accepted({ store, lock })
  } catch (error) {
    await lock?.release()
    const unusable = whyUnusable(error)
    return unusable.remedy === 'version'
      ? refused([diagnostic('STATE_UNUSABLE', { path: place, ...unusable })])
      : refused([diagnostic('SERVER_DATABASE_UNREACHABLE', { place })])
  }
}

/** Where a database is, without user and password. */
export function placeOf(connectionString: string): string {
  if (!URL.canParse(connectionString)) return 'the database'
  const { host, pathname } = new URL(connectionString)
  return `${host}${pathname}`
}
