import { readValue } from '@glovebox/sql'
import type { ColumnBounds } from '../port/table-source.ts'

/** Values that names of folders give to all rows of the files in them. */
export type Partition = Readonly<Record<string, string | null>>

const nullName = '__HIVE_DEFAULT_PARTITION__'

/** What the folders of a key say in the manner of Hive, `year=2026/month=1/`; undefined: what makes no sense. */
export function partitionOf(key: string): Partition | undefined {
  const values = new Map<string, string | null>()
  for (const segment of key.split('/').slice(0, -1)) {
    const at = segment.indexOf('=')
    if (at < 1) continue
    const [name, value] = [decode(segment.slice(0, at)), decode(segment.slice(at + 1))]
    if (name === undefined || value === undefined || values.has(name)) return undefined
    values.set(name, value === nullName ? null : value)
  }
  return Object.fromEntries(values)
}

/** Whether rows of a partition may lie within all bounds. */
export function partitionMayHold(partition: Partition, bounds: readonly ColumnBounds[]): boolean {
  return bounds.every(({ column, type, low, high }) => {
    const text = valueIn(partition, column)
    if (text === undefined) return true
    if (text === null) return false
    if (type.kind === 'text') return fits(text, low, high)
    const value = readValue(text, type)
    // A number that is none lies above all others, and what stands for no value is for the reader to refuse.
    if (value === undefined || value === null || Number.isNaN(value)) return true
    return !(isBelow(value, low) || isBelow(high, value))
  })
}

function valueIn(partition: Partition, column: string): string | null | undefined {
  if (Object.hasOwn(partition, column)) return partition[column]
  const alike = Object.keys(partition).filter((name) => name.toLowerCase() === column.toLowerCase())
  return alike.length === 1 ? partition[alike[0] ?? ''] : undefined
}

type End = bigint | number | string | boolean

/** Whether one is certainly below the other; of what cannot be compared nothing is certain. */
function isBelow(a: End | undefined, b: End | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return kindOf(a) === kindOf(b) && a < b
}

function kindOf(end: End): string {
  return typeof end === 'bigint' ? 'number' : typeof end
}

/** Texts are compared by code point, as the bytes of UTF-8 are. */
function fits(text: string, low: End | undefined, high: End | undefined): boolean {
  const bytes = Buffer.from(text)
  return !(
    (typeof low === 'string' && Buffer.compare(bytes, Buffer.from(low)) < 0) ||
    (typeof high === 'string' && Buffer.compare(bytes, Buffer.from(high)) > 0)
  )
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
