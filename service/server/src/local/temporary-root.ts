import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../port/engine.ts'
import { hasDatabase } from '../store/sqlite-file.ts'

/** Loaded when the first run needs it: most commands never do. Runs spill where the state is, not where room is scarce. */
export async function openLocalEngine(stateFolder: string): Promise<Engine> {
  const { openDuckdbEngine } = await import('../engine/duckdb/open-duckdb-engine.ts')
  return openDuckdbEngine({ temporaryRoot: temporaryRoot(stateFolder) })
}

/** Where runs of a room beside its file have their folders. */
export function temporaryRoot(stateFolder: string): string {
  return hasDatabase(stateFolder) ? join(stateFolder, 'tmp') : join(tmpdir(), 'glovebox')
}
