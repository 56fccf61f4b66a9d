import type { FileState } from '../source/fingerprint.ts'
import type { Database } from './database.ts'
import { type Random, randomId } from './random-id.ts'

/**
 * The name of a table's data as it is: the same as long as no file of it is touched. Random, because a hash would let
 * whoever guesses the rows confirm them. Must stand in a transaction.
 */
export function dataVersion(database: Database, table: string, files: readonly FileState[], random: Random): string {
  const fingerprint = JSON.stringify(files)
  const known = database.prepare('SELECT fingerprint, version FROM versions WHERE name = ?').get(table)
  if (known?.fingerprint === fingerprint) return String(known.version)
  const version = randomId('ver', random)
  database.prepare('INSERT OR REPLACE INTO versions VALUES (?, ?, ?)').run(table, fingerprint, version)
  return version
}

/** The name of a table's data, where it has one since its files were touched last. */
export function knownVersion(database: Database, table: string, files: readonly FileState[]): string | undefined {
  const known = database.prepare('SELECT fingerprint, version FROM versions WHERE name = ?').get(table)
  return known?.fingerprint === JSON.stringify(files) ? String(known.version) : undefined
}
