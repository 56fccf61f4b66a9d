import type { TableAssociation } from '@glovebox/cleanroom'
import type { Result } from '@glovebox/diagnostics'
import type { LocalTable } from '@glovebox/source'
import type { Engine, EngineLimits } from '../port/engine.ts'
import type { Random } from '../state/random-id.ts'
import type { RunLock } from '../state/run-lock.ts'
import type { RoomState } from '../store/room-state.ts'
import type { ReadDocument } from './read-document.ts'

/** What the use cases of one collaboration's room stand on. */
export type World = {
  /** The collaboration as it stands at this moment; the very same object as long as its text is the same. */
  readonly document: () => Promise<ReadDocument>
  /** The files of a table's source; a refusal where there are none. */
  readonly findSource: (table: TableAssociation) => Promise<Result<LocalTable>>
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
