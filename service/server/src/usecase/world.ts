import type { TableAssociation } from '@glovebox/cleanroom'
import type { Result } from '@glovebox/diagnostics'
import type { TableSource } from '@glovebox/source'
import type { Engine, EngineLimits } from '../port/engine.ts'
import type { FetchFolder } from '../source/fetch-folder.ts'
import type { Random } from '../state/random-id.ts'
import type { RunLock } from '../state/run-lock.ts'
import type { RoomState } from '../store/room-state.ts'
import type { ReadDocument } from './read-document.ts'
import type { VersionMemory } from './version-memory.ts'

/** What the use cases of one collaboration's room stand on. */
export type World = {
  /** The collaboration as it stands at this moment; the very same object as long as its text is the same. */
  readonly document: () => Promise<ReadDocument>
  /** Where a table's rows are; a refusal where that is nowhere. */
  readonly openSource: (table: TableAssociation) => Promise<Result<TableSource>>
  /** What tables were last seen to be. */
  readonly versions: VersionMemory
  /** A folder for what sources bring; made where something is brought. */
  readonly fetchFolder: () => Promise<FetchFolder>
  /** Hears why a table's source gave nothing: for the table's owner and nobody else. */
  readonly onOwnerReport?: (table: TableAssociation, reason: string) => void
  /** Whether whoever asks holds all the files, and is told why a source gives nothing. */
  readonly speaksToOwners?: true
  readonly engine: () => Promise<Engine>
  readonly limits: (timeoutMs?: number) => EngineLimits
  readonly clock: () => Date
  readonly random: Random
  /** Opens the state, creating it at first use. */
  readonly state: () => Promise<RoomState>
  /** The state, or nothing where this room never kept any. */
  readonly stateIfAny: () => Promise<RoomState | undefined>
  /** Takes what is held while a run is alive, so that the dead are told from the living; nothing where it is held. */
  readonly runLock: (run: string) => RunLock | undefined
}
