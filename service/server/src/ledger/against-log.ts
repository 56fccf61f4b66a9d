import type { LogEntry } from '../log/entry.ts'
import type { Database } from '../state/database.ts'
import { units } from './balance.ts'

/**
 * Adds up what the audit log says was charged and given back, and names the first balance of the ledger that says
 * otherwise. The log is what members hold each other to: whoever edits a balance to spend it again is found here. Must
 * stand in a snapshot.
 */
export function ledgerFault(database: Database): string | undefined {
  const logged = loggedTotals(database)
  const kept = keptTotals(database)
  for (const name of new Set([...logged.keys(), ...kept.keys()])) {
    const [should, is] = [logged.get(name), kept.get(name)]
    if ((should?.loss ?? 0n) === (is?.loss ?? 0n) && (should?.delta ?? 0n) === (is?.delta ?? 0n)) continue
    const [owner, member] = JSON.parse(name) as readonly string[]
    return `the ledger does not hold what the log says that ${member} spent of the budget of ${owner}`
  }
  return undefined
}

type Totals = Map<string, { loss: bigint; delta: bigint }>

function add(totals: Totals, key: readonly string[], loss: bigint, delta: bigint): void {
  const name = JSON.stringify(key)
  const before = totals.get(name)
  totals.set(name, { loss: (before?.loss ?? 0n) + loss, delta: (before?.delta ?? 0n) + delta })
}

function loggedTotals(database: Database): Totals {
  const totals: Totals = new Map()
  const rows = database.prepare(
    `SELECT entry FROM entries WHERE entry ->> 'kind' IN ('charged', 'charge-released') ORDER BY sequence`,
  )
  for (const row of rows.iterate()) {
    const entry = JSON.parse(String(row.entry)) as LogEntry
    if (entry.kind !== 'charged' && entry.kind !== 'charge-released') continue
    const sign = entry.kind === 'charged' ? 1n : -1n
    for (const { owner, accounting, loss, delta } of entry.charges)
      add(totals, [owner, entry.member, accounting], sign * BigInt(loss), sign * BigInt(delta))
  }
  return totals
}

/** Balances and the charges they are made of must agree as well: the history is drawn from the latter. */
function keptTotals(database: Database): Totals {
  const totals: Totals = new Map()
  const rows = database.prepare(
    `WITH charges AS (
       SELECT owner, member, accounting, period, month, SUM(loss) AS loss, SUM(delta) AS delta
       FROM ledger_charges JOIN ledger USING (entry) WHERE status <> 'released'
       GROUP BY owner, member, accounting, period, month
     )
     SELECT owner, member, accounting, MIN(b.loss, COALESCE(c.loss, 0)) AS loss, MIN(b.delta, COALESCE(c.delta, 0)) AS delta
     FROM ledger_balances b LEFT JOIN charges c USING (owner, member, accounting, period, month)`,
  )
  rows.setReadBigInts(true)
  for (const { owner, member, accounting, loss, delta } of rows.iterate())
    add(totals, [String(owner), String(member), String(accounting)], units(loss), units(delta))
  return totals
}
