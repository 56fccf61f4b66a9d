import type { Database } from './database.ts'
import type { Random } from './random-id.ts'

/**
 * The room's secret that decides which of a unit's groups count: the same in every run, so that a repeated question
 * counts the same ones, and known to nobody who could make groups that do.
 */
export function boundingKey(database: Database, random: Random): string {
  const read = (): string | undefined => {
    const row = database.prepare(`SELECT value FROM secrets WHERE name = 'bounding-key'`).get()
    return row === undefined ? undefined : String(row.value)
  }
  const known = read()
  if (known !== undefined) return known
  const fresh = Buffer.from(random(32)).toString('hex')
  // Two processes may come to make it; the first one's is everybody's.
  database.prepare(`INSERT OR IGNORE INTO secrets VALUES ('bounding-key', ?)`).run(fresh)
  return read() ?? fresh
}
