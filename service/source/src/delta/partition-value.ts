import type { SqlType } from '@glovebox/sql'
import type { End } from '../lake/bounds.ts'
import { malformed } from '../lake/refused.ts'
import { dateText, daysOf, decimalText, microsOf, timestampText, unscaledOf } from '../lake/value-text.ts'

/** A value of a partition: for pruning, and as the constant that it is in all rows of a file. */
export type PartitionValue = { readonly end: End | null; readonly constant: string | null }

/** Reads the text of a partition's value; an empty one is NULL, of whatever type. Moments without a zone are in UTC. */
export function readPartitionValue(type: SqlType, text: string | undefined, column: string): PartitionValue {
  if (text === undefined || text === '') return { end: null, constant: null }
  const end = endOf(type, text)
  if (end === undefined) return malformed(`a partition has a value of column \`${column}\` that is not of its type`)
  if (typeof end !== 'bigint') return { end, constant: String(end) }
  if (type.kind === 'date') return { end, constant: dateText(end) }
  if (type.kind === 'timestamp') return { end, constant: timestampText(end) }
  return { end, constant: type.kind === 'decimal' ? decimalText(end, type.scale) : String(end) }
}

function endOf(type: SqlType, text: string): End | undefined {
  switch (type.kind) {
    case 'text':
      return text
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined
    case 'integer':
      return /^[+-]?\d{1,19}$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined
    case 'double':
      return doubleOf(text)
    case 'decimal':
      return unscaledOf(text, type.scale)
    case 'date':
      return daysOf(text)
    case 'timestamp':
      return microsOf(text) ?? wholeDay(text)
    default:
      return undefined
  }
}

// A date column that was widened to one of moments keeps its older partitions.
function wholeDay(text: string): bigint | undefined {
  const days = daysOf(text)
  return days === undefined ? undefined : days * 86_400_000_000n
}

function doubleOf(text: string): number | undefined {
  if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return Number.NaN
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}
