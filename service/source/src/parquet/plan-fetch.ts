import type { Span } from '../bytes/span.ts'
import { enough } from '../lake/enough.ts'
import type { ColumnBounds } from '../port/table-source.ts'
import type { ParquetFooter, RowGroup } from './footer.ts'
import { rewriteFooter } from './rewrite-footer.ts'
import type { ParquetColumn } from './schema.ts'
import { findColumn, mayHold } from './statistics.ts'

/** What is needed of a Parquet file. */
export type ParquetNeed = {
  /** Absent: all of them. A name that no column has is an empty column's: nothing is fetched for it. */
  readonly columns?: readonly string[]
  readonly bounds?: readonly ColumnBounds[]
  /** So many rows are enough: row groups after those that have them are left out. */
  readonly rows?: number
  /** Rows stay at their places in the file: all row groups are fetched. */
  readonly keepsPositions?: boolean
}

/** What is to be fetched of a Parquet file, and what its copy ends with. */
export type ParquetPlan = {
  readonly rows: number
  readonly spans: readonly Span[]
  /** Where it begins, and all that follows: metadata, length, magic. */
  readonly footerFrom: number
  readonly footer: Uint8Array
}

/** Plans a copy that has the needed columns of the row groups that may hold needed rows, at the places of the original. */
export function planFetch(footer: ParquetFooter, need: ParquetNeed): ParquetPlan {
  const { columns: names, bounds = [], rows, keepsPositions = false } = need
  const columns = names === undefined ? footer.columns : names.flatMap((name) => findColumn(footer.columns, name) ?? [])
  const held = keepsPositions ? footer.rowGroups : footer.rowGroups.filter((group) => mayHold(footer, group, bounds))
  const groups = keepsPositions ? held : enough(held, rows, (group) => group.rows)
  return {
    rows: groups.reduce((sum, { rows }) => sum + rows, 0),
    spans: groups.flatMap((group) => columns.flatMap((column) => spansOf(group, column))),
    footerFrom: footer.from,
    footer: rewriteFooter(footer, groups),
  }
}

function spansOf({ chunkFrom, chunkTo }: RowGroup, { leaves }: ParquetColumn): readonly Span[] {
  const spans: Span[] = []
  for (let leaf = leaves.from; leaf < leaves.to; leaf++) {
    const [from, to] = [chunkFrom[leaf], chunkTo[leaf]]
    if (from !== undefined && to !== undefined) spans.push({ from, to })
  }
  return spans
}
