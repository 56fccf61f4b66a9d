import type { Database } from '../state/database.ts'
import type { Accounting, Cost, Scope } from './scope.ts'

/** Losses of each kind: they are never added to each other. */
export type Losses = Readonly<Record<Accounting, Cost>>

/** A part of what an owner's data has lost. What is absent is not narrowed. */
type Part = {
  readonly owner: string
  readonly member?: string
  readonly month?: string
  /** The period by its number; `all` periods is the lifetime. */
  readonly period?: bigint
}

const nothing: Cost = { loss: 0n, delta: 0n }

/** What is reserved and spent in a scope in its period. Unsettled reservations are spent. */
export function spent(database: Database, scope: Pick<Scope, 'owner' | 'member' | 'accounting' | 'period'>): Cost {
  return lossesIn(database, scope)[scope.accounting]
}

/** What is spent in a scope in its period, also under the accounting that it does not have. */
export function lossesIn(database: Database, scope: Pick<Scope, 'owner' | 'member' | 'period'>): Losses {
  return readLosses(database, {
    owner: scope.owner,
    period: currentPeriod(database, scope.owner),
    ...(scope.member === undefined ? {} : { member: scope.member }),
    ...(scope.period === 'all' ? {} : { month: scope.period }),
  })
}

/** What an owner's data has lost, to one member if asked, over all periods, refreshes and resets. It never falls by them. */
export function lifetime(database: Database, part: { readonly owner: string; readonly member?: string }): Losses {
  return readLosses(database, part)
}

/** The number of the period that an owner opened last; the first is 1. */
export function currentPeriod(database: Database, owner: string): bigint {
  const statement = database.prepare('SELECT COALESCE(MAX(period), 1) AS period FROM ledger_periods WHERE owner = ?')
  statement.setReadBigInts(true)
  return units(statement.get(owner)?.period)
}

/** Adds to what is spent. Must stand in the transaction that keeps the charge. */
export function addToBalance(
  database: Database,
  at: {
    readonly owner: string
    readonly period: bigint
    readonly month: string
    readonly member: string
    readonly accounting: Accounting
  },
  { loss, delta }: Cost,
): void {
  database
    .prepare(
      `INSERT INTO ledger_balances VALUES (:owner, :period, :month, :member, :accounting, :loss, :delta)
       ON CONFLICT DO UPDATE SET loss = loss + excluded.loss, delta = delta + excluded.delta`,
    )
    .run({ ...at, loss, delta })
}

/** The integer of a cell that was read as one. */
export function units(cell: unknown): bigint {
  if (typeof cell !== 'bigint') throw new Error('the ledger holds what is no integer')
  return cell
}

/**
 * Balances are kept by member and calendar month, whatever the policy says of refreshes: a policy that changes then finds
 * what was spent before under the new one, and gives nothing back.
 */
function readLosses(database: Database, { owner, member, month, period }: Part): Losses {
  const statement = database.prepare(
    `SELECT accounting, SUM(loss) AS loss, SUM(delta) AS delta FROM ledger_balances
     WHERE owner = :owner AND (:period IS NULL OR period = :period) AND (:month IS NULL OR month = :month)
       AND (:member IS NULL OR member = :member)
     GROUP BY accounting`,
  )
  statement.setReadBigInts(true)
  const losses = { zcdp: nothing, pure: nothing }
  for (const row of statement.iterate({ owner, member: member ?? null, month: month ?? null, period: period ?? null }))
    losses[row.accounting === 'pure' ? 'pure' : 'zcdp'] = { loss: units(row.loss), delta: units(row.delta) }
  return losses
}
