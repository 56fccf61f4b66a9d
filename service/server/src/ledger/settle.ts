import type { LoggedCharge } from '../log/entry.ts'
import { appendEntry } from '../state/audit-log.ts'
import type { Database } from '../state/database.ts'
import { atomically } from './atomically.ts'
import { units } from './balance.ts'

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
export function touch(database: Database, key: string): boolean {
  return changes(
    database.prepare(`UPDATE ledger SET status = 'touched' WHERE key = ? AND status = 'reserved'`).run(key),
  )
}

/**
 * Ends a reservation, and says whether it now stands as asked: a reservation that was touched or is spent cannot be
 * given back, one that was given back cannot be spent, and a key that nothing is reserved under has no end.
 */
export function settle(database: Database, settlement: Settlement): boolean {
  return atomically(database, () => {
    switch (settlement.outcome) {
      case 'spent':
        return spend(database, settlement)
      case 'untouched':
        return release(database, settlement)
    }
  })
}

function spend(database: Database, { key, receipt }: Settlement): boolean {
  const isSpent = changes(
    database
      .prepare(`UPDATE ledger SET status = 'spent', receipt = ? WHERE key = ? AND status IN ('reserved', 'touched')`)
      .run(receipt ?? null, key),
  )
  return isSpent || has(database, key, 'spent')
}

function release(database: Database, { key, at }: Settlement): boolean {
  const row = database
    .prepare(`UPDATE ledger SET status = 'released' WHERE key = ? AND status = 'reserved' RETURNING entry, run, member`)
    .get(key)
  if (row === undefined) return !has(database, key, 'touched', 'spent') && has(database, key, 'released')
  const [entry, run, member] = [Number(row.entry), String(row.run), String(row.member)]
  const charges = giveBack(database, entry, member)
  appendEntry(database, { kind: 'charge-released', run, member, charges }, at)
  return true
}

/** Takes the charges of an entry out of the balances that they went into, also where a new period has begun since. */
function giveBack(database: Database, entry: number, member: string): readonly LoggedCharge[] {
  const charges = database.prepare('SELECT * FROM ledger_charges WHERE entry = ?')
  charges.setReadBigInts(true)
  const subtract = database.prepare(
    `UPDATE ledger_balances SET loss = loss - ?, delta = delta - ?
     WHERE owner = ? AND period = ? AND month = ? AND member = ? AND accounting = ?`,
  )
  return charges.all(entry).map((row) => {
    const [owner, accounting] = [String(row.owner), row.accounting === 'pure' ? 'pure' : 'zcdp'] as const
    const [loss, delta] = [units(row.loss), units(row.delta)]
    if (!changes(subtract.run(loss, delta, owner, units(row.period), String(row.month), member, accounting)))
      throw new Error('a charge is in no balance of the ledger')
    return { owner, accounting, loss: `${loss}`, delta: `${delta}` }
  })
}

function has(database: Database, key: string, ...statuses: readonly string[]): boolean {
  const rows = database.prepare('SELECT status FROM ledger WHERE key = ?').all(key)
  return rows.some(({ status }) => statuses.includes(String(status)))
}

function changes(result: { readonly changes: number | bigint }): boolean {
  return Number(result.changes) === 1
}
