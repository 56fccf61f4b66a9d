import { sameType } from '@glovebox/sql'
import type { ColumnBounds, SourceColumn } from '../port/table-source.ts'

/** One end of bounds, as `ColumnBounds` writes it. */
export type End = bigint | number | string | boolean

/** The bounds of a question that its table's own types allow to be used, each with its column. */
export function usableBounds(
  columns: readonly SourceColumn[],
  bounds: readonly ColumnBounds[] = [],
): readonly ColumnBounds[] {
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  return bounds.filter(({ column, type, low, high }) => {
    const own = types.get(column)
    return own !== undefined && sameType(own, type) && (low !== undefined || high !== undefined)
  })
}

/** Whether all values from `low` to `high` lie outside of the bounds; what is unknown may lie anywhere. */
export function liesApart(
  bounds: { readonly low?: End | undefined; readonly high?: End | undefined },
  low: End | undefined,
  high: End | undefined,
): boolean {
  return isBefore(high, bounds.low) || isBefore(bounds.high, low)
}

/** Whether one end is known to come before another: texts by code point, all else by size. */
export function isBefore(a: End | undefined, b: End | undefined): boolean {
  if (a === undefined || b === undefined) return false
  if (typeof a === 'string') return typeof b === 'string' && Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0
  if (typeof a === 'boolean') return typeof b === 'boolean' && !a && b
  return typeof b !== 'string' && typeof b !== 'boolean' && a < b
}
