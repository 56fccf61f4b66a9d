import type { LogEntry } from './entry.ts'
import { ownersOf, type Receipt } from './receipt.ts'

/** Who reads the log of a collaboration. */
export type Viewer = {
  /** By its name in the collaboration. */
  readonly member: string
  /** Whether it may receive results. Who may sees every analysis. */
  readonly receives: boolean
}

/**
 * Whether an entry is for this member. Of an analysis: whoever asked, whoever owns a table that it touched, and the
 * receivers of results; of an activation also whose destination it is. What members decide about the collaboration is for all of them, unless the entry names those it is
 * for: what became of a result, a kept table or a schedule is the business of few.
 */
export function isVisibleTo(entry: LogEntry, viewer: Viewer): boolean {
  switch (entry.kind) {
    case 'pinned':
    case 'budget-changed':
    case 'period-opened':
      return true
    case 'governed':
      return entry.audience === undefined || [entry.member, ...entry.audience].includes(viewer.member)
    case 'refused':
      return isPartOf(viewer, entry.member, [])
    case 'submitted': {
      const to = entry.destination === undefined ? [] : [entry.destination.owner]
      return isPartOf(viewer, entry.member, [...(entry.owners ?? []), ...to])
    }
    case 'finished':
      return isPartOf(viewer, entry.member, entry.owners ?? [])
    case 'charged':
    case 'charge-released':
      return isPartOf(
        viewer,
        entry.member,
        entry.charges.map(({ owner }) => owner),
      )
  }
}

/** Whether a receipt is for this member: whoever may see that its run ended may see it. */
export function isReceiptFor({ member, receivers, tables, destination }: Receipt, viewer: Viewer): boolean {
  const to = destination === undefined ? [] : [destination.owner]
  return isPartOf(viewer, member, [...receivers, ...ownersOf(tables), ...to])
}

function isPartOf({ member, receives }: Viewer, initiator: string, others: readonly string[]): boolean {
  return receives || member === initiator || others.includes(member)
}
