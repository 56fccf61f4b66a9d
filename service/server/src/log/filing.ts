import type { LogEntry } from './entry.ts'

/** What an entry is found by. */
export type Filing = {
  readonly kind: string
  readonly member: string
  readonly run: string | null
  readonly receipt: string | null
  readonly status: string | null
}

/** Where an entry is filed, and the tables that it is about. */
export function fileEntry(entry: LogEntry): Filing & { readonly tables: readonly string[] } {
  const { kind, member } = entry
  const filing = { kind, member, run: null, receipt: null, status: null, tables: [] }
  switch (entry.kind) {
    case 'pinned':
      return { ...filing, tables: [entry.table] }
    case 'refused':
      return { ...filing, run: entry.run ?? null }
    case 'submitted':
      return { ...filing, run: entry.run, tables: unique(entry.tables) }
    case 'finished':
      return {
        ...filing,
        run: entry.run,
        receipt: entry.receipt,
        status: entry.status,
        tables: unique(entry.tables),
      }
    case 'charged':
    case 'charge-released':
      return { ...filing, run: entry.run }
    case 'budget-changed':
    case 'period-opened':
    case 'governed':
      return filing
  }
}

/** Whether an entry is filed where it belongs: under something else it would be kept and not be found. */
export function isFiledAs(entry: LogEntry, filed: Filing): boolean {
  const { kind, member, run, receipt, status } = fileEntry(entry)
  return (
    filed.kind === kind &&
    filed.member === member &&
    filed.run === run &&
    filed.receipt === receipt &&
    filed.status === status
  )
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
