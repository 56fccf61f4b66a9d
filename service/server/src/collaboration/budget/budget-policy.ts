import type { BudgetPolicy, BudgetPolicyView } from '@glovebox/api'
import { type BudgetDocument, readCollaboration, writeDocument } from '@glovebox/cleanroom'
import type { Db } from '../../store/store.ts'
import { type Contribution, type ContributionWorld, type Contributor, contribute } from '../contribution-world.ts'
import { activeMembers, type Membership, requireMember, touchCollaboration } from '../membership.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { refusalOf } from '../refusal-of.ts'
import { whyStale } from '../version.ts'

const noPolicy = refused('NOT_FOUND', {
  reason: 'BUDGET_NOT_FOUND',
  detail: 'your organisation has set no privacy budget in this collaboration',
})

/** What may be spent on an organisation's protected tables in a collaboration. */
export async function readBudgetPolicy(
  db: Db,
  organisation: string,
  collaboration: string,
): Promise<Outcome<BudgetPolicyView>> {
  const member = await requireMember(db, collaboration, organisation)
  if (!member.ok) return member
  const kept = await keptPolicy(db, collaboration, organisation)
  return kept === undefined ? noPolicy : done(kept)
}

/** Says what may be spent on an organisation's protected tables in a collaboration. What was spent stays spent. */
export async function putBudgetPolicy(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  policy: BudgetPolicy,
  ifMatch?: string,
): Promise<Outcome<BudgetPolicyView>> {
  return contribute(world, collaboration, async (contribution) => {
    const member = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
    if (!member.ok) return member
    return putPolicyIn(world, contribution, member.value, policy, ifMatch)
  })
}

/** Sets a policy in a transaction of the caller's. */
export async function putPolicyIn(
  world: ContributionWorld,
  { tx, at }: Contribution,
  { collaboration, organisation, member }: Membership,
  policy: BudgetPolicy,
  ifMatch?: string,
): Promise<Outcome<BudgetPolicyView>> {
  const before = await keptPolicy(tx, collaboration, organisation)
  const wrong = whyStale(ifMatch, before?.version ?? 0) ?? (await whyNoPolicy(tx, collaboration, member, policy))
  if (wrong !== undefined) return wrong
  const version = (before?.version ?? 0) + 1
  const kept = { policy: JSON.stringify(policy), version, updated_at: at }
  await tx
    .insertInto('budget_policies')
    .values({ collaboration, organisation, ...kept })
    .onConflict((conflict) => conflict.columns(['collaboration', 'organisation']).doUpdateSet(kept))
    .execute()
  await touchCollaboration(tx, collaboration)
  const detail = JSON.parse(kept.policy)
  await recordAct(tx, world, { collaboration, member, action: 'budget-set', subject: member, detail })
  return done({ ...policy, version })
}

/** Lets nothing more be spent on an organisation's protected tables in a collaboration. */
export async function removeBudgetPolicy(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  ifMatch?: string,
): Promise<Outcome<undefined>> {
  return contribute(world, collaboration, async (contribution) => {
    const found = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
    if (!found.ok) return found
    return removePolicyIn(world, contribution, found.value, ifMatch)
  })
}

/** Removes a policy in a transaction of the caller's. */
export async function removePolicyIn(
  world: ContributionWorld,
  { tx }: Contribution,
  { collaboration, organisation, member }: Membership,
  ifMatch?: string,
): Promise<Outcome<undefined>> {
  const kept = await keptPolicy(tx, collaboration, organisation)
  if (kept === undefined) return noPolicy
  const stale = whyStale(ifMatch, kept.version)
  if (stale !== undefined) return stale
  await tx
    .deleteFrom('budget_policies')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
  await touchCollaboration(tx, collaboration)
  await recordAct(tx, world, { collaboration, member, action: 'budget-removed', subject: member })
  return done(undefined)
}

async function keptPolicy(db: Db, collaboration: string, organisation: string): Promise<BudgetPolicyView | undefined> {
  const row = await db
    .selectFrom('budget_policies')
    .select(['policy', 'version'])
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return row === undefined ? undefined : { ...(JSON.parse(row.policy) as BudgetPolicy), version: row.version }
}

/** What the collaboration file would say against it. */
async function whyNoPolicy(
  db: Db,
  collaboration: string,
  owner: string,
  policy: BudgetPolicy,
): Promise<Refused | undefined> {
  const members = (await activeMembers(db, collaboration)).map(({ member: name }) => ({ name }))
  // What the decoder does not let through is refused below.
  const budget = { ...policy, owner } as BudgetDocument
  const text = writeDocument({ version: 1, collaboration: 'budget', members, budgets: [budget] })
  const read = readCollaboration(text)
  if (read.collaboration !== undefined) return undefined
  const errors = read.diagnostics.filter(({ severity }) => severity === 'error')
  return refusalOf('BUDGET_REFUSED', errors, text)
}
