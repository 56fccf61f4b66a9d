import { resolve } from 'node:path'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { Settings } from '../settings/settings.ts'
import { type Backup, writeBackup } from './backup.ts'
import { openStore } from './open-store.ts'
import { type RestoreFault, restoreBackup } from './restore.ts'

/** What a restore brought back, and of when. */
export type RestoreReport = { readonly rows: number; readonly at: string }

/** Where a server keeps everything that no setting says a place for. */
export const defaultFolder: string = 'glovebox-data'

/** Backs up the store of a server that does not run. */
export async function backUp(
  settings: Settings,
  path: string,
  how: { readonly at: string; readonly onRows?: (rows: number) => void },
): Promise<Result<Backup>> {
  const opened = await openStore(resolve(settings.folder ?? defaultFolder), settings)
  if (!opened.ok) return opened
  try {
    const about = { at: how.at, server: settings.name ?? settings.publicUrl ?? 'glovebox' }
    return accepted(await writeBackup(opened.value.store, path, about, how.onRows))
  } finally {
    await opened.value.close()
  }
}

/** Fills the empty store of a server that does not run from a backup. Its next start deletes again what was deleted since. */
export async function restore(
  settings: Settings,
  path: string,
  how: { readonly onRows?: (rows: number) => void } = {},
): Promise<Result<RestoreReport>> {
  const folder = resolve(settings.folder ?? defaultFolder)
  const opened = await openStore(folder, settings)
  if (!opened.ok) return opened
  const { store, close } = opened.value
  try {
    const restored = await restoreBackup(store, path, how.onRows)
    if (!restored.ok) return refused([diagnostic('BACKUP_UNUSABLE', { path, fault: restored.fault })])
    return accepted({ rows: restored.rows, at: restored.header.at })
  } finally {
    await close()
  }
}

export type { RestoreFault }
