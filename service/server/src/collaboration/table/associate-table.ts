import type {
  AccessBudgetView,
  AllowedDestination,
  AssociationPatch,
  AssociationView,
  NewAssociation,
} from '@glovebox/api'
import { foldCase, whyNoName } from '@glovebox/cleanroom'
import type { EventKind } from '../../events/event.ts'
import { recordEvent } from '../../events/record-event.ts'
import type { GovernedAction } from '../../log/governance.ts'
import type { Db } from '../../store/store.ts'
import {
  type Contribution,
  type ContributionWorld,
  type Contributor,
  contribute,
  stopTable,
} from '../contribution-world.ts'
import { composeRoom } from '../document/compose-room.ts'
import { type RoomParts, readParts, type TablePart } from '../document/room-parts.ts'
import { activeMembers, type Membership, noCollaboration, requireMember, touchCollaboration } from '../membership.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { refusalOf } from '../refusal-of.ts'
import { whyStale } from '../version.ts'
import { associationViews } from './association-view.ts'
import { ownTable } from './stored-table.ts'

/** What is told of tables that are not in a collaboration. */
export const noAssociation: Refused = refused('NOT_FOUND', {
  reason: 'TABLE_NOT_FOUND',
  detail: 'there is no such table in the collaboration',
})

const notYours = refused('NOT_FOUND', {
  reason: 'TABLE_NOT_YOURS',
  detail: 'only its owner changes a table',
})

/** Brings a configured table into a collaboration, if it can stand there. */
export async function associateTable(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  given: NewAssociation,
): Promise<Outcome<AssociationView>> {
  return contribute(world, collaboration, async (contribution) => {
    const member = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
    return member.ok ? associateIn(world, contribution, member.value, given) : member
  })
}

/** Whether a table has to fit what stands in the collaboration, or its caller looks at all of it afterwards. */
type Fitting = { readonly isFitLater?: boolean }

/** Brings a configured table into a collaboration in a transaction of the caller's. */
export async function associateIn(
  world: ContributionWorld,
  contribution: Contribution,
  member: Membership,
  given: NewAssociation,
  { isFitLater = false }: Fitting = {},
): Promise<Outcome<AssociationView>> {
  const { tx, at } = contribution
  const { collaboration, organisation } = member
  const configured = await ownTable(tx, organisation, given.table)
  if (!configured.ok) return configured
  const name = given.name ?? configured.value.name
  const parts = await readParts(tx, collaboration)
  if (parts === undefined) return noCollaboration
  const wrong =
    (await whyNoTableName(tx, collaboration, name)) ??
    whyNoReceivers(given.receivers, parts) ??
    whyNoDestinations(given.destinations, parts)
  if (wrong !== undefined) return wrong
  const { receivers, destinations, accessBudget } = given
  const part: TablePart = {
    name,
    organisation,
    configuredTable: given.table,
    definition: configured.value.definition,
    ...(configured.value.found === undefined ? {} : { found: configured.value.found }),
    ...(receivers === undefined ? {} : { receivers }),
    ...(destinations === undefined ? {} : { destinations }),
    ...(accessBudget === undefined ? {} : { accessBudget }),
    isPaused: false,
  }
  const unfit = isFitLater ? undefined : whyUnfit(parts, part)
  if (unfit !== undefined) return unfit
  await tx
    .insertInto('table_associations')
    .values({
      collaboration,
      name,
      name_folded: foldCase(name),
      configured_table: given.table,
      organisation,
      receivers: receivers === undefined ? null : JSON.stringify(receivers),
      destinations: destinations === undefined ? null : JSON.stringify(destinations),
      access_budget: accessBudget === undefined ? null : JSON.stringify(accessBudget),
      is_paused: 0,
      version: 1,
      created_at: at,
      updated_at: at,
    })
    .execute()
  await tell(world, contribution, member, {
    action: 'table-associated',
    event: 'table.associated',
    table: name,
    ...(destinations === undefined ? {} : { detail: { destinations } }),
  })
  return viewOf(world, tx, collaboration, organisation, name)
}

/** Pauses or resumes a table in a collaboration, or changes who gets its results and how often it is read. */
export async function changeAssociation(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  name: string,
  patch: AssociationPatch,
  ifMatch?: string,
): Promise<Outcome<AssociationView>> {
  return contribute(world, collaboration, async (contribution) => {
    const member = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
    return member.ok ? changeIn(world, contribution, member.value, name, patch, ifMatch) : member
  })
}

/** Changes an association in a transaction of the caller's. */
export async function changeIn(
  world: ContributionWorld,
  contribution: Contribution,
  member: Membership,
  name: string,
  patch: AssociationPatch,
  ifMatch?: string,
  { isFitLater = false }: Fitting = {},
): Promise<Outcome<AssociationView>> {
  const { tx, at } = contribution
  const { collaboration } = member
  const found = await ownAssociation(tx, member, name, ifMatch)
  if (!found.ok) return found
  const { part, parts, version } = found.value
  const { receivers: _r, destinations: _d, accessBudget: _a, ...rest } = part
  const receivers = patch.receivers === undefined ? part.receivers : (patch.receivers ?? undefined)
  const destinations = patch.destinations === undefined ? part.destinations : (patch.destinations ?? undefined)
  const accessBudget = patch.accessBudget === undefined ? part.accessBudget : (patch.accessBudget ?? undefined)
  const isPaused = patch.status === undefined ? part.isPaused : patch.status === 'paused'
  const next: TablePart = {
    ...rest,
    ...(receivers === undefined ? {} : { receivers }),
    ...(destinations === undefined ? {} : { destinations }),
    ...(accessBudget === undefined ? {} : { accessBudget }),
    isPaused,
  }
  const wrong =
    whyNoReceivers(patch.receivers ?? undefined, parts) ??
    whyNoDestinations(patch.destinations ?? undefined, parts) ??
    (isFitLater ? undefined : whyUnfit(parts, next))
  if (wrong !== undefined) return wrong
  await tx
    .updateTable('table_associations')
    .set({
      receivers: receivers === undefined ? null : JSON.stringify(receivers),
      destinations: destinations === undefined ? null : JSON.stringify(destinations),
      access_budget: accessBudget === undefined ? null : JSON.stringify(accessBudget),
      is_paused: isPaused ? 1 : 0,
      version: version + 1,
      updated_at: at,
    })
    .where('collaboration', '=', collaboration)
    .where('name_folded', '=', foldCase(name))
    .execute()
  await tellChange(world, contribution, member, { before: part, after: next })
  return viewOf(world, tx, collaboration, member.organisation, part.name)
}

/** Takes a table out of a collaboration. What runs on it ends, and what was kept of it goes. */
export async function revokeAssociation(
  world: ContributionWorld,
  who: Contributor,
  collaboration: string,
  name: string,
  ifMatch?: string,
): Promise<Outcome<undefined>> {
  return contribute(world, collaboration, async (contribution) => {
    const member = await requireMember(contribution.tx, collaboration, who.organisation, 'act')
    return member.ok ? revokeIn(world, contribution, member.value, name, ifMatch) : member
  })
}

/** Takes a table out of a collaboration in a transaction of the caller's. */
export async function revokeIn(
  world: ContributionWorld,
  contribution: Contribution,
  member: Membership,
  name: string,
  ifMatch?: string,
): Promise<Outcome<undefined>> {
  const found = await ownAssociation(contribution.tx, member, name, ifMatch)
  if (!found.ok) return found
  const { part } = found.value
  await removeAssociation(world, contribution, member.collaboration, part.name)
  await tell(world, contribution, member, { action: 'table-revoked', event: 'table.revoked', table: part.name })
  return done(undefined)
}

/** Takes a table out, whoever decided it: runs, answers and what was kept of it go with it. */
export async function removeAssociation(
  world: ContributionWorld,
  contribution: Contribution,
  collaboration: string,
  table: string,
): Promise<void> {
  await contribution.tx
    .deleteFrom('table_associations')
    .where('collaboration', '=', collaboration)
    .where('name_folded', '=', foldCase(table))
    .execute()
  await stopTable(world, contribution, { collaboration, table, why: 'revoked' })
}

type Owned = {
  readonly part: TablePart
  readonly parts: RoomParts
  readonly version: number
}

async function ownAssociation(
  tx: Db,
  { collaboration, organisation }: Membership,
  name: string,
  ifMatch: string | undefined,
): Promise<Outcome<Owned>> {
  const parts = await readParts(tx, collaboration)
  const part = parts?.tables.find((one) => one.kept === undefined && foldCase(one.name) === foldCase(name))
  if (parts === undefined || part === undefined) return noAssociation
  if (part.organisation !== organisation) return notYours
  const { version } = await tx
    .selectFrom('table_associations')
    .select('version')
    .where('collaboration', '=', collaboration)
    .where('name_folded', '=', foldCase(name))
    .executeTakeFirstOrThrow()
  return whyStale(ifMatch, version) ?? done({ part, parts, version })
}

/** Why a name is none for a table here; undefined where it may be. */
export async function whyNoTableName(tx: Db, collaboration: string, name: string): Promise<Refused | undefined> {
  const reason = whyNoName('table', name)
  if (reason !== undefined) {
    return refused('REFUSED', { reason: 'NAME_INVALID', detail: `a table cannot be named \`${name}\`: ${reason}` })
  }
  for (const from of ['table_associations', 'intermediate_tables'] as const) {
    const taken = await tx
      .selectFrom(from)
      .select('name')
      .where('collaboration', '=', collaboration)
      .where('name_folded', '=', foldCase(name))
      .executeTakeFirst()
    if (taken !== undefined) {
      const detail = `the collaboration has a table named \`${taken.name}\` already, upper and lower case aside`
      return refused('CONFLICT', { reason: 'NAME_TAKEN', detail, help: 'give it another `name`' })
    }
  }
  return undefined
}

function whyNoReceivers(receivers: readonly string[] | undefined, { members }: RoomParts): Refused | undefined {
  const known = members.map(({ member }) => member)
  const unknown = receivers?.find((name) => !known.includes(name))
  if (unknown === undefined) return undefined
  const detail = `\`${unknown}\` is no active member of the collaboration`
  return refused('REFUSED', { reason: 'MEMBER_UNKNOWN', detail, help: `its members are ${known.join(', ')}` })
}

/** Who allows a destination allows what it has seen: another of the name, or the same elsewhere, is not that. */
function whyNoDestinations(
  allowed: readonly AllowedDestination[] | undefined,
  { destinations }: RoomParts,
): Refused | undefined {
  for (const { name, hash } of allowed ?? []) {
    const found = destinations.find((one) => one.name === name)
    if (found === undefined) {
      const detail = `there is no destination \`${name}\` in the collaboration`
      return refused('REFUSED', { reason: 'DESTINATION_UNKNOWN', detail, help: 'the member whose it is registers it' })
    }
    if (found.hash === hash) continue
    const detail = `the destination \`${name}\` is not what you have looked at: its owner has changed it`
    return refused('CONFLICT', { reason: 'DESTINATION_CHANGED', detail, help: 'look at it again, and allow that' })
  }
  return undefined
}

/** Why a table could not stand in the document; what else does not stand there is not its fault. */
export function whyUnfit(parts: RoomParts, part: TablePart): Refused | undefined {
  const others = parts.tables.filter(({ name }) => foldCase(name) !== foldCase(part.name))
  const { withheld } = composeRoom({ ...parts, tables: [...others, { ...part, isPaused: false }] })
  const own = withheld.find(({ kind, name, why }) => kind === 'table' && name === part.name && why === 'refused')
  return own === undefined ? undefined : refusalOf('TABLE_REFUSED', own.diagnostics, own.text)
}

/** What changed of a table in a collaboration, for the log and for those who stop. */
async function tellChange(
  world: ContributionWorld,
  contribution: Contribution,
  member: Membership,
  { before, after }: { readonly before: TablePart; readonly after: TablePart },
): Promise<void> {
  const { collaboration } = member
  const table = after.name
  const tellOf = (action: GovernedAction, event?: EventKind, detail?: Told['detail']): Promise<void> =>
    tell(world, contribution, member, { action, event, table, detail })
  if (JSON.stringify(before.receivers) !== JSON.stringify(after.receivers)) {
    await tellOf('receivers-changed', undefined, { receivers: after.receivers ?? null })
  }
  if (JSON.stringify(before.destinations) !== JSON.stringify(after.destinations)) {
    await tellOf('destinations-allowed', undefined, { destinations: after.destinations ?? null })
  }
  if (JSON.stringify(before.accessBudget) !== JSON.stringify(after.accessBudget)) {
    await tellOf('table-changed', undefined, {
      accessBudget: (after.accessBudget ?? null) as AccessBudgetView[] | null,
    })
  }
  if (before.isPaused === after.isPaused) {
    await stopTable(world, contribution, { collaboration, table, why: 'changed' })
    return
  }
  if (after.isPaused) await stopTable(world, contribution, { collaboration, table, why: 'paused' })
  await tellOf(after.isPaused ? 'table-paused' : 'table-resumed', after.isPaused ? 'table.paused' : 'table.resumed')
}

type Told = {
  readonly action: GovernedAction
  readonly event?: EventKind | undefined
  readonly table: string
  readonly detail?:
    | { readonly receivers: readonly string[] | null }
    | { readonly destinations: readonly AllowedDestination[] | null }
    | { readonly accessBudget: readonly AccessBudgetView[] | null }
    | undefined
}

/** Puts a change on record and tells everyone of it; the document is another from now on. */
async function tell(
  world: ContributionWorld,
  { tx }: Contribution,
  { collaboration, member }: Membership,
  { action, event, table, detail }: Told,
): Promise<void> {
  await touchCollaboration(tx, collaboration)
  const said = detail === undefined ? {} : { detail: JSON.parse(JSON.stringify(detail)) }
  await recordAct(tx, world, { collaboration, member, action, subject: table, ...said })
  if (event === undefined) return
  const audience = (await activeMembers(tx, collaboration)).map(({ organisation }) => organisation)
  await recordEvent(tx, world, { kind: event, collaboration, audience, data: { table, by: member } })
}

async function viewOf(
  world: ContributionWorld,
  tx: Db,
  collaboration: string,
  organisation: string,
  name: string,
): Promise<Outcome<AssociationView>> {
  const [view] = await associationViews(world, tx, collaboration, organisation, { only: name })
  return view === undefined ? noAssociation : done(view)
}
