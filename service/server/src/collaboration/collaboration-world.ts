import type { WaitingItem } from '@glovebox/api'
import type { ServerWorld } from '../server-world.ts'
import type { Db } from '../store/store.ts'
import type { LifecycleHooks } from './hooks.ts'

/** What the life of collaborations stands on. */
export type CollaborationWorld = ServerWorld & {
  readonly hooks: LifecycleHooks
  /** What else waits for organisations: each gives what it knows of one. */
  readonly waiting: readonly ((db: Db, organisation: string) => Promise<readonly WaitingItem[]>)[]
  /** Deletions beside the database, which a restored backup of it is brought to. */
  readonly tombstones: Tombstones
}

/** Lines of text that only ever grow, on disk when the promise is fulfilled. */
export type Tombstones = {
  readonly append: (line: string) => Promise<void>
  readonly read: () => Promise<readonly string[]>
}

/** Who does something: an organisation, through one of its people or keys. */
export type Actor = { readonly organisation: string; readonly user?: string }
