import type { LogItem } from '@glovebox/api'
import type { LogEntry } from './entry.ts'
import { queryText } from './query-text.ts'
import { isVisibleTo, type Viewer } from './visible-to.ts'

/** An entry as one member sees it in a list. */
export function logItem(entry: LogEntry, hash: string, viewer: Viewer): LogItem {
  const { sequence, at, kind, member } = entry
  if (!isVisibleTo(entry, viewer)) return { sequence, hash, isHidden: true }
  const common = { sequence, hash, isHidden: false, at, kind, member }
  switch (entry.kind) {
    case 'pinned':
      return { ...common, tables: [entry.table] }
    case 'refused':
      return { ...common, status: 'refused', query: queryText(entry.asked) }
    case 'submitted':
      return { ...common, status: 'submitted', tables: entry.tables, query: queryText(entry.asked) }
    case 'finished':
      return { ...common, status: entry.status, tables: entry.tables, receipt: entry.receipt }
    case 'governed': {
      const { action, subject } = entry
      return { ...common, action, ...(subject === undefined ? {} : { subject }) }
    }
    case 'charged':
    case 'charge-released':
    case 'budget-changed':
    case 'period-opened':
      return common
  }
}
