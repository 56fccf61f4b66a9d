import type { Json } from '../log/canonical-json.ts'
import type { RoomState } from '../store/room-state.ts'
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
export async function entries(
  { db, collaboration }: RoomState,
  { owner, member, limit }: { readonly owner: string; readonly member?: string; readonly limit?: number },
): Promise<readonly LedgerEntry[]> {
  let wanted = db
    .selectFrom('ledger_charges as c')
    .innerJoin('ledger_entries as e', (join) =>
      join.onRef('e.collaboration', '=', 'c.collaboration').onRef('e.entry', '=', 'c.entry'),
    )
    .select(['e.entry', 'e.at', 'e.member', 'e.run', 'e.question', 'e.query', 'e.event', 'e.status', 'e.receipt'])
    .select(['c.accounting', 'c.loss', 'c.delta', 'c.period'])
    .where('c.collaboration', '=', collaboration)
    .where('c.owner', '=', owner)
  if (member !== undefined) wanted = wanted.where('e.member', '=', member)
  if (limit !== undefined) wanted = wanted.limit(limit)
  const rows = await wanted.orderBy('c.entry', 'desc').execute()
  return rows
    .map(({ event, loss, delta, receipt, ...entry }): LedgerEntry => {
      const cost = { loss: units(loss), delta: units(delta) }
      return { ...entry, event: JSON.parse(event) as Json, cost, ...(receipt === null ? {} : { receipt }) }
    })
    .reverse()
}
