import { sql } from 'kysely'
import { monthOf } from '../ledger/scope.ts'
import type { LogEntry } from '../log/entry.ts'
import type { RoomState } from '../store/room-state.ts'

/**
 * How often a member's private runs may fail in a calendar month. A run that runs out of time, memory or room for its
 * groups tells one thing about rows, whatever noise it would have had; so few can tell no more.
 */
export const mostFailures = 10

const codes: readonly string[] = ['PRIVACY_RUN_FAILED', 'RUN_INTERRUPTED']

/** How many private runs of a member failed in the calendar month of an instant (ISO 8601, UTC). */
export async function failuresOf({ db, collaboration }: RoomState, member: string, at: string): Promise<number> {
  const ends = await db
    .selectFrom('log_entries')
    .select('entry')
    .where('collaboration', '=', collaboration)
    .where('member', '=', member)
    .where('status', '=', sql.lit('failed'))
    .where('at', '>=', monthOf(at))
    .execute()
  return ends.filter(({ entry }) => {
    const end = JSON.parse(entry) as LogEntry
    return end.kind === 'finished' && end.codes.some((code) => codes.includes(code))
  }).length
}
