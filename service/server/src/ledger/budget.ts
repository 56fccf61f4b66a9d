import { canonicalJson, type Json } from '../log/canonical-json.ts'
import { appendEntry } from '../state/audit-log.ts'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import { currentPeriod } from './balance.ts'
import { monthOf } from './scope.ts'

/**
 * Remembers the budget that an owner states, null for none, and puts it on record where it is not the one seen last.
 * Says whether it was another. Caps are compared with what is spent at every reservation, so a raised one counts at
 * once, and one lowered below what is spent stops spending.
 */
export async function noteBudget(
  state: RoomState,
  { owner, policy, at }: { readonly owner: string; readonly policy: Json; readonly at: string },
): Promise<boolean> {
  const spelled = canonicalJson(policy)
  if ((await lastPolicy(state, owner)) === spelled) return false
  return inTransaction(state, async (tx) => {
    const last = await lastPolicy(tx, owner)
    if (last === spelled) return false
    const previous = last === undefined ? {} : { previous: JSON.parse(last) as Json }
    await appendEntry(tx, { kind: 'budget-changed', member: owner, policy, ...previous }, at)
    await tx.db
      .insertInto('ledger_policies')
      .values({ collaboration: tx.collaboration, owner, policy: spelled, at })
      .onConflict((conflict) => conflict.columns(['collaboration', 'owner']).doUpdateSet({ policy: spelled, at }))
      .execute()
    return true
  })
}

/**
 * Opens a new period: every scope of the owner counts from zero, and the lifetime loss stays. Because budgets do not
 * grow back, this is for new data about other people or times, is asked for by somebody, and is on record. Gives the
 * period's number.
 */
export async function openPeriod(
  state: RoomState,
  {
    owner,
    reason,
    at,
    by,
  }: { readonly owner: string; readonly reason: string; readonly at: string; readonly by: string },
): Promise<number> {
  monthOf(at)
  return inTransaction(state, async (tx) => {
    const period = (await currentPeriod(tx, owner)) + 1
    await tx.db
      .insertInto('ledger_periods')
      .values({ collaboration: tx.collaboration, owner, period, at, by, reason })
      .execute()
    await appendEntry(tx, { kind: 'period-opened', member: by, owner, period, reason }, at)
    return period
  })
}

async function lastPolicy({ db, collaboration }: RoomState, owner: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('ledger_policies')
    .select('policy')
    .where('collaboration', '=', collaboration)
    .where('owner', '=', owner)
    .executeTakeFirst()
  return row?.policy
}
