import type { Engine, EngineLimits } from '../port/engine.ts'
import type { Database } from '../state/database.ts'
import type { Random } from '../state/random-id.ts'

/** What the use cases stand on. */
export type World = {
  /** The collaboration file, absolute. */
  readonly file: string
  /** What paths in the file are relative to. */
  readonly folder: string
  /** Where the room keeps what it must remember. */
  readonly stateFolder: string
  readonly engine: () => Promise<Engine>
  readonly limits: (timeoutMs?: number) => EngineLimits
  readonly clock: () => Date
  readonly random: Random
  /** Opens the state, creating it at first use and settling what a dead process left open. */
  readonly state: () => Database
  /** The state, or nothing where this room never kept any. */
  readonly stateIfAny: () => Database | undefined
}
