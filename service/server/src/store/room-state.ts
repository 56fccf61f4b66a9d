import type { Db, Store } from './store.ts'
import type { Vault } from './vault.ts'

/** The state of one collaboration's room, or a transaction on it. Every row it reads or writes is that collaboration's. */
export type RoomState = {
  readonly store: Store
  readonly db: Db
  readonly collaboration: string
  /** Seals what must not be read in the database file or a backup of it. */
  readonly vault: Vault
  /** Whether `db` is a transaction already. */
  readonly isTransaction: boolean
}
