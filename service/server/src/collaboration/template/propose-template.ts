import type { NewTemplate, TemplateText, TemplateView } from '@glovebox/api'
import { foldCase, whyNoName } from '@glovebox/cleanroom'
import { randomId } from '../../state/random-id.ts'
import { type Contribution, type ContributionWorld, type Contributor, contribute } from '../contribution-world.ts'
import { readParts } from '../document/room-parts.ts'
import { type Membership, noCollaboration, requireMember } from '../membership.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { automaticApprovals } from './approval-rules.ts'
import { lookAtTemplate } from './look-at-template.ts'
import { settleVersion } from './settle-version.ts'
import { noTemplate, type StoredTemplate, storedTemplate, templateViews } from './stored-template.ts'

/** Proposes a template to the owners of every table that it reads. */
export async function proposeTemplate(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  given: NewTemplate,
): Promise<Outcome<TemplateView>> {
  return contribute(world, collaboration, async (contribution) => {
    const member = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
    return member.ok ? proposeIn(world, contribution, who, member.value, given) : member
  })
}

/** Proposes a template in a transaction of the caller's. */
export async function proposeIn(
  world: ContributionWorld,
  contribution: Contribution,
  who: Contributor,
  member: Membership,
  given: NewTemplate,
): Promise<Outcome<TemplateView>> {
  const { tx, at } = contribution
  const { collaboration } = member
  const { name, kind = 'query', reviewers = 1 } = given
  const reason = whyNoName('template', name)
  if (reason !== undefined) {
    return refused('REFUSED', { reason: 'NAME_INVALID', detail: `a template cannot be named \`${name}\`: ${reason}` })
  }
  const taken = await tx
    .selectFrom('templates')
    .select('name')
    .where('collaboration', '=', collaboration)
    .where('name_folded', '=', foldCase(name))
    .executeTakeFirst()
  if (taken !== undefined) {
    const detail = `the collaboration has a template named \`${taken.name}\` already, upper and lower case aside`
    return refused('CONFLICT', {
      reason: 'NAME_TAKEN',
      detail,
      help: 'propose another version of it, or take another name',
    })
  }
  const row = {
    collaboration,
    id: randomId('tpl', world.random),
    name,
    name_folded: foldCase(name),
    organisation: who.organisation,
    kind,
    reviewers,
    created_at: at,
  }
  return addVersion(world, contribution, who, member, { ...row, versions: [], minimumReviewers: {} }, given)
}

/** Proposes another version of a template; the one that runs stays until this one is approved. */
export async function proposeVersion(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  nameOrId: string,
  text: TemplateText,
): Promise<Outcome<TemplateView>> {
  return contribute(world, collaboration, async (contribution) => {
    const member = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
    if (!member.ok) return member
    return proposeVersionIn(world, contribution, who, member.value, nameOrId, text)
  })
}

/** Proposes another version in a transaction of the caller's. */
export async function proposeVersionIn(
  world: ContributionWorld,
  contribution: Contribution,
  who: Contributor,
  member: Membership,
  nameOrId: string,
  text: TemplateText,
): Promise<Outcome<TemplateView>> {
  const template = await storedTemplate(contribution.tx, member.collaboration, nameOrId)
  if (template === undefined) return noTemplate
  if (template.organisation !== who.organisation) {
    return refused('NOT_FOUND', {
      reason: 'TEMPLATE_NOT_YOURS',
      detail: 'only its author proposes versions of a template',
    })
  }
  return addVersion(world, contribution, who, member, template, text)
}

async function addVersion(
  world: ContributionWorld,
  contribution: Contribution,
  who: Contributor,
  member: Membership,
  template: StoredTemplate,
  { sql, parameters = [], description = '' }: TemplateText,
): Promise<Outcome<TemplateView>> {
  const { tx, at } = contribution
  const { collaboration, id, name, organisation, kind, reviewers, versions } = template
  const parts = await readParts(tx, collaboration)
  if (parts === undefined) return noCollaboration
  const looked = lookAtTemplate(parts, { name, organisation, kind, reviewers, sql, parameters, description })
  if (!looked.ok) return looked
  const { hash, tables, warnings } = looked.value
  const version = (versions[0]?.version ?? 0) + 1
  if (version === 1) {
    const { versions: _none, minimumReviewers: _least, ...row } = template
    await tx.insertInto('templates').values(row).execute()
  }
  await tx
    .insertInto('template_versions')
    .values({
      collaboration,
      template: id,
      version,
      hash,
      sql,
      parameters: JSON.stringify(parameters),
      description,
      status: 'proposed',
      validation: JSON.stringify(warnings),
      tables: JSON.stringify(tables),
      by: who.by,
      at,
    })
    .execute()
  const record = { collaboration, subject: name, hash, detail: { version } }
  await recordAct(tx, world, { ...record, member: member.member, action: 'template-proposed' })
  // What leaves for somewhere else is looked at by people.
  const automatic = kind === 'query' ? await automaticApprovals(tx, collaboration, member, { tables }) : []
  for (const approval of automatic) {
    await tx
      .insertInto('template_reviews')
      .values({
        collaboration,
        template: id,
        version,
        ...approval,
        decision: 'approved',
        is_automatic: 1,
        comment: '',
        at,
      })
      .execute()
    const owner = parts.members.find((one) => one.organisation === approval.organisation)?.member ?? ''
    const detail = { version, isAutomatic: true }
    await recordAct(tx, world, { ...record, member: owner, action: 'template-approved', detail })
  }
  const settled = await settleVersion(world, contribution, template, version)
  const [view] = await templateViews(tx, collaboration, [settled])
  return view === undefined ? noTemplate : done(view)
}
