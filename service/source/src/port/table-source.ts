import type { SqlType } from '@glovebox/sql'
import type { LocalTable } from './local-table.ts'
import type { SourceFailure } from './source-failure.ts'

/** A table where it lives. Nothing is read before it is pinned. */
export type TableSource = {
  /** Looks at what is there at this moment, and holds on to it: all that follows is of this one version. */
  pin(control: SourceControl): Promise<Sourced<PinnedTable>>
}

/** One version of a table. */
export type PinnedTable = {
  /**
   * Told apart from every other version of the table; made of the source's own words (entity tags, snapshot ids, states
   * of files). For the server alone: it may let whoever guesses the rows confirm them.
   */
  readonly version: string
  /** The columns, where the source states them; absent where only reading the rows would tell. */
  readonly columns?: readonly SourceColumn[]
  readonly size: SourceSize
  /** What its owner should know, such as rights that reading does not need. */
  readonly advice?: readonly string[]
  /** Brings what a question needs to this machine: at least the named columns of at least the rows within the bounds. */
  fetch(need: Need, control: FetchControl): Promise<Sourced<LocalTable>>
  /** Gives back what was held: connections, snapshots, grants. */
  close(): Promise<void>
}

/** A column as its source states it. */
export type SourceColumn = {
  readonly name: string
  /** The source's own word for its type. */
  readonly sourceType: string
  /** Absent: a type that has no place in SQL here. */
  readonly type?: SqlType
  readonly isNullable: boolean
}

/** How much there is, as far as the source says without being read; for the owner only. */
export type SourceSize = { readonly files: number; readonly bytes?: number; readonly rows?: number }

/** What a question needs of a table. */
export type Need = {
  /** Absent: all of them. */
  readonly columns?: readonly string[]
  /** Rows of which a column lies outside of its bounds, or is NULL, may be left out. All bounds hold at once. */
  readonly bounds?: readonly ColumnBounds[]
  /** So many rows are enough, whichever they are: a source may leave out all others. */
  readonly rows?: number
  /** A folder of the caller's, wiped by it afterwards, that files may be written to. */
  readonly folder: string
}

/** Ends are inclusive; an absent one is open. Dates are days, timestamps microseconds, since 1970; texts by code point. */
export type ColumnBounds = {
  readonly column: string
  /** What the ends are of. A source whose own column is of another type leaves nothing out by them. */
  readonly type: SqlType
  readonly low?: bigint | number | string | boolean
  readonly high?: bigint | number | string | boolean
}

/** How looking at a source is stopped. */
export type SourceControl = { readonly signal?: AbortSignal }

/** How fetching is watched and stopped. */
export type FetchControl = SourceControl & { readonly onProgress?: (progress: FetchProgress) => void }

/** For the owner only: analysts see steps. */
export type FetchProgress = { readonly bytes: number; readonly ofBytes?: number; readonly rows?: number }

/** What a source gives, or why it does not. What a source can do wrong is a failure; anything thrown is a bug. */
export type Sourced<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: SourceFailure }
