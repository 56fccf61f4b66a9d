import type { Random } from '../state/random-id.ts'
import { savepoint } from './savepoint.ts'
import type { Db, Store } from './store.ts'
import type { Vault } from './vault.ts'

/** The state of one collaboration's room, or a transaction on it. Every row it reads or writes is that collaboration's. */
export type RoomState = {
  readonly store: Store
  readonly db: Db
  readonly collaboration: string
  /** Seals what must not be read in the database file or a backup of it. */
  readonly vault: Vault
  /** Makes the room's ids, keys and nonces. */
  readonly random: Random
  /** Who an owner is beyond this collaboration: one account's data is one data set wherever it is used. */
  readonly accountOf: (owner: string) => string
  /** The organisations whose data an answer is made of, and the one that asked: it is sealed with their keys. */
  readonly madeOf: (answer: { readonly tables: readonly string[]; readonly member: string }) => readonly string[]
  /** Whether `db` is a transaction already. */
  readonly isTransaction: boolean
}

/** The state of a collaboration's room, outside any transaction. */
export function roomState(
  store: Store,
  room: Pick<RoomState, 'collaboration' | 'vault' | 'random'> & Partial<Pick<RoomState, 'accountOf' | 'madeOf'>>,
): RoomState {
  return { accountOf: (owner) => owner, madeOf: () => [], ...room, store, db: store.db, isTransaction: false }
}

/**
 * Runs work in the order of the room's transactions: all of it is kept, on disk, when the promise is fulfilled, or
 * nothing. Inside a transaction of the caller it stands or falls with that one, and work that throws leaves nothing in it.
 * Work may be run again from its start, so it has no effect but on `tx`.
 */
export function inTransaction<T>(state: RoomState, work: (tx: RoomState) => Promise<T>): Promise<T> {
  if (state.isTransaction) return savepoint(state.db, () => work(state))
  return state.store.transaction(state.collaboration, (db) => work({ ...state, db, isTransaction: true }))
}

/** Runs work that only reads, on one unchanging picture of the room. */
export function inSnapshot<T>(state: RoomState, work: (picture: RoomState) => Promise<T>): Promise<T> {
  if (state.isTransaction) return work(state)
  return state.store.snapshot((db) => work({ ...state, db, isTransaction: true }))
}
