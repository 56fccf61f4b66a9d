import type { PublishedRows } from '@glovebox/cleanroom'
import type { Value } from '@glovebox/sql'
import type { Database } from '../state/database.ts'

// What was published once is published: the same question of the same data by the same member gets it again for nothing.

/** The rows that were published under a key, keys and columns in the order of the question that first asked. */
export function findPublished(database: Database, key: string): PublishedRows | undefined {
  const row = database.prepare('SELECT rows FROM published WHERE key = ?').get(key)
  return row === undefined ? undefined : (JSON.parse(String(row.rows), revive) as PublishedRows)
}

/** Keeps what is published. Where two runs asked the same at once, the first answer stays. */
export function keepPublished(
  database: Database,
  {
    key,
    member,
    at,
    rows,
  }: { readonly key: string; readonly member: string; readonly at: string; readonly rows: PublishedRows },
): void {
  const text = JSON.stringify(rows, (_, value: Value | object) => spell(value))
  database.prepare('INSERT OR IGNORE INTO published VALUES (?, ?, ?, ?)').run(key, member, at, text)
}

/** What JSON has no form for. */
function spell(value: Value | object): unknown {
  if (typeof value === 'bigint') return { integer: String(value) }
  const isOdd = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
  return isOdd ? { double: Object.is(value, -0) ? '-0' : String(value) } : value
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('integer' in value && typeof value.integer === 'string') return BigInt(value.integer)
  return 'double' in value && typeof value.double === 'string' ? Number(value.double) : value
}
