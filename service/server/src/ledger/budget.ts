import { canonicalJson, type Json } from '../log/canonical-json.ts'
import { appendEntry } from '../state/audit-log.ts'
import type { Database } from '../state/database.ts'
import { atomically } from './atomically.ts'
import { currentPeriod } from './balance.ts'
import { monthOf } from './scope.ts'

/**
 * Remembers the budget that an owner states, null for none, and puts it on record where it is not the one seen last.
 * Says whether it was another. Caps are compared with what is spent at every reservation, so a raised one counts at
 * once, and one lowered below what is spent stops spending.
 */
export function noteBudget(
  database: Database,
  { owner, policy, at }: { readonly owner: string; readonly policy: Json; readonly at: string },
): boolean {
  const spelled = canonicalJson(policy)
  if (lastPolicy(database, owner) === spelled) return false
  return atomically(database, () => {
    const last = lastPolicy(database, owner)
    if (last === spelled) return false
    const previous = last === undefined ? {} : { previous: JSON.parse(last) as Json }
    appendEntry(database, { kind: 'budget-changed', member: owner, policy, ...previous }, at)
    database.prepare('INSERT OR REPLACE INTO ledger_policies VALUES (?, ?, ?)').run(owner, spelled, at)
    return true
  })
}

/**
 * Opens a new period: every scope of the owner counts from zero, and the lifetime loss stays. Because budgets do not
 * grow back, this is for new data about other people or times, is asked for by somebody, and is on record. Gives the
 * period's number.
 */
export function openPeriod(
  database: Database,
  {
    owner,
    reason,
    at,
    by,
  }: { readonly owner: string; readonly reason: string; readonly at: string; readonly by: string },
): number {
  monthOf(at)
  return atomically(database, () => {
    const period = Number(currentPeriod(database, owner)) + 1
    database.prepare('INSERT INTO ledger_periods VALUES (?, ?, ?, ?, ?)').run(owner, period, at, by, reason)
    appendEntry(database, { kind: 'period-opened', member: by, owner, period, reason }, at)
    return period
  })
}

function lastPolicy(database: Database, owner: string): string | undefined {
  const row = database.prepare('SELECT policy FROM ledger_policies WHERE owner = ?').get(owner)
  return row === undefined ? undefined : String(row.policy)
}
