import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Where statements are made and run: the store itself, or a transaction on it. */
export type Db = Kysely<Tables>

/**
 * The memory of rooms and of the server: one schema on SQLite and on PostgreSQL. Integers come back as numbers where
 * numbers are exact and as bigints beyond; times are ISO 8601 text in UTC; JSON is text.
 */
export type Store = {
  readonly dialect: 'sqlite' | 'postgres'
  /**
   * For single statements outside transactions; inside one they are refused, for they would wait for it or write beside
   * it. On PostgreSQL what they write is not serialisable with transactions: what a rule depends on is written in one.
   */
  readonly db: Db
  /**
   * Runs work that writes as if nothing else ran: all of it is kept, on disk, when the promise is fulfilled, or nothing.
   * Work in one lane (a collaboration, mostly) takes turns; what lanes share is serialisable all the same. Work may be
   * run again from its start, so it has no effect but on `tx`, and it waits for nothing but `tx`, for others wait for
   * it. Transactions do not nest (see `savepoint`).
   */
  readonly transaction: <T>(lane: string, work: (tx: Db) => Promise<T>) => Promise<T>
  /** Runs work that only reads, on one unchanging picture of the store, from which it may stream rows. */
  readonly snapshot: <T>(work: (tx: Db) => Promise<T>) => Promise<T>
  /** Keeps what was asked for before, and refuses what is asked later. */
  readonly close: () => Promise<void>
}
