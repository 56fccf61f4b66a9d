import type { ColumnType } from 'kysely'

/** Read as a bigint where a double does not hold it. */
export type LargeInteger = ColumnType<number | bigint, number | bigint, number | bigint>

/** The collaboration that every row of a room belongs to. */
type Own = { readonly collaboration: string }

/** The rows of one collaboration's room: its log, runs, receipts, ledger and what it published. */
export type RoomTables = {
  /**
   * `entry` is what is hashed, `hash` its hash in the log's tree; the columns before it are what it is found by, and are
   * checked against it.
   */
  readonly log_entries: Own & {
    readonly sequence: number
    readonly at: string
    readonly kind: string
    readonly member: string
    readonly run: string | null
    readonly receipt: string | null
    readonly status: string | null
    readonly entry: string
    readonly hash: string
  }
  /** The tables that an entry is about. */
  readonly log_tables: Own & { readonly table_name: string; readonly sequence: number }
  /** The complete subtrees of the log's tree of 2^level entries, two at least: what proofs are made of. */
  readonly log_nodes: Own & { readonly level: number; readonly position: number; readonly hash: string }
  /** How many entries there are, the root over them, and what the tree grows from: a JSON list of hashes. */
  readonly log_heads: Own & { readonly sequence: number; readonly hash: string; readonly subtrees: string }
  /** Runs that are submitted and have not ended. */
  readonly open_runs: Own & { readonly run: string; readonly draft: string }
  readonly receipts: Own & {
    readonly id: string
    readonly run: string
    readonly receipt: string
    readonly sequence: number
  }
  /** Sealed. */
  readonly openings: Own & { readonly receipt: string; readonly opening: string }
  /** Sealed, in parts. */
  readonly results: Own & { readonly receipt: string; readonly part: number; readonly rows: string }
  readonly pins: Own & { readonly name: string; readonly source: string; readonly columns: string }
  readonly data_versions: Own & { readonly name: string; readonly fingerprint: string; readonly version: string }
  /** Sealed. */
  readonly room_secrets: Own & { readonly name: string; readonly value: string }
  /** Sealed. */
  readonly published: Own & {
    readonly key: string
    readonly member: string
    readonly at: string
    readonly rows: string
  }
  readonly ledger_entries: Own & {
    readonly entry: number
    readonly key: string
    readonly request: string
    readonly at: string
    readonly run: string
    readonly member: string
    readonly question: string
    readonly query: string
    readonly event: string
    readonly warnings: string
    readonly status: 'reserved' | 'touched' | 'spent' | 'released'
    readonly receipt: string | null
  }
  /** `account` is who owns the data whatever it is called in a collaboration: what all its collaborations lose is one sum. */
  readonly ledger_charges: Own & {
    readonly owner: string
    readonly entry: number
    readonly account: string
    readonly accounting: 'zcdp' | 'pure'
    readonly period: number
    readonly month: string
    readonly loss: LargeInteger
    readonly delta: LargeInteger
  }
  readonly ledger_balances: Own & {
    readonly owner: string
    readonly period: number
    readonly month: string
    readonly member: string
    readonly accounting: 'zcdp' | 'pure'
    readonly account: string
    readonly loss: LargeInteger
    readonly delta: LargeInteger
  }
  readonly ledger_periods: Own & {
    readonly owner: string
    readonly period: number
    readonly at: string
    readonly by: string
    readonly reason: string
  }
  readonly ledger_policies: Own & { readonly owner: string; readonly policy: string; readonly at: string }
}
