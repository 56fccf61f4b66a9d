import type { LogHead } from '@glovebox/api'
import { hexOf } from '@glovebox/crypto'
import { emptyHead, entryHash, type LogEntry, type LogEvent, spellEntry } from '../log/entry.ts'
import { fileEntry } from '../log/filing.ts'
import type { StoredEntry } from '../log/stored-entry.ts'
import type { StoredLog } from '../log/verify.ts'
import type { RoomState } from '../store/room-state.ts'
import { growTree, nodesCompletedBy, readTree } from './log-tree.ts'
import { findReceiptText, receiptIds } from './receipts.ts'
import { openRuns } from './runs.ts'

/** Entries are read so many at a time: a log is longer than memory. */
const pageLength = 1000

/** Adds an event to the log and gives its head. Must stand in a transaction, which is what puts entries in order. */
export async function appendEntry(tx: RoomState, event: LogEvent, at: string): Promise<LogHead> {
  const { collaboration } = tx
  const before = await readTree(tx)
  const sequence = before.size + 1
  const nonce = hexOf(tx.random(16))
  const entry: LogEntry = { ...event, version: 1, sequence, at, nonce }
  const spelled = spellEntry(entry)
  const hash = entryHash(spelled)
  const { tables, ...filing } = fileEntry(entry)
  await tx.db
    .insertInto('log_entries')
    .values({ collaboration, sequence, at, ...filing, entry: spelled, hash })
    .execute()
  if (tables.length > 0) {
    const rows = tables.map((table_name) => ({ collaboration, table_name, sequence }))
    await tx.db.insertInto('log_tables').values(rows).execute()
  }
  return growTree(tx, before, hash)
}

/** Where the log stands. */
export async function readHead({ db, collaboration }: RoomState): Promise<LogHead> {
  const head = await db
    .selectFrom('log_heads')
    .select(['sequence', 'hash'])
    .where('collaboration', '=', collaboration)
    .executeTakeFirst()
  return head ?? emptyHead
}

/** Which entries are wanted. */
export type EntryRange = {
  readonly member?: string
  /** Only entries before this sequence number. */
  readonly before?: number
  /** Only entries after this sequence number; the oldest of them, where there are more than `limit`. */
  readonly after?: number
  readonly limit?: number
}

/** Entries of the log, oldest first: the newest `limit` of them, or, with `after`, those that come next. */
export async function readEntries(
  { db, collaboration }: RoomState,
  { member, before, after, limit }: EntryRange,
): Promise<readonly { readonly entry: LogEntry; readonly hash: string }[]> {
  let wanted = db.selectFrom('log_entries').select(['entry', 'hash']).where('collaboration', '=', collaboration)
  if (member !== undefined) wanted = wanted.where('member', '=', member)
  if (before !== undefined) wanted = wanted.where('sequence', '<', before)
  if (after !== undefined) wanted = wanted.where('sequence', '>', after)
  if (limit !== undefined) wanted = wanted.limit(limit)
  const rows = await wanted.orderBy('sequence', after === undefined ? 'desc' : 'asc').execute()
  const entries = rows.map(({ entry, hash }) => ({ entry: JSON.parse(entry) as LogEntry, hash }))
  return after === undefined ? entries.reverse() : entries
}

/** Everything that the log claims. Must stand in a snapshot. */
export async function readStoredLog(picture: RoomState): Promise<StoredLog> {
  const open = await openRuns(picture)
  return {
    entries: entriesInTree(picture),
    head: await readHead(picture),
    receipts: { get: (id) => findReceiptText(picture, id), keys: () => receiptIds(picture) },
    openRuns: new Set(open.map(({ run }) => run)),
  }
}

/** All entries as they are kept, in order, without holding them all; of some kinds only if asked. */
export async function* storedEntries(
  { db, collaboration }: RoomState,
  kinds?: readonly LogEvent['kind'][],
): AsyncGenerator<StoredEntry> {
  let last = 0
  for (;;) {
    let page = db
      .selectFrom('log_entries')
      .select(['sequence', 'entry', 'hash', 'kind', 'member', 'run', 'receipt', 'status'])
      .where('collaboration', '=', collaboration)
      .where('sequence', '>', last)
    if (kinds !== undefined) page = page.where('kind', 'in', kinds)
    const rows = await page.orderBy('sequence').limit(pageLength).execute()
    for (const { sequence, entry, hash, ...filed } of rows) yield { sequence, entry, hash, filed }
    if (rows.length < pageLength) return
    last = rows.at(-1)?.sequence ?? last
  }
}

/** All entries with the subtrees that each completed, to be checked against one another. */
async function* entriesInTree(picture: RoomState): AsyncGenerator<StoredEntry> {
  let page: StoredEntry[] = []
  for await (const stored of storedEntries(picture)) {
    page.push(stored)
    if (page.length < pageLength) continue
    yield* await withCompleted(picture, page)
    page = []
  }
  yield* await withCompleted(picture, page)
}

async function withCompleted(picture: RoomState, page: readonly StoredEntry[]): Promise<readonly StoredEntry[]> {
  const [first, last] = [page[0]?.sequence, page.at(-1)?.sequence]
  if (first === undefined || last === undefined) return []
  const completed = await nodesCompletedBy(picture, first, last)
  return page.map((stored) => ({ ...stored, completed: completed.get(stored.sequence) ?? [] }))
}
