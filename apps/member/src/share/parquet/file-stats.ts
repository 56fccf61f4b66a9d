import type { FileMetaData, Statistics } from 'hyparquet'
import type { DeltaField } from './delta-schema.ts'

/** How many rows a file has, and within which bounds its columns are, as Delta writes it. */
export type FileStats = {
  readonly numRecords: number
  readonly minValues: Readonly<Record<string, string | number>>
  readonly maxValues: Readonly<Record<string, string | number>>
  readonly nullCount: Readonly<Record<string, number>>
}

type Low = string | number

/**
 * Statistics of the columns whose bounds are exact in JSON: whole numbers, dates and texts. Of others nothing is said:
 * decimals and timestamps lose digits, doubles hide that there is a NaN.
 */
export function fileStats(metadata: FileMetaData, fields: readonly DeltaField[]): FileStats {
  const minValues: Record<string, Low> = {}
  const maxValues: Record<string, Low> = {}
  const nullCount: Record<string, number> = {}
  for (const { name, type } of fields) {
    if (typeof type !== 'string') continue
    const groups = metadata.row_groups.map(
      ({ columns }) =>
        columns.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === name)?.meta_data?.statistics,
    )
    const nulls = groups.map((group) => group?.null_count)
    if (nulls.every((count) => count !== undefined)) nullCount[name] = Number(nulls.reduce((a, b) => a + b, 0n))
    const bounds = boundsOf(groups, type)
    if (bounds !== undefined) {
      minValues[name] = bounds.low
      maxValues[name] = bounds.high
    }
  }
  return { numRecords: Number(metadata.num_rows), minValues, maxValues, nullCount }
}

function boundsOf(groups: readonly (Statistics | undefined)[], type: string): { low: Low; high: Low } | undefined {
  let bounds: { low: Low; high: Low } | undefined
  for (const group of groups) {
    const low = inJson(group?.min_value, type)
    const high = inJson(group?.max_value, type)
    if (low === undefined || high === undefined) return undefined
    if (group?.is_min_value_exact === false || group?.is_max_value_exact === false) return undefined
    bounds = {
      low: bounds === undefined || low < bounds.low ? low : bounds.low,
      high: bounds === undefined || high > bounds.high ? high : bounds.high,
    }
  }
  return bounds
}

function inJson(value: Statistics['min_value'], type: string): Low | undefined {
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return (typeof value === 'number' || typeof value === 'bigint') && Number.isSafeInteger(Number(value))
        ? Number(value)
        : undefined
    case 'date':
      return value instanceof Date && !Number.isNaN(value.getTime()) && /^\d{4}-/.test(value.toISOString())
        ? value.toISOString().slice(0, 10)
        : undefined
    case 'string':
      // Code units and code points are in another order beyond ASCII, and long texts were perhaps cut.
      return typeof value === 'string' && /^[\x20-\x7e]{0,32}$/.test(value) ? value : undefined
    default:
      return undefined
  }
}
