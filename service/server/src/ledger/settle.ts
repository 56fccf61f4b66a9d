import type { LoggedCharge } from '../log/entry.ts'
import { appendEntry } from '../state/audit-log.ts'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import { units } from './balance.ts'
import type { LedgerStatus } from './history.ts'

/** How a reservation ends. One that never ends is spent. */
export type Settlement = {
  readonly key: string
  /** `untouched`: no data was read under it, and none will be. */
  readonly outcome: 'spent' | 'untouched'
  readonly receipt?: string
  /** ISO 8601, UTC. */
  readonly at: string
}

/**
 * Marks that data is about to be read under a reservation, for the one who is told `true`: once in the reservation's
 * life. From then on nothing of it is ever given back. Must be on disk before the first row is read: not in a
 * transaction that is still open then.
 */
export function touch(state: RoomState, key: string): Promise<boolean> {
  return inTransaction(state, async ({ db, collaboration }) => {
    const touched = await db
      .updateTable('ledger_entries')
      .set({ status: 'touched' })
      .where('collaboration', '=', collaboration)
      .where('key', '=', key)
      .where('status', '=', 'reserved')
      .executeTakeFirst()
    return touched.numUpdatedRows === 1n
  })
}

/**
 * Ends a reservation, and says whether it now stands as asked: a reservation that was touched or is spent cannot be
 * given back, one that was given back cannot be spent, and a key that nothing is reserved under has no end.
 */
export function settle(state: RoomState, settlement: Settlement): Promise<boolean> {
  return inTransaction(state, async (tx) => {
    switch (settlement.outcome) {
      case 'spent':
        return spend(tx, settlement)
      case 'untouched':
        return release(tx, settlement)
    }
  })
}

async function spend(tx: RoomState, { key, receipt }: Settlement): Promise<boolean> {
  const spent = await tx.db
    .updateTable('ledger_entries')
    .set({ status: 'spent', receipt: receipt ?? null })
    .where('collaboration', '=', tx.collaboration)
    .where('key', '=', key)
    .where('status', 'in', ['reserved', 'touched'])
    .executeTakeFirst()
  return spent.numUpdatedRows === 1n || has(tx, key, 'spent')
}

async function release(tx: RoomState, { key, at }: Settlement): Promise<boolean> {
  const released = await tx.db
    .updateTable('ledger_entries')
    .set({ status: 'released' })
    .where('collaboration', '=', tx.collaboration)
    .where('key', '=', key)
    .where('status', '=', 'reserved')
    .returning(['entry', 'run', 'member'])
    .executeTakeFirst()
  if (released === undefined) return !(await has(tx, key, 'touched', 'spent')) && (await has(tx, key, 'released'))
  const { entry, run, member } = released
  const charges = await giveBack(tx, entry, member)
  await appendEntry(tx, { kind: 'charge-released', run, member, charges }, at)
  return true
}

/** Takes the charges of an entry out of the balances that they went into, also where a new period has begun since. */
async function giveBack(tx: RoomState, entry: number, member: string): Promise<readonly LoggedCharge[]> {
  const { db, collaboration } = tx
  const charges = await db
    .selectFrom('ledger_charges')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .where('entry', '=', entry)
    .orderBy('owner')
    .execute()
  const given: LoggedCharge[] = []
  for (const { owner, accounting, period, month, loss, delta } of charges) {
    const subtracted = await db
      .updateTable('ledger_balances')
      .set((balance) => ({ loss: balance('loss', '-', loss), delta: balance('delta', '-', delta) }))
      .where('collaboration', '=', collaboration)
      .where('owner', '=', owner)
      .where('period', '=', period)
      .where('month', '=', month)
      .where('member', '=', member)
      .where('accounting', '=', accounting)
      .executeTakeFirst()
    if (subtracted.numUpdatedRows !== 1n) throw new Error('a charge is in no balance of the ledger')
    given.push({ owner, accounting, loss: `${units(loss)}`, delta: `${units(delta)}` })
  }
  return given
}

async function has(
  { db, collaboration }: RoomState,
  key: string,
  ...statuses: readonly LedgerStatus[]
): Promise<boolean> {
  const row = await db
    .selectFrom('ledger_entries')
    .select('entry')
    .where('collaboration', '=', collaboration)
    .where('key', '=', key)
    .where('status', 'in', statuses)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
