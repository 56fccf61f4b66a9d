import type { BoundColumn } from '../delta/prune.ts'
import { dateText, timestampText } from '../lake/value-text.ts'

type Predicate =
  | { readonly op: 'column'; readonly name: string; readonly valueType: string }
  | { readonly op: 'literal'; readonly value: string; readonly valueType: string }
  | { readonly op: string; readonly children: readonly Predicate[] }

/** The bounds of partition columns as the protocol's `jsonPredicateHints`; nothing where there are none it has words for. */
export function hintsFor(bounds: readonly BoundColumn[], partitionColumns: readonly string[]): string | undefined {
  const parts = bounds.filter(({ column }) => partitionColumns.includes(column.name)).flatMap(comparisons)
  const [only] = parts
  if (only === undefined) return undefined
  return JSON.stringify(parts.length === 1 ? only : { op: 'and', children: parts })
}

function comparisons({ column, bounds: { low, high } }: BoundColumn): readonly Predicate[] {
  const valueType = valueTypes[column.word]
  if (valueType === undefined) return []
  const own: Predicate = { op: 'column', name: column.name, valueType }
  return [
    { op: 'greaterThanOrEqual', end: low },
    { op: 'lessThanOrEqual', end: high },
  ].flatMap(({ op, end }) => {
    const value = end === undefined ? null : textOf(end, valueType)
    return value === null ? [] : [{ op, children: [own, { op: 'literal', value, valueType }] }]
  })
}

// Numbers that are not whole are left to the client: their texts are not the same everywhere.
const valueTypes: Readonly<Record<string, string>> = {
  boolean: 'bool',
  byte: 'int',
  short: 'int',
  integer: 'int',
  long: 'long',
  string: 'string',
  date: 'date',
  timestamp: 'timestamp',
}

const largestInt = 2n ** 31n - 1n

function textOf(end: bigint | number | string | boolean, valueType: string): string | null {
  if (typeof end === 'number') return null
  if (typeof end !== 'bigint') return String(end)
  if (valueType === 'date') return dateText(end)
  if (valueType === 'timestamp') return timestampText(end)?.replace(' ', 'T').concat('Z') ?? null
  return valueType === 'int' && (end > largestInt || end < -largestInt) ? null : String(end)
}
