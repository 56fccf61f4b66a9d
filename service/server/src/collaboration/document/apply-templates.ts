import type { PostponedAct, Problem, Scope } from '@glovebox/api'
import { type CollaborationDocument, foldCase, type TemplateDocument } from '@glovebox/cleanroom'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { templateHash } from '../template/look-at-template.ts'
import { proposeIn, proposeVersionIn } from '../template/propose-template.ts'
import { reviewIn } from '../template/review-template.ts'
import { setStatus, settleVersion } from '../template/settle-version.ts'
import { type StoredTemplate, type StoredVersion, storedTemplates } from '../template/stored-template.ts'
import type { Applying } from './applying.ts'
import { isSameText, type WantedPart } from './own-part.ts'
import type { RoomParts } from './room-parts.ts'

/** What became of the templates of a file. */
export type AppliedTemplates = {
  /** Templates that the member approved by it. */
  readonly given: readonly string[]
  /** Templates that it approves no longer. */
  readonly taken: readonly string[]
  readonly postponed: readonly PostponedAct[]
}

/** What was done to one template; nothing where there was nothing to do. */
type Applied = Outcome<'given' | 'taken' | PostponedAct | undefined>

const nothing: Applied = done(undefined)

/**
 * Brings the templates that a member wrote, and what it says of all of them, to what a file says. What waits for other
 * members is postponed: of one file that all of them apply, somebody has to be the first.
 */
export async function applyTemplates(
  applying: Applying,
  document: CollaborationDocument,
  parts: RoomParts,
  wanted: WantedPart,
): Promise<Outcome<AppliedTemplates>> {
  const { contribution, member } = applying
  const given: string[] = []
  const taken: string[] = []
  const postponed: PostponedAct[] = []
  const awaited = awaitedTables(document, parts, member.member)
  for (const template of wanted.templates) {
    const applied = await applyText(applying, template, awaited)
    if (!applied.ok) return applied
    if (typeof applied.value === 'object') postponed.push(applied.value)
  }
  if (applying.options.prune === true) {
    const failure = await prune(applying, wanted)
    if (failure !== undefined) return failure
  }
  const stored = await storedTemplates(contribution.tx, member.collaboration)
  for (const template of document.templates ?? []) {
    const kept = stored.find((one) => foldCase(one.name) === foldCase(template.name))
    const author = parts.members.find(({ organisation }) => organisation === kept?.organisation)?.member
    const isSame = kept?.name === template.name && author === template.author
    const applied = await applyReview(applying, template, kept, { wanted, isSame })
    if (!applied.ok) return applied
    if (applied.value === 'given') given.push(template.name)
    else if (applied.value === 'taken') taken.push(template.name)
    else if (applied.value !== undefined) postponed.push(applied.value)
  }
  return done({ given, taken, postponed })
}

/** The tables that other members bring by the same file and have not brought yet, by their folded names. */
function awaitedTables(
  { tables = [] }: CollaborationDocument,
  parts: RoomParts,
  member: string,
): ReadonlyMap<string, string> {
  const here = new Set(parts.tables.map(({ name }) => foldCase(name)))
  const missing = tables.filter(({ name, owner }) => owner !== member && !here.has(foldCase(name)))
  return new Map(missing.map(({ name, owner }) => [foldCase(name), owner]))
}

async function applyText(
  applying: Applying,
  template: TemplateDocument,
  awaited: ReadonlyMap<string, string>,
): Promise<Applied> {
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
  if (kept !== undefined && kept.kind !== (template.kind ?? 'query')) {
    return refused('CONFLICT', {
      reason: 'KIND_FIXED',
      detail: `\`${template.name}\` was proposed as ${article[kept.kind]}`,
      help: 'say its `kind` in the file, or propose it under another name',
    })
  }
  const latest = kept?.versions.find(({ status }) => status !== 'withdrawn')
  const isKept = latest !== undefined && isSameText(template, latest)
  if (isKept && latest.description === (template.description ?? '')) return nothing
  const missing = whyNoScope(applying, 'templates:write')
  if (missing !== undefined) return missing
  const proposed: Outcome<unknown> =
    kept === undefined
      ? await proposeIn(world, contribution, who, member, given)
      : await proposeVersionIn(world, contribution, who, member, kept.id, given)
  if (proposed.ok) return nothing
  const table = awaitedBy(proposed.problem, awaited)
  if (table === undefined) return proposed
  const owner = awaited.get(foldCase(table)) ?? ''
  const detail = `\`${template.name}\` is not proposed yet: \`${owner}\` has not brought \`${table}\``
  return done({ act: 'propose', template: template.name, reason: 'TABLE_NOT_THERE', detail })
}

const article = { query: 'a query', activation: 'an activation' } as const

/** The table of another member that a template is refused for, where the same file brings it. */
function awaitedBy({ diagnostics = [], text = '' }: Problem, awaited: ReadonlyMap<string, string>): string | undefined {
  const unknown = diagnostics.filter(({ code }) => code === 'SQL_TABLE_UNKNOWN')
  const names = unknown.map(({ at }) => text.slice(at?.start, at?.end).replace(/^"(.*)"$/, '$1'))
  return names.find((name) => awaited.has(foldCase(name)))
}

/** Withdraws what the member wrote and the file does not name. */
async function prune(applying: Applying, wanted: WantedPart): Promise<Refused | undefined> {
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
  { wanted, isSame }: { readonly wanted: WantedPart; readonly isSame: boolean },
): Promise<Applied> {
  const { member } = applying
  const approves = wanted.approvals.includes(template.name)
  const isOwn = template.author === member.member
  const version = kept?.versions.find(({ status }) => status !== 'withdrawn')
  if (!approves) {
    const said = version?.reviews.some((one) => one.organisation === member.organisation && one.decision === 'approved')
    if (isOwn || kept === undefined || version === undefined || said !== true) return nothing
    return wanted.reviewed.includes(template.name) ? review(applying, kept, version, 'withdrawn') : nothing
  }
  // Who proposes a template has said what it thinks of it.
  if (isOwn) return nothing
  if (kept === undefined || version === undefined) {
    const detail = `\`${template.name}\` is not approved yet: \`${template.author}\` has not proposed it`
    return done({ act: 'approve', template: template.name, reason: 'TEMPLATE_NOT_PROPOSED', detail })
  }
  // What is approved is all that decides what the template does, and not more than the file shows of it.
  const hash = templateHash({ kind: 'query', ...template })
  const current = kept.versions.find((one) => one.status !== 'withdrawn' && one.hash === hash)
  if (current === undefined || !isSame) {
    const detail = `\`${template.name}\` is not approved: what the file says of it is not what \`${template.author}\` proposed`
    return done({ act: 'approve', template: template.name, reason: 'TEMPLATE_DIFFERS', detail })
  }
  const mine = current.reviews.filter(
    ({ organisation, decision }) => organisation === member.organisation && decision === 'approved',
  )
  const isOwner = current.tables.some(({ organisation, isPublic }) => organisation === member.organisation && !isPublic)
  if (!isOwner || mine.some(({ by }) => by === applying.who.by)) return nothing
  if (mine.length >= kept.reviewers) return nothing
  return review(applying, kept, current, 'approved')
}

async function review(
  applying: Applying,
  template: StoredTemplate,
  { version, hash }: StoredVersion,
  decision: 'approved' | 'withdrawn',
): Promise<Applied> {
  const missing = whyNoScope(applying, 'templates:review')
  if (missing !== undefined) return missing
  const { world, contribution, who, member } = applying
  const said = await reviewIn(world, contribution, who, member, template.id, version, { decision, hash })
  return said.ok ? done(decision === 'approved' ? 'given' : 'taken') : said
}

function whyNoScope({ options }: Applying, scope: Scope): Refused | undefined {
  if (options.scopes.has(scope)) return undefined
  return refused('SCOPE_MISSING', { help: `what the file changes needs the scope ${scope}` })
}
