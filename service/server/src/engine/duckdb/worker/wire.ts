import type { FileFormat, LocalFile } from '@glovebox/source'
import type { SqlType } from '@glovebox/sql'

// What the server and a worker say to each other: one task down (standard input), frames up (descriptor 3), each one
// line of JSON.

/** The one thing a worker does. */
export type WorkerTask = RunTask | DescribeTask

export type RunTask = {
  readonly kind: 'run'
  readonly setup: WorkerSetup
  readonly sql: string
  readonly tables: readonly WorkerTable[]
  readonly columns: readonly WorkerColumn[]
  /** Function names as DuckDB's parser shows them. */
  readonly allowedFunctions: readonly string[]
  readonly resultRows: number
  readonly resultBytes: number
}

export type DescribeTask = {
  readonly kind: 'describe'
  readonly setup: WorkerSetup
  readonly source: WorkerSource
  readonly textForms: TextForms
}

/** Where the worker finds its own parts, and what it may use. Paths are as the worker sees them. */
export type WorkerSetup = {
  readonly addon: string
  readonly spillFolder: string
  readonly threads: number
  readonly memoryMb: number
  readonly temporaryMb: number
}

/** A file whose compression is known, and all paths of which are as the worker sees them. */
export type WorkerFile = LocalFile & Required<Pick<LocalFile, 'compression'>>

export type WorkerSource = { readonly format: FileFormat; readonly files: readonly WorkerFile[] }

export type WorkerColumn = { readonly name: string; readonly type: SqlType }

export type WorkerTable = {
  readonly name: string
  readonly source: WorkerSource
  readonly columns: readonly WorkerTableColumn[]
}

export type WorkerTableColumn = WorkerColumn & {
  readonly range?: { readonly low: number; readonly high: number }
  /** A number outside `range` becomes the nearer end of it, rather than NULL; NaN becomes NULL. */
  readonly isClamped?: true
  /** SQL that gives a value of the type from a text, which stands in it as `cellMark`; NULL where the text is none. */
  readonly fromText: string
}

/** As `fromText`, by the types that a describer tries. */
export type TextForms = Readonly<Record<'integer' | 'double' | 'date' | 'timestamp', string>>

/** One value on the wire: integers, decimals (unscaled) and timestamps as digits, dates as days, odd doubles by name. */
export type WireCell = null | boolean | number | string

export type FoundColumn = { readonly name: string; readonly engineType: string; readonly type?: SqlType }

export type WorkerFrame =
  | { readonly kind: 'started' }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly WireCell[])[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'too-large' }
  /** `unread`: what keeps lines of the source from being rows. */
  | { readonly kind: 'described'; readonly columns: readonly FoundColumn[]; readonly unread: readonly string[] }
  /** May quote rows. */
  | { readonly kind: 'failed'; readonly reason: string }
