import { duckdbAllowedFunctions } from '@glovebox/sql'
import type { Engine } from '../../port/engine.ts'
import { duckdbEngine } from './duckdb-engine.ts'
import { machineIsolation } from './machine-isolation.ts'
import { isLeftBehind, sweepRunFolders } from './run-folder.ts'
import { sweepMemoryGroups } from './sandbox/memory-group.ts'

/** What an operator chooses of the engine. */
export type DuckdbEngineOptions = {
  /** `best` (default): a sandbox where the machine allows it, and the report says so where it does not. */
  readonly isolation?: 'best' | 'sandbox-required'
  /** Where runs have their private folders; on disk, as large as what runs may spill. */
  readonly temporaryRoot: string
  /** Gets what only the data's owners may read: why runs failed. It may quote rows. */
  readonly onOwnerReport?: (text: string) => void
}

/** Opens DuckDB as an engine. Nothing runs until the first job, but the machine is asked for a sandbox right away. */
export function openDuckdbEngine(options: DuckdbEngineOptions): Engine {
  const isolation = machineIsolation(options.onOwnerReport)
  const swept = Promise.all([
    sweepRunFolders(options.temporaryRoot),
    isolation.then(({ memoryGroups: groups }) => groups && sweepMemoryGroups(groups, isLeftBehind)),
  ])
  return duckdbEngine({
    temporaryRoot: options.temporaryRoot,
    isolation: async () => {
      await swept
      return isolation
    },
    isSandboxRequired: options.isolation === 'sandbox-required',
    allowedFunctions: duckdbAllowedFunctions,
    ...(options.onOwnerReport === undefined ? {} : { onOwnerReport: options.onOwnerReport }),
  })
}
