import { monthOf } from '../ledger/scope.ts'
import type { Database } from '../state/database.ts'

/**
 * How often a member's private runs may fail in a calendar month. A run that runs out of time, memory or room for its
 * groups tells one thing about rows, whatever noise it would have had; so few can tell no more.
 */
export const mostFailures = 10

/** How many private runs of a member failed in the calendar month of an instant (ISO 8601, UTC). */
export function failuresOf(database: Database, member: string, at: string): number {
  const row = database
    .prepare(
      `SELECT COUNT(*) AS failures FROM entries
       WHERE entry ->> 'kind' = 'finished' AND entry ->> 'member' = :member AND entry ->> 'at' >= :month
         AND EXISTS (SELECT 1 FROM json_each(entry -> 'codes') WHERE value IN ('PRIVACY_RUN_FAILED', 'RUN_INTERRUPTED'))`,
    )
    .get({ member, month: monthOf(at) })
  return Number(row?.failures)
}
