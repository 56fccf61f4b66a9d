import { type RawBuilder, sql } from 'kysely'
import { prepared } from '../store/prepared.ts'
import type { RoomState } from '../store/room-state.ts'
import type { Accounting, Cost, Scope } from './scope.ts'

/** Losses of each kind: they are never added to each other. */
export type Losses = Readonly<Record<Accounting, Cost>>

const nothing: Cost = { loss: 0n, delta: 0n }

/** What of a scope says which losses it counts. */
type Counted = Pick<Scope, 'owner' | 'member' | 'period'> & Partial<Pick<Scope, 'kind'>>

/** What is reserved and spent in a scope in its period. Unsettled reservations are spent. */
export async function spent(state: RoomState, scope: Counted & Pick<Scope, 'accounting'>): Promise<Cost> {
  return (await lossesIn(state, scope))[scope.accounting]
}

/** What is spent in a scope in its period, also under the accounting that it does not have. */
export async function lossesIn(state: RoomState, { owner, member, period, kind }: Counted): Promise<Losses> {
  const statement =
    currentLosses[kind === 'data-set' ? 1 : 0]?.[member === undefined ? 0 : 1]?.[period === 'all' ? 0 : 1]
  if (statement === undefined) throw new Error('every scope has its statement')
  const account = kind === 'data-set' ? state.accountOf(owner) : ''
  const { collaboration } = state
  return lossesOf(await statement(state.db, { collaboration, owner, account, member: member ?? '', period }))
}

type Asked = Readonly<Record<'collaboration' | 'owner' | 'account' | 'member' | 'period', string>>

/** What is asked of periods that are open, by whether it is of all collaborations, of one member, since a month. */
const currentLosses = [false, true].map((ofAll) =>
  [false, true].map((ofOne) =>
    [false, true].map((sinceMonth) =>
      prepared((db, { collaboration, owner, account, member, period }: Asked) =>
        lossRows([
          ofAll ? sql`b.account = ${account}` : ofOwner({ collaboration }, owner),
          inCurrentPeriod(),
          ...(ofOne ? [sql`b.member = ${member}`] : []),
          // A clock that goes back to an earlier month finds what was spent since.
          ...(sinceMonth ? [sql`b.month >= ${period}`] : []),
        ]).compile(db),
      ),
    ),
  ),
)

/** What an owner's data has lost, to one member if asked, over all periods, refreshes and resets. It never falls by them. */
export function lifetime(
  state: RoomState,
  { owner, member }: { readonly owner: string; readonly member?: string },
): Promise<Losses> {
  return readLosses(state, [ofOwner(state, owner), ...(member === undefined ? [] : [sql`b.member = ${member}`])])
}

/** What an owner's data has lost in all collaborations that its account brought it to. */
export function accountLifetime(state: RoomState, owner: string): Promise<Losses> {
  return readLosses(state, [ofAccount(state, owner)])
}

/** The number of the period that an owner opened last; the first is 1. */
export async function currentPeriod({ db, collaboration }: RoomState, owner: string): Promise<number> {
  const row = await db
    .selectFrom('ledger_periods')
    .select(({ fn }) => fn.max('period').as('period'))
    .where('collaboration', '=', collaboration)
    .where('owner', '=', owner)
    .executeTakeFirst()
  return Number(row?.period ?? 1)
}

/** The month that a charge belongs to: that of the last one in the period, where the clock is behind it. */
export async function chargedMonth(
  { db, collaboration }: RoomState,
  { owner, period, month }: { readonly owner: string; readonly period: number; readonly month: string },
): Promise<string> {
  const row = await db
    .selectFrom('ledger_balances')
    .select(({ fn }) => fn.max('month').as('month'))
    .where('collaboration', '=', collaboration)
    .where('owner', '=', owner)
    .where('period', '=', period)
    .executeTakeFirst()
  const last = row?.month ?? month
  return last > month ? last : month
}

/** Adds to what is spent. Must stand in the transaction that keeps the charge. */
export async function addToBalance(
  tx: RoomState,
  at: {
    readonly owner: string
    readonly period: number
    readonly month: string
    readonly member: string
    readonly accounting: Accounting
  },
  { loss, delta }: Cost,
): Promise<void> {
  const { owner, period, month, member, accounting } = at
  await sql`
    INSERT INTO ledger_balances (collaboration, owner, period, month, member, accounting, account, loss, delta)
    VALUES (${tx.collaboration}, ${owner}, ${period}, ${month}, ${member}, ${accounting}, ${tx.accountOf(owner)}, ${loss}, ${delta})
    ON CONFLICT (collaboration, owner, period, month, member, accounting)
    DO UPDATE SET loss = ledger_balances.loss + excluded.loss, delta = ledger_balances.delta + excluded.delta
  `.execute(tx.db)
}

/** The integer of a cell: a number, or a bigint where a double does not hold it. */
export function units(cell: unknown): bigint {
  if (typeof cell === 'bigint') return cell
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return BigInt(cell)
  throw new Error('the ledger holds what is no integer')
}

function ofOwner({ collaboration }: Pick<RoomState, 'collaboration'>, owner: string): RawBuilder<unknown> {
  return sql`b.collaboration = ${collaboration} AND b.owner = ${owner}`
}

function ofAccount({ accountOf }: RoomState, owner: string): RawBuilder<unknown> {
  return sql`b.account = ${accountOf(owner)}`
}

/** Each collaboration counts its own periods of an owner. */
const inCurrentPeriod = (): RawBuilder<unknown> => sql`b.period = (
  SELECT COALESCE(MAX(p.period), 1) FROM ledger_periods p
  WHERE p.collaboration = b.collaboration AND p.owner = b.owner
)`

/**
 * Balances are kept by member and calendar month, whatever the policy says of refreshes: a policy that changes then finds
 * what was spent before under the new one, and gives nothing back.
 */
async function readLosses({ db }: RoomState, conditions: readonly RawBuilder<unknown>[]): Promise<Losses> {
  return lossesOf((await lossRows(conditions).execute(db)).rows)
}

type LossRow = { readonly accounting: string; readonly loss: unknown; readonly delta: unknown }

function lossRows(conditions: readonly RawBuilder<unknown>[]): RawBuilder<LossRow> {
  return sql<LossRow>`
    SELECT b.accounting, CAST(SUM(b.loss) AS BIGINT) AS loss, CAST(SUM(b.delta) AS BIGINT) AS delta
    FROM ledger_balances b WHERE ${sql.join(conditions, sql` AND `)} GROUP BY b.accounting`
}

function lossesOf(rows: readonly LossRow[]): Losses {
  const losses = { zcdp: nothing, pure: nothing }
  for (const { accounting, loss, delta } of rows)
    losses[accounting === 'pure' ? 'pure' : 'zcdp'] = { loss: units(loss), delta: units(delta) }
  return losses
}
