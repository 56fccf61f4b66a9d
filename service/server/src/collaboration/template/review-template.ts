import type { NewReview, TemplateView } from '@glovebox/api'
import type { GovernedAction } from '../../log/governance.ts'
import { type Contribution, type ContributionWorld, type Contributor, contribute } from '../contribution-world.ts'
import { type Membership, requireMember } from '../membership.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { setStatus, settleVersion } from './settle-version.ts'
import {
  noTemplate,
  ownersOf,
  type StoredTemplate,
  type StoredVersion,
  storedTemplate,
  templateViews,
} from './stored-template.ts'

/** Says for an owner what it thinks of a version, or takes that back. */
export async function reviewTemplate(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  nameOrId: string,
  version: number,
  given: NewReview,
): Promise<Outcome<TemplateView>> {
  return contribute(world, collaboration, async (contribution) => {
    const member = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
    if (!member.ok) return member
    return reviewIn(world, contribution, who, member.value, nameOrId, version, given)
  })
}

/** Reviews a version in a transaction of the caller's. */
export async function reviewIn(
  world: ContributionWorld,
  contribution: Contribution,
  who: Contributor,
  member: Membership,
  nameOrId: string,
  version: number,
  { decision, hash, comment = '' }: NewReview,
): Promise<Outcome<TemplateView>> {
  const { tx, at } = contribution
  const { collaboration, organisation } = member
  const template = await storedTemplate(tx, collaboration, nameOrId)
  const looked = template?.versions.find((one) => one.version === version)
  if (template === undefined || looked === undefined) return noTemplate
  const wrong = whyNoReview(template, looked, who, { decision, hash })
  if (wrong !== undefined) return wrong
  if (decision === 'withdrawn') {
    // Whoever speaks for an owner takes back what any of its people said.
    await tx
      .updateTable('template_reviews')
      .set({ decision })
      .where('collaboration', '=', collaboration)
      .where('template', '=', template.id)
      .where('version', '=', version)
      .where('organisation', '=', organisation)
      .execute()
  }
  const said = { decision, is_automatic: 0, comment, at }
  await tx
    .insertInto('template_reviews')
    .values({ collaboration, template: template.id, version, organisation, by: who.by, ...said })
    .onConflict((conflict) =>
      conflict.columns(['collaboration', 'template', 'version', 'organisation', 'by']).doUpdateSet(said),
    )
    .execute()
  const record = { collaboration, member: member.member, subject: template.name, hash: looked.hash }
  await recordAct(tx, world, { ...record, action: actions[decision], detail: { version } })
  return viewOf(contribution, await settleVersion(world, contribution, template, version))
}

/** Withdraws a version: its author does not want it to run any more. */
export async function withdrawTemplate(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  nameOrId: string,
  version: number,
): Promise<Outcome<TemplateView>> {
  return contribute(world, collaboration, async (contribution) => {
    const { tx } = contribution
    const member = await requireMember(tx, collaboration, who.organisation, 'act')
    if (!member.ok) return member
    const template = await storedTemplate(tx, collaboration, nameOrId)
    const looked = template?.versions.find((one) => one.version === version)
    if (template === undefined || looked === undefined) return noTemplate
    if (template.organisation !== who.organisation) {
      return refused('NOT_FOUND', { reason: 'TEMPLATE_NOT_YOURS', detail: 'only its author withdraws a version' })
    }
    await setStatus(contribution, collaboration, template.id, [version], 'withdrawn')
    const record = { collaboration, member: member.value.member, subject: template.name, hash: looked.hash }
    await recordAct(tx, world, { ...record, action: 'template-withdrawn', detail: { version } })
    return viewOf(contribution, await settleVersion(world, contribution, template, version))
  })
}

const actions: Readonly<Record<NewReview['decision'], GovernedAction>> = {
  approved: 'template-approved',
  rejected: 'template-rejected',
  withdrawn: 'template-withdrawn',
}

function whyNoReview(
  template: StoredTemplate,
  version: StoredVersion,
  who: Contributor,
  { decision, hash }: Pick<NewReview, 'decision'> & { readonly hash: string | undefined },
): Refused | undefined {
  if (!ownersOf(version).includes(who.organisation)) {
    const detail = 'it reads no table of your organisation that would need its approval'
    return refused('CONFLICT', { reason: 'NOT_AN_OWNER', detail })
  }
  if (hash !== undefined && hash !== version.hash) {
    return refused('VERSION_CONFLICT', { detail: 'what was looked at is not this version', help: 'read it again' })
  }
  if (version.status === 'withdrawn') {
    return refused('CONFLICT', {
      reason: 'VERSION_WITHDRAWN',
      detail: 'it was withdrawn, or another version took its place',
    })
  }
  if (decision !== 'approved') return undefined
  if (version.by === who.by) {
    return refused('CONFLICT', {
      reason: 'OWN_TEMPLATE',
      detail: 'nobody approves what they proposed themselves',
      help: 'ask somebody else of your organisation',
    })
  }
  const least = template.minimumReviewers[who.organisation] ?? 1
  if (Math.max(template.reviewers, least) > 1 && who.user === undefined) {
    return refused('CONFLICT', {
      reason: 'PERSON_NEEDED',
      detail: 'it needs several people, and a key is nobody',
      help: 'sign in, or use the key of a user',
    })
  }
  const isOlder = template.versions.some((one) => one.version > version.version && one.status === 'approved')
  if (!isOlder) return undefined
  return refused('CONFLICT', { reason: 'VERSION_SUPERSEDED', detail: 'a newer version was approved' })
}

async function viewOf({ tx }: Contribution, template: StoredTemplate): Promise<Outcome<TemplateView>> {
  const [view] = await templateViews(tx, template.collaboration, [template])
  return view === undefined ? noTemplate : done(view)
}
