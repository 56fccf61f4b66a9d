import type { LogAnswer, LogEntryView } from '@glovebox/api'
import type { LogEntry } from '../log/entry.ts'
import { queryText } from '../log/query-text.ts'
import { type EntryRange, readEntries } from '../state/audit-log.ts'
import type { World } from './world.ts'

/** Entries of the audit log, the newest if there are more than asked for; of one member if asked. */
export async function readLog(world: World, range: EntryRange): Promise<LogAnswer> {
  const state = await world.stateIfAny()
  if (state === undefined) return { entries: [] }
  return { entries: (await readEntries(state, range)).map(({ entry, hash }) => viewOf(entry, hash)) }
}

function viewOf(entry: LogEntry, hash: string): LogEntryView {
  const { sequence, at, kind, member } = entry
  const common = { sequence, at, kind, member, hash }
  switch (entry.kind) {
    case 'pinned':
      return { ...common, status: 'ok', tables: [entry.table] }
    case 'refused':
      return { ...common, status: 'refused', query: queryText(entry.asked), tables: [] }
    case 'submitted':
      return { ...common, status: 'submitted', query: queryText(entry.asked), tables: entry.tables }
    case 'finished':
      return { ...common, status: entry.status, receipt: entry.receipt, tables: entry.tables }
    case 'charged':
    case 'charge-released':
    case 'budget-changed':
    case 'period-opened':
    case 'governed':
      return { ...common, status: 'ok', tables: [] }
  }
}
