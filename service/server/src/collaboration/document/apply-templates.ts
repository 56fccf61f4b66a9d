import type { Scope } from '@glovebox/api'
import { type CollaborationDocument, foldCase, type TemplateDocument } from '@glovebox/cleanroom'
import { type Outcome, type Refused, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { proposeIn, proposeVersionIn } from '../template/propose-template.ts'
import { reviewIn } from '../template/review-template.ts'
import { setStatus, settleVersion } from '../template/settle-version.ts'
import { type StoredTemplate, type StoredVersion, storedTemplates } from '../template/stored-template.ts'
import type { Applying } from './applying.ts'
import { isSameText, type OwnPart } from './own-part.ts'

/** Brings the templates that a member wrote, and what it says of all of them, to what a file says. */
export async function applyTemplates(
  applying: Applying,
  document: CollaborationDocument,
  wanted: OwnPart,
): Promise<Refused | undefined> {
  const { contribution, member } = applying
  for (const template of wanted.templates) {
    const failure = await applyText(applying, template)
    if (failure !== undefined) return failure
  }
  if (applying.options.prune === true) {
    const failure = await prune(applying, wanted)
    if (failure !== undefined) return failure
  }
  const stored = await storedTemplates(contribution.tx, member.collaboration)
  for (const template of document.templates ?? []) {
    const kept = stored.find((one) => foldCase(one.name) === foldCase(template.name))
    const failure = await applyReview(applying, template, kept, wanted)
    if (failure !== undefined) return failure
  }
  return undefined
}

async function applyText(applying: Applying, template: TemplateDocument): Promise<Refused | undefined> {
  const { world, contribution, who, member } = applying
  const { author: _author, approvedBy: _by, ...given } = template
  const stored = await storedTemplates(contribution.tx, member.collaboration, template.name)
  const kept = stored.find((one) => foldCase(one.name) === foldCase(template.name))
  if (kept !== undefined && kept.reviewers !== (template.reviewers ?? 1)) {
    return refused('CONFLICT', {
      reason: 'REVIEWERS_FIXED',
      detail: `how many people review \`${template.name}\` was said when it was proposed`,
      help: 'propose it under another name',
    })
  }
  const latest = kept?.versions.find(({ status }) => status !== 'withdrawn')
  const isKept = latest !== undefined && isSameText(template, latest)
  if (isKept && latest.description === (template.description ?? '')) return undefined
  const missing = whyNoScope(applying, 'templates:write')
  if (missing !== undefined) return missing
  const proposed: Outcome<unknown> =
    kept === undefined
      ? await proposeIn(world, contribution, who, member, given)
      : await proposeVersionIn(world, contribution, who, member, kept.id, given)
  return proposed.ok ? undefined : proposed
}

/** Withdraws what the member wrote and the file does not name. */
async function prune(applying: Applying, wanted: OwnPart): Promise<Refused | undefined> {
  const { world, contribution, member } = applying
  const named = new Set(wanted.templates.map(({ name }) => foldCase(name)))
  const stored = await storedTemplates(contribution.tx, member.collaboration)
  const gone = stored.filter((one) => one.organisation === member.organisation && !named.has(foldCase(one.name)))
  for (const template of gone) {
    const open = template.versions.filter(({ status }) => status !== 'withdrawn').map(({ version }) => version)
    if (open.length === 0) continue
    const missing = whyNoScope(applying, 'templates:write')
    if (missing !== undefined) return missing
    await setStatus(contribution, member.collaboration, template.id, open, 'withdrawn')
    const { collaboration, member: name } = member
    for (const { version, hash } of template.versions.filter((one) => open.includes(one.version))) {
      const record = { collaboration, member: name, subject: template.name, hash, detail: { version } }
      await recordAct(contribution.tx, world, { ...record, action: 'template-withdrawn' })
    }
    await settleVersion(world, contribution, template, open[0] ?? 1)
  }
  return undefined
}

async function applyReview(
  applying: Applying,
  template: TemplateDocument,
  kept: StoredTemplate | undefined,
  wanted: OwnPart,
): Promise<Refused | undefined> {
  const { member } = applying
  const approves = wanted.approvals.includes(template.name)
  const isOwn = template.author === member.member
  const version = kept?.versions.find(({ status }) => status !== 'withdrawn')
  if (!approves) {
    const said = version?.reviews.some((one) => one.organisation === member.organisation && one.decision === 'approved')
    if (isOwn || kept === undefined || version === undefined || said !== true) return undefined
    return wanted.reviewed.includes(template.name) ? review(applying, kept, version, 'withdrawn') : undefined
  }
  // Who proposes a template has said what it thinks of it.
  if (isOwn) return undefined
  if (kept === undefined || version === undefined) {
    return refused('CONFLICT', {
      reason: 'TEMPLATE_NOT_PROPOSED',
      detail: `\`${template.author}\` has not proposed \`${template.name}\``,
      help: `have \`${template.author}\` apply the file first`,
    })
  }
  const current = kept.versions.find((one) => one.status !== 'withdrawn' && isSameText(template, one))
  if (current === undefined) {
    return refused('CONFLICT', {
      reason: 'TEMPLATE_DIFFERS',
      detail: `what the file says of \`${template.name}\` is not what was proposed`,
      help: 'read the collaboration as a file, look at the template, and approve that',
    })
  }
  const mine = current.reviews.filter(
    ({ organisation, decision }) => organisation === member.organisation && decision === 'approved',
  )
  const isOwner = current.tables.some(({ organisation, isPublic }) => organisation === member.organisation && !isPublic)
  if (!isOwner || mine.some(({ by }) => by === applying.who.by)) return undefined
  if (mine.length >= kept.reviewers) return undefined
  return review(applying, kept, current, 'approved')
}

async function review(
  applying: Applying,
  template: StoredTemplate,
  { version, hash }: StoredVersion,
  decision: 'approved' | 'withdrawn',
): Promise<Refused | undefined> {
  const missing = whyNoScope(applying, 'templates:review')
  if (missing !== undefined) return missing
  const { world, contribution, who, member } = applying
  const said = await reviewIn(world, contribution, who, member, template.id, version, { decision, hash })
  return said.ok ? undefined : said
}

function whyNoScope({ options }: Applying, scope: Scope): Refused | undefined {
  if (options.scopes.has(scope)) return undefined
  return refused('SCOPE_MISSING', { help: `what the file changes needs the scope ${scope}` })
}
