import { sql } from 'kysely'
import type { LogEntry } from '../log/entry.ts'
import { storedEntries } from '../state/audit-log.ts'
import type { RoomState } from '../store/room-state.ts'
import { units } from './balance.ts'

/**
 * Adds up what the audit log says was charged and given back, and names the first balance of the ledger that says
 * otherwise. The log is what members hold each other to: whoever edits a balance to spend it again is found here. Must
 * stand in a snapshot.
 */
export async function ledgerFault(picture: RoomState): Promise<string | undefined> {
  const logged = await loggedTotals(picture)
  const kept = await keptTotals(picture)
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

async function loggedTotals(picture: RoomState): Promise<Totals> {
  const totals: Totals = new Map()
  for await (const stored of storedEntries(picture, ['charged', 'charge-released'])) {
    const entry = JSON.parse(stored.entry) as LogEntry
    if (entry.kind !== 'charged' && entry.kind !== 'charge-released') continue
    const sign = entry.kind === 'charged' ? 1n : -1n
    for (const { owner, accounting, loss, delta } of entry.charges)
      add(totals, [owner, entry.member, accounting], sign * BigInt(loss), sign * BigInt(delta))
  }
  return totals
}

/** Balances and the charges they are made of must agree as well: the history is drawn from the latter. */
async function keptTotals({ db, collaboration }: RoomState): Promise<Totals> {
  const totals: Totals = new Map()
  const { rows } = await sql<Kept>`
    WITH charges AS (
      SELECT c.owner, e.member, c.accounting, c.period, c.month, SUM(c.loss) AS loss, SUM(c.delta) AS delta
      FROM ledger_charges c
      JOIN ledger_entries e ON e.collaboration = c.collaboration AND e.entry = c.entry
      WHERE c.collaboration = ${collaboration} AND e.status <> 'released'
      GROUP BY c.owner, e.member, c.accounting, c.period, c.month
    )
    SELECT b.owner, b.member, b.accounting,
      CAST(CASE WHEN b.loss < COALESCE(c.loss, 0) THEN b.loss ELSE COALESCE(c.loss, 0) END AS BIGINT) AS loss,
      CAST(CASE WHEN b.delta < COALESCE(c.delta, 0) THEN b.delta ELSE COALESCE(c.delta, 0) END AS BIGINT) AS delta
    FROM ledger_balances b
    LEFT JOIN charges c ON c.owner = b.owner AND c.member = b.member AND c.accounting = b.accounting
      AND c.period = b.period AND c.month = b.month
    WHERE b.collaboration = ${collaboration}`.execute(db)
  for (const { owner, member, accounting, loss, delta } of rows)
    add(totals, [owner, member, accounting], units(loss), units(delta))
  return totals
}

type Kept = {
  readonly owner: string
  readonly member: string
  readonly accounting: string
  readonly loss: unknown
  readonly delta: unknown
}
