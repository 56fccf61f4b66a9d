import type { SqlType } from '@glovebox/sql'
import { type End, liesApart } from '../lake/bounds.ts'
import { Refused } from '../lake/refused.ts'
import { maybe, members, readJson } from '../lake/shape.ts'
import { daysOf, microsOf } from '../lake/value-text.ts'
import type { ColumnBounds } from '../port/table-source.ts'
import type { DeltaColumn } from './delta-schema.ts'
import type { PartitionValue } from './partition-value.ts'
import type { AddedFile } from './replay.ts'

/** Bounds of a question, with the columns that they are of. */
export type BoundColumn = { readonly column: DeltaColumn; readonly bounds: ColumnBounds }

/** Whether a file may have rows within the bounds, after its partition and its statistics. */
export function mayMatch(
  { stats }: AddedFile,
  partition: ReadonlyMap<string, PartitionValue>,
  bounds: readonly BoundColumn[],
): boolean {
  const inRows = bounds.filter(({ column }) => !partition.has(column.name))
  const isApart = bounds.some((bound) => {
    const value = partition.get(bound.column.name)
    return value !== undefined && (value.end === null || liesApart(bound.bounds, value.end, value.end))
  })
  if (isApart) return false
  const known = stats === undefined || inRows.length === 0 ? undefined : readStatistics(stats)
  return known === undefined || !inRows.some((bound) => statisticsAreApart(known, bound))
}

type Statistics = Readonly<Record<'minValues' | 'maxValues' | 'nullCount', ReadonlyMap<string, unknown>>> & {
  readonly rows: unknown
}

/** Statistics are of help at most: what cannot be read tells nothing. */
function readStatistics(json: string): Statistics | undefined {
  try {
    const all = members(readJson(json, 'statistics'), 'statistics')
    const part = (name: string): ReadonlyMap<string, unknown> => maybe(all.get(name), name, members) ?? new Map()
    return {
      rows: all.get('numRecords'),
      minValues: part('minValues'),
      maxValues: part('maxValues'),
      nullCount: part('nullCount'),
    }
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

function statisticsAreApart({ rows, ...known }: Statistics, { column, bounds }: BoundColumn): boolean {
  const nulls = known.nullCount.get(column.physical)
  if (typeof rows === 'number' && rows === nulls) return true
  const { sql } = column
  if (sql === undefined) return false
  return liesApart(
    bounds,
    endOf(sql, known.minValues.get(column.physical), 'low'),
    endOf(sql, known.maxValues.get(column.physical), 'high'),
  )
}

function endOf(type: SqlType, value: unknown, side: 'low' | 'high'): End | undefined {
  switch (type.kind) {
    case 'integer':
      if (typeof value === 'bigint') return value
      return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined
    case 'double':
      // NaN counts as larger than every number, and some writers leave it out.
      return typeof value === 'number' && side === 'low' ? value : undefined
    case 'text':
      return typeof value === 'string' ? value : undefined
    case 'date':
      return typeof value === 'string' ? daysOf(value) : undefined
    case 'timestamp': {
      const micros = typeof value === 'string' ? microsOf(value) : undefined
      // Moments in statistics are cut off to milliseconds.
      return micros === undefined || side === 'low' ? micros : micros + 1000n
    }
    default:
      return undefined
  }
}
