import type { DataSetBudget, DataSetBudgetView } from '@glovebox/api'
import { dataSetShare, findDataSetBudget } from '../../privacy/data-set-cap.ts'
import type { ServerWorld } from '../../server-world.ts'
import { type RoomState, roomState } from '../../store/room-state.ts'
import type { Db } from '../../store/store.ts'
import { plainVault } from '../../store/vault.ts'
import { type Contribution, type ContributionWorld, type Contributor, contribute } from '../contribution-world.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { whyStale } from '../version.ts'

const noBudget = refused('NOT_FOUND', {
  reason: 'BUDGET_NOT_FOUND',
  detail: 'your organisation has set no privacy budget over all collaborations',
})

/** What may be spent on an organisation's protected tables over all collaborations, and what is gone of it. */
export async function readDataSetBudget(world: ServerWorld, organisation: string): Promise<Outcome<DataSetBudgetView>> {
  return world.store.snapshot((db) => viewIn(world, db, organisation))
}

/** Says what may be spent on an organisation's protected tables over all collaborations. What was spent stays spent. */
export async function putDataSetBudget(
  world: ContributionWorld,
  who: Contributor,
  budget: DataSetBudget,
  ifMatch?: string,
): Promise<Outcome<DataSetBudgetView>> {
  return contribute(world, who.organisation, async (contribution) => {
    const { tx, at } = contribution
    const before = await findDataSetBudget(tx, who.organisation)
    const stale = whyStale(ifMatch, before?.version ?? 0)
    if (stale !== undefined) return stale
    const kept = { policy: JSON.stringify(budget), version: (before?.version ?? 0) + 1, updated_at: at }
    await tx
      .insertInto('data_set_budgets')
      .values({ organisation: who.organisation, ...kept })
      .onConflict((conflict) => conflict.column('organisation').doUpdateSet(kept))
      .execute()
    await tellRooms(world, contribution, who.organisation, 'budget-set')
    return viewIn(world, tx, who.organisation)
  })
}

/** Lets the budgets of collaborations alone say what may be spent. */
export async function removeDataSetBudget(
  world: ContributionWorld,
  who: Contributor,
  ifMatch?: string,
): Promise<Outcome<undefined>> {
  return contribute(world, who.organisation, async (contribution) => {
    const { tx } = contribution
    const before = await findDataSetBudget(tx, who.organisation)
    if (before === undefined) return noBudget
    const stale = whyStale(ifMatch, before.version)
    if (stale !== undefined) return stale
    await tx.deleteFrom('data_set_budgets').where('organisation', '=', who.organisation).execute()
    await tellRooms(world, contribution, who.organisation, 'budget-removed')
    return done(undefined)
  })
}

async function viewIn(world: ServerWorld, db: Db, organisation: string): Promise<Outcome<DataSetBudgetView>> {
  const budget = await findDataSetBudget(db, organisation)
  if (budget === undefined) return noBudget
  return done({ ...budget, ...(await dataSetShare(dataSetOf(world, db, organisation), organisation, budget)) })
}

/** Nothing of one room is read or written through it: its account alone is meant. */
function dataSetOf({ store, random }: ServerWorld, db: Db, organisation: string): RoomState {
  const vault = plainVault
  const room = roomState(store, { collaboration: organisation, vault, random, accountOf: () => organisation })
  return { ...room, db, isTransaction: true }
}

/** Every room that may refuse a run for it has on record that it was decided. The numbers are the owner's own. */
async function tellRooms(
  world: ContributionWorld,
  { tx }: Contribution,
  organisation: string,
  action: 'budget-set' | 'budget-removed',
): Promise<void> {
  const rooms = await tx
    .selectFrom('members')
    .innerJoin('collaborations', 'collaborations.id', 'members.collaboration')
    .select(['members.collaboration', 'members.name'])
    .where('members.organisation', '=', organisation)
    .where('members.status', '=', 'active')
    .where('collaborations.closed_at', 'is', null)
    .orderBy('members.collaboration')
    .execute()
  for (const { collaboration, name } of rooms)
    await recordAct(tx, world, { collaboration, member: name, action, subject: 'data-set' })
}
