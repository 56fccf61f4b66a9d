import type { SqlType } from '@glovebox/sql'
import type { Database } from './database.ts'

/** A column as found in a source and written down. */
export type FoundColumn = {
  readonly name: string
  /** The type's name in the source, or in the engine that read it. */
  readonly engineType: string
  /** Absent: SQL cannot name it, and the column cannot be used. */
  readonly type?: SqlType
}

/** The pinned columns of a table, if they were found in this very source. */
export function readPin(database: Database, table: string, source: string): readonly FoundColumn[] | undefined {
  const row = database.prepare('SELECT columns FROM pins WHERE name = ? AND source = ?').get(table, source)
  return row === undefined ? undefined : (JSON.parse(String(row.columns)) as readonly FoundColumn[])
}

/** Writes the columns of a table down, in place of what was there. */
export function writePin(database: Database, table: string, source: string, columns: readonly FoundColumn[]): void {
  database.prepare('INSERT OR REPLACE INTO pins VALUES (?, ?, ?)').run(table, source, JSON.stringify(columns))
}
