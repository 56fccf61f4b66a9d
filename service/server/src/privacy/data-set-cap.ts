import type { DataSetBudget } from '@glovebox/api'
import { type Losses, lossesIn } from '../ledger/balance.ts'
import type { Accounting, Charge, Cost } from '../ledger/scope.ts'
import { prepared } from '../store/prepared.ts'
import type { RoomState } from '../store/room-state.ts'
import type { Db } from '../store/store.ts'
import { capOf, promiseOfAll, shareOf } from './units.ts'

const usualDelta = 1e-6

/** What an organisation lets be spent over all collaborations; undefined where it says nothing of that. */
export async function findDataSetBudget(
  db: Db,
  organisation: string,
): Promise<(DataSetBudget & { readonly version: number }) | undefined> {
  const [row] = await policyOf(db, { organisation })
  return row === undefined ? undefined : { ...(JSON.parse(row.policy) as DataSetBudget), version: row.version }
}

const policyOf = prepared((db, { organisation }: { readonly organisation: string }) =>
  db.selectFrom('data_set_budgets').select(['policy', 'version']).where('organisation', '=', organisation).compile(),
)

/**
 * A charge whose widest scope has the cap that the owner's organisation sets for all collaborations. Read where the
 * charge is made: rooms that spend at once then wait for each other, or one of them is run again.
 */
export async function withDataSetCap(
  state: RoomState,
  charge: Charge,
  find: (organisation: string) => ReturnType<typeof findDataSetBudget> = (organisation) =>
    findDataSetBudget(state.db, organisation),
): Promise<Charge> {
  const [root, ...narrower] = charge.scopes
  if (root === undefined) return charge
  const budget = await find(state.accountOf(root.owner))
  if (budget === undefined) return charge
  const capped = { ...root, cap: capUnder(budget, root.accounting), warnAt: budget.warnAt ?? [] }
  return { ...charge, scopes: [capped, ...narrower] }
}

/** What is gone of such a budget, in the periods that collaborations are in. */
export async function dataSetShare(
  state: RoomState,
  owner: string,
  budget: DataSetBudget,
): Promise<{ readonly spent: { readonly epsilon: number; readonly share: number }; readonly isExhausted: boolean }> {
  const losses = await lossesIn(state, { owner, kind: 'data-set', period: 'all' })
  const kinds = (['zcdp', 'pure'] as const).filter((kind) => losses[kind].loss > 0n || losses[kind].delta > 0n)
  const shares = kinds.map((kind) => shareIn(budget, losses, kind))
  const { epsilon } = promiseOfAll({ delta: budget.delta ?? usualDelta }, withoutDelta(losses))
  return {
    spent: { epsilon, share: shares.reduce((most, share) => Math.max(most, share), 0) },
    // Losses under two accountings do not add up, so nothing more is paid for.
    isExhausted: kinds.length > 1 || shares.some((share) => share >= 1),
  }
}

function shareIn(budget: DataSetBudget, losses: Losses, accounting: Accounting): number {
  return shareOf(termsOf(budget, accounting), losses[accounting], capUnder(budget, accounting))
}

function capUnder(budget: DataSetBudget, accounting: Accounting): Cost {
  return capOf({ ...termsOf(budget, accounting), epsilon: budget.epsilon })
}

function termsOf({ delta = usualDelta }: DataSetBudget, accounting: Accounting): Parameters<typeof shareOf>[0] {
  return { accounting, delta: accounting === 'pure' ? 0 : delta }
}

function withoutDelta({ zcdp, pure }: Losses): Losses {
  return { zcdp: { ...zcdp, delta: 0n }, pure }
}
