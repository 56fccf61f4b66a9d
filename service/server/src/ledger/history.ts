import type { Json } from '../log/canonical-json.ts'
import type { Database } from '../state/database.ts'
import { units } from './balance.ts'
import type { Accounting, Cost } from './scope.ts'

/** `reserved` and `touched` count as spent; `released` was given back before any data was read. */
export type LedgerStatus = 'reserved' | 'touched' | 'spent' | 'released'

/** What one run took from one owner. */
export type LedgerEntry = {
  readonly entry: number
  readonly at: string
  readonly member: string
  readonly run: string
  /** The hash of the canonical question. */
  readonly question: string
  readonly query: string
  readonly event: Json
  readonly accounting: Accounting
  readonly cost: Cost
  /** The period by its number, from 1. */
  readonly period: number
  readonly status: LedgerStatus
  readonly receipt?: string
}

/** The newest charges of an owner, oldest of them first; of one member if asked. */
export function entries(
  database: Database,
  options: { readonly owner: string; readonly member?: string; readonly limit?: number },
): readonly LedgerEntry[] {
  const statement = database.prepare(
    `SELECT entry, at, member, run, question, query, event, accounting, loss, delta, period, status, receipt
     FROM ledger_charges JOIN ledger USING (entry)
     WHERE owner = :owner AND (:member IS NULL OR member = :member)
     ORDER BY entry DESC LIMIT :limit`,
  )
  statement.setReadBigInts(true)
  const rows = statement.all({ owner: options.owner, member: options.member ?? null, limit: options.limit ?? -1 })
  return rows
    .map(
      (row): LedgerEntry => ({
        entry: Number(row.entry),
        at: String(row.at),
        member: String(row.member),
        run: String(row.run),
        question: String(row.question),
        query: String(row.query),
        event: JSON.parse(String(row.event)) as Json,
        accounting: row.accounting === 'pure' ? 'pure' : 'zcdp',
        cost: { loss: units(row.loss), delta: units(row.delta) },
        period: Number(row.period),
        status: row.status as LedgerStatus,
        ...(row.receipt === null ? {} : { receipt: String(row.receipt) }),
      }),
    )
    .reverse()
}
