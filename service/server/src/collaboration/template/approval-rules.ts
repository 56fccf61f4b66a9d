import type { ApprovalRule, ApprovalRules, ApprovalRulesView } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import { type ContributionWorld, type Contributor, contribute } from '../contribution-world.ts'
import { activeMembers, requireMember } from '../membership.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { whyStale } from '../version.ts'
import { ownersOf, type StoredVersion } from './stored-template.ts'

/** An owner's rules, and who made them. */
type KeptRules = ApprovalRulesView & { readonly by: string }

/** Which templates an organisation approves by itself. */
export async function readApprovalRules(
  db: Db,
  organisation: string,
  collaboration: string,
): Promise<Outcome<ApprovalRulesView>> {
  const member = await requireMember(db, collaboration, organisation)
  if (!member.ok) return member
  const { rules, minimumReviewers, version } = await keptRules(db, collaboration, organisation)
  return done({ rules, minimumReviewers, version })
}

/** Says which templates an organisation approves by itself, from now on. */
export async function putApprovalRules(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  { rules, minimumReviewers: wanted }: ApprovalRules,
  ifMatch?: string,
): Promise<Outcome<ApprovalRulesView>> {
  return contribute(world, collaboration, async ({ tx, at }) => {
    const member = await requireMember(tx, collaboration, who.organisation, 'act')
    if (!member.ok) return member
    const before = await keptRules(tx, collaboration, who.organisation)
    const stale = whyStale(ifMatch, before.version)
    if (stale !== undefined) return stale
    const known = (await activeMembers(tx, collaboration)).map((one) => one.member)
    const unknown = rules.find(({ author }) => author !== anyone && !known.includes(author))
    if (unknown !== undefined) {
      const detail = `\`${unknown.author}\` is no active member of the collaboration`
      return refused('REFUSED', { reason: 'MEMBER_UNKNOWN', detail, help: `ANY, or one of ${known.join(', ')}` })
    }
    const minimumReviewers = wanted ?? before.minimumReviewers
    const version = before.version + 1
    const kept = {
      rules: JSON.stringify(rules),
      minimum_reviewers: minimumReviewers,
      version,
      by: who.by,
      updated_at: at,
    }
    await tx
      .insertInto('approval_rules')
      .values({ collaboration, organisation: who.organisation, ...kept })
      .onConflict((conflict) => conflict.columns(['collaboration', 'organisation']).doUpdateSet(kept))
      .execute()
    const detail = JSON.parse(JSON.stringify({ rules, minimumReviewers }))
    await recordAct(tx, world, { collaboration, member: member.value.member, action: 'review-rule-changed', detail })
    return done({ rules, minimumReviewers, version })
  })
}

const anyone = 'ANY'

async function keptRules(db: Db, collaboration: string, organisation: string): Promise<KeptRules> {
  const row = await db
    .selectFrom('approval_rules')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  if (row === undefined) return { rules: [], minimumReviewers: 1, version: 0, by: '' }
  const { minimum_reviewers: minimumReviewers, version, by } = row
  return { rules: JSON.parse(row.rules) as readonly ApprovalRule[], minimumReviewers, version, by }
}

/** The owners of what a version reads that approve it by themselves, and who made the rule. */
export async function automaticApprovals(
  db: Db,
  collaboration: string,
  author: { readonly organisation: string; readonly member: string },
  { tables }: Pick<StoredVersion, 'tables'>,
): Promise<readonly { readonly organisation: string; readonly by: string }[]> {
  const approvals: { readonly organisation: string; readonly by: string }[] = []
  for (const organisation of ownersOf({ tables })) {
    if (organisation === author.organisation) continue
    const { rules, by } = await keptRules(db, collaboration, organisation)
    const read = tables
      .filter((table) => table.organisation === organisation && !table.isPublic)
      .map(({ name }) => name)
    const isMet = rules.some(
      (rule) =>
        (rule.author === anyone || rule.author === author.member) &&
        (rule.tables === undefined || read.every((table) => rule.tables?.includes(table) === true)),
    )
    if (isMet) approvals.push({ organisation, by })
  }
  return approvals
}
