import { type DiagnosticView, type DocumentPlan, diagnosticView, type PlannedChange } from '@glovebox/api'
import {
  type CollaborationDocument,
  diffDocuments,
  foldCase,
  readDocument,
  renderDiff,
  type TableDocument,
  type TemplateDocument,
} from '@glovebox/cleanroom'
import type { Db } from '../../store/store.ts'
import { type ContributionWorld, type Contributor, contribute } from '../contribution-world.ts'
import { type Membership, noCollaboration, requireMember } from '../membership.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { refusalOf } from '../refusal-of.ts'
import { whyAddingUp } from '../table/adding-up.ts'
import { storedTemplates } from '../template/stored-template.ts'
import { Undone, undoing } from '../undo.ts'
import { whyStale } from '../version.ts'
import { applyBudget, applyTables, describeTables } from './apply-tables.ts'
import { type AppliedTemplates, applyTemplates } from './apply-templates.ts'
import type { Applying, ApplyOptions } from './applying.ts'
import { asDocument, type OwnPart, ownPartOf, storedPartOf, type WantedPart, withFoundColumns } from './own-part.ts'
import { composeIn } from './room-document.ts'
import { type RoomParts, readParts } from './room-parts.ts'

/** So many are told at most; the text tells all of them. */
const mostPostponed = 1000

/**
 * Brings a member's own part of a collaboration to what a file says: all of it or nothing. A dry run does the same and
 * undoes it, so that it is refused where applying would be.
 */
export async function applyDocument(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  text: string,
  options: ApplyOptions,
): Promise<Outcome<DocumentPlan>> {
  const before = await requireMember(world.store.db, collaboration, who.organisation, 'act')
  if (!before.ok) return before
  const { document, diagnostics } = readDocument(text)
  if (document === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    return refusalOf('DOCUMENT_REFUSED', errors, text)
  }
  const described = await describeTables(world, who, await broughtTables(world, before.value, document))
  if (!described.ok) return described
  const warnings = diagnostics.map((one) => diagnosticView(one, text))
  let planned: DocumentPlan | undefined
  const outcome = await undoing(() =>
    contribute(world, collaboration, async (contribution) => {
      planned = undefined
      const member = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
      if (!member.ok) return member
      const applying = { world, contribution, who, member: member.value, described: described.value, options }
      const plan = await applyIn(applying, document)
      if (!plan.ok) throw new Undone(plan)
      const own = [...warnings, ...plan.value.diagnostics]
      planned = { ...plan.value, diagnostics: own.slice(0, 200) }
      if (options.dryRun === true) throw new Undone(dryRun)
      return done(planned)
    }),
  )
  return options.dryRun === true && planned !== undefined ? done({ ...planned, isApplied: false }) : outcome
}

/** The tables of a file that the member brings: what the room keeps is made there. */
async function broughtTables(
  { store }: ContributionWorld,
  { collaboration, member }: Membership,
  document: CollaborationDocument,
): Promise<readonly TableDocument[]> {
  const parts = await readParts(store.db, collaboration)
  const own = ownPartOf(document, member)
  return parts === undefined ? own.tables : withFoundColumns(own, parts).tables
}

/** Undoes a dry run; nobody is told so. */
const dryRun = refused('CONFLICT', { reason: 'DRY_RUN' })

async function applyIn(applying: Applying, document: CollaborationDocument): Promise<Outcome<DocumentPlan>> {
  const { world, contribution, member, options } = applying
  const { tx } = contribution
  const { collaboration } = member
  const parts = await readParts(tx, collaboration)
  if (parts === undefined) return noCollaboration
  const wrong =
    whyStale(options.ifMatch, parts.revision) ??
    whyNotHere(document, parts, member) ??
    whyOtherDestinations(document, parts)
  if (wrong !== undefined) return wrong
  const templates = await storedTemplates(tx, collaboration)
  const written = templates
    .filter(({ organisation }) => organisation === member.organisation)
    .flatMap((template): readonly TemplateDocument[] => {
      const latest = template.versions.find(({ status }) => status !== 'withdrawn')
      if (latest === undefined) return []
      const { sql, parameters, description } = latest
      return [
        {
          name: template.name,
          author: member.member,
          ...(description === '' ? {} : { description }),
          sql,
          ...(parameters.length === 0 ? {} : { parameters }),
          ...(template.reviewers === 1 ? {} : { reviewers: template.reviewers }),
          ...(template.kind === 'query' ? {} : { kind: template.kind }),
        },
      ]
    })
  const stored = storedPartOf(parts, member, written)
  const wanted = withFoundColumns(ownPartOf(document, member.member), parts)
  const failure =
    (await applyTables(applying, parts, stored, wanted)) ??
    (await applyBudget(applying, stored, wanted)) ??
    (await whyUnfit(applying))
  if (failure !== undefined) return failure
  const applied = await applyTemplates(applying, document, (await readParts(tx, collaboration)) ?? parts, wanted)
  if (!applied.ok) return applied
  const { postponed } = applied.value
  const { changes, kept } = planOf(parts, stored, wanted, applied.value, options)
  if (changes.length > 0) {
    const detail = { changes: changes.length }
    await recordAct(tx, world, { collaboration, member: member.member, action: 'file-applied', detail })
  }
  const after = (await readParts(tx, collaboration)) ?? parts
  const shown = options.dryRun === true ? parts.revision : after.revision
  return done({
    revision: shown,
    isApplied: true,
    changes,
    text:
      renderDiff(changes as Parameters<typeof renderDiff>[0]) + postponed.map(({ detail }) => `! ${detail}\n`).join(''),
    kept,
    postponed: postponed.slice(0, mostPostponed),
    diagnostics: await addingUp(tx, parts, after, member),
  })
}

/** What the member should know of the tables that it brings by this file. */
async function addingUp(
  tx: Db,
  before: RoomParts,
  after: RoomParts,
  { collaboration, organisation }: Membership,
): Promise<DocumentPlan['diagnostics']> {
  const known = new Set(before.tables.map(({ configuredTable }) => configuredTable))
  const said: DiagnosticView[] = []
  for (const table of after.tables) {
    if (table.organisation !== organisation || known.has(table.configuredTable)) continue
    const warning = await whyAddingUp(tx, collaboration, table)
    if (warning !== undefined) said.push(diagnosticView(warning, ''))
  }
  return said
}

/** A file of another collaboration, or without the member who sends it, is a mistake. */
function whyNotHere(
  document: CollaborationDocument,
  { name, members }: RoomParts,
  { member }: Membership,
): Refused | undefined {
  if (document.collaboration !== name) {
    const detail = `the file is of the collaboration \`${document.collaboration}\`, and this one is \`${name}\``
    return refused('REFUSED', {
      reason: 'OTHER_COLLABORATION',
      detail,
      help: 'apply it where it belongs, or change its name in the file',
    })
  }
  const named = document.members.map((one) => one.name)
  if (named.includes(member)) return undefined
  const known = members.map((one) => one.member).join(', ')
  const detail = `the file does not know you: here you are \`${member}\``
  return refused('REFUSED', { reason: 'MEMBER_UNKNOWN', detail, help: `the members are ${known}` })
}

/** A file that means another place by the name of a destination allows that place, and not what is registered. */
function whyOtherDestinations(
  { destinations = [] }: CollaborationDocument,
  { destinations: present, members }: RoomParts,
): Refused | undefined {
  for (const { name, owner, https } of destinations) {
    const found = present.find((one) => one.name === name)
    const whose = members.find(({ organisation }) => organisation === found?.organisation)?.member
    if (found !== undefined && found.url === https && whose === owner) continue
    const detail = `the destination \`${name}\` of the file is not what is registered`
    const help = 'look at it with `glovebox destination list`, and write it as it is, or have its member register it'
    return refused('CONFLICT', { reason: 'DESTINATION_DIFFERS', detail, help })
  }
  return undefined
}

/** What differs, and what stays although the file does not name it. */
function planOf(
  { name, members }: RoomParts,
  stored: OwnPart,
  wanted: WantedPart,
  { given, taken, postponed }: AppliedTemplates,
  { prune = false }: ApplyOptions,
): { readonly changes: readonly PlannedChange[]; readonly kept: readonly string[] } {
  const people = members.map(({ member }) => ({ name: member }))
  const normal = { ...wanted, templates: wanted.templates.map(({ approvedBy: _by, ...rest }) => rest) }
  const all = diffDocuments(
    asDocument(name, people, stored),
    asDocument(name, people, normal),
  ) as readonly PlannedChange[]
  const stays = ({ kind, path, object }: PlannedChange): boolean =>
    kind === 'removed' && path === '' && object !== 'receivers' && !prune
  const waits = new Set(postponed.flatMap(({ act, template }) => (act === 'propose' ? [template] : [])))
  const isLater = ({ object, name: one }: PlannedChange): boolean => object === 'template' && waits.has(one)
  const approval = (kind: 'added' | 'removed', template: string): PlannedChange => ({
    kind,
    object: 'template',
    name: template,
    path: 'approvedBy',
    effect: kind === 'added' ? 'loosens' : 'tightens',
    ...(kind === 'added' ? { after: true } : { before: true }),
  })
  return {
    changes: [
      ...all.filter((change) => !stays(change) && !isLater(change)),
      ...given.map((one) => approval('added', one)),
      ...taken.map((one) => approval('removed', one)),
    ],
    kept: all.filter(stays).map(({ object, name: one }) => `${object} ${one}`),
  }
}

/** Whether all tables of the member stand in the room after everything was applied. */
async function whyUnfit({ contribution: { tx }, member }: Applying): Promise<Refused | undefined> {
  const room = await composeIn(tx, member.collaboration)
  const parts = await readParts(tx, member.collaboration)
  const own = new Set(
    parts?.tables.filter(({ organisation }) => organisation === member.organisation).map(({ name }) => foldCase(name)),
  )
  const unfit = room?.withheld.find(
    ({ kind, why, name }) => kind === 'table' && why === 'refused' && own.has(foldCase(name)),
  )
  return unfit === undefined ? undefined : refusalOf('TABLE_REFUSED', unfit.diagnostics, unfit.text)
}
