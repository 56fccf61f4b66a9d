import type { LogHead } from '@glovebox/api'
import { entryHash, genesisHash, type LogEntry, type LogEvent, type StoredEntry, spellEntry } from '../log/entry.ts'
import type { StoredLog } from '../log/verify.ts'
import type { Database } from './database.ts'
import { receiptTexts } from './receipts.ts'
import { openRuns } from './runs.ts'

/** Adds an event to the log and gives its place. Must stand in a transaction, which is what puts entries in order. */
export function appendEntry(database: Database, event: LogEvent, at: string): LogHead {
  const previous = readHead(database)
  const entry: LogEntry = { ...event, version: 1, sequence: previous.sequence + 1, at }
  const spelled = spellEntry(entry)
  const head = { sequence: entry.sequence, hash: entryHash(previous.hash, spelled) }
  database.prepare('INSERT INTO entries VALUES (?, ?, ?)').run(head.sequence, spelled, head.hash)
  database.prepare('INSERT OR REPLACE INTO head VALUES (1, ?, ?)').run(head.sequence, head.hash)
  return head
}

/** Where the log stands. */
export function readHead(database: Database): LogHead {
  const row = database.prepare('SELECT sequence, hash FROM head').get()
  return row === undefined
    ? { sequence: 0, hash: genesisHash }
    : { sequence: Number(row.sequence), hash: String(row.hash) }
}

/** The newest entries, oldest of them first. */
export function readEntries(
  database: Database,
  options: { readonly member?: string; readonly limit?: number },
): readonly { readonly entry: LogEntry; readonly hash: string }[] {
  const rows = database
    .prepare(
      `SELECT entry, hash FROM entries WHERE :member IS NULL OR entry ->> 'member' = :member
       ORDER BY sequence DESC LIMIT :limit`,
    )
    .all({ member: options.member ?? null, limit: options.limit ?? -1 })
  return rows.map((row) => ({ entry: JSON.parse(String(row.entry)) as LogEntry, hash: String(row.hash) })).reverse()
}

/** Everything that the log claims. Must stand in a snapshot. */
export function readStoredLog(database: Database): StoredLog {
  return {
    entries: storedEntries(database),
    head: readHead(database),
    receipts: receiptTexts(database),
    openRuns: new Set(openRuns(database).map((run) => run.run)),
  }
}

function* storedEntries(database: Database): Generator<StoredEntry> {
  for (const row of database.prepare('SELECT sequence, entry, hash FROM entries ORDER BY sequence').iterate()) {
    yield { sequence: Number(row.sequence), entry: String(row.entry), hash: String(row.hash) }
  }
}
