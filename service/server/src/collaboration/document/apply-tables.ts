import type { AllowedDestination, AssociationPatch } from '@glovebox/api'
import { foldCase, sameJson, type TableDocument } from '@glovebox/cleanroom'
import type { FoundColumn } from '../../state/pins.ts'
import { putPolicyIn, removePolicyIn } from '../budget/budget-policy.ts'
import type { ContributionWorld, Contributor } from '../contribution-world.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { associateIn, changeIn, revokeIn } from '../table/associate-table.ts'
import { keepIn } from '../table/change-table.ts'
import { createIn } from '../table/create-table.ts'
import { describeSource } from '../table/describe-source.ts'
import { readDefinition } from '../table/read-definition.ts'
import { type StoredTable, storedTable } from '../table/stored-table.ts'
import type { Applying, Described } from './applying.ts'
import { definitionOf, type OwnPart } from './own-part.ts'
import type { RoomParts } from './room-parts.ts'
import type { TableDefinition } from './table-definition.ts'

/** Looks into the sources of a file's tables, before any transaction: engines take their time. */
export async function describeTables(
  world: ContributionWorld,
  who: Contributor,
  tables: readonly TableDocument[],
): Promise<Outcome<Described>> {
  const described = new Map<string, readonly FoundColumn[] | undefined>()
  for (const { name, owner: _owner, accessBudget: _access, destinations: _allowed, ...definition } of tables) {
    const read = readDefinition(name, definition)
    if (!read.ok) return read
    const isTyped = definition.columns !== undefined && !Array.isArray(definition.columns)
    const found = isTyped ? undefined : await describeSource(world, who.organisation, read.value.source)
    described.set(name, found?.ok === true ? found.value : undefined)
  }
  return done(described)
}

/** Brings a member's tables to what a file says. Whether they fit each other is looked at when all are there. */
export async function applyTables(
  applying: Applying,
  parts: RoomParts,
  stored: OwnPart,
  wanted: OwnPart,
): Promise<Refused | undefined> {
  const { world, contribution, member, options } = applying
  if (options.prune === true) {
    const named = new Set(wanted.tables.map(({ name }) => foldCase(name)))
    for (const { name } of stored.tables.filter((table) => !named.has(foldCase(table.name)))) {
      const revoked = await revokeIn(world, contribution, member, name)
      if (!revoked.ok) return revoked
    }
  }
  for (const table of wanted.tables) {
    const failure = await applyTable(applying, parts, stored, table, wanted.receivers[table.name])
    if (failure !== undefined) return failure
  }
  return undefined
}

async function applyTable(
  applying: Applying,
  parts: RoomParts,
  stored: OwnPart,
  table: TableDocument,
  receivers: readonly string[] | undefined,
): Promise<Refused | undefined> {
  const { world, contribution, member } = applying
  const { name, accessBudget } = table
  const part = parts.tables.find((one) => foldCase(one.name) === foldCase(name))
  if (part !== undefined && part.organisation !== member.organisation) {
    return refused('CONFLICT', { reason: 'NAME_TAKEN', detail: `another member has a table named \`${part.name}\`` })
  }
  const allowed = destinationsOf(table, parts)
  if (!allowed.ok) return allowed
  const destinations = allowed.value
  const id = part?.configuredTable
  const before = stored.tables.find((one) => foldCase(one.name) === foldCase(name))
  const isSame = before !== undefined && sameJson(words(before), words(table))
  const kept = isSame && part !== undefined ? done(part.configuredTable) : await keepDefinition(applying, table, id)
  if (!kept.ok) return kept
  const later = { isFitLater: true }
  if (part === undefined) {
    const given = {
      table: kept.value,
      name,
      ...(receivers === undefined ? {} : { receivers }),
      ...(accessBudget === undefined ? {} : { accessBudget }),
      ...(destinations.length === 0 ? {} : { destinations }),
    }
    const associated = await associateIn(world, contribution, member, given, later)
    return associated.ok ? undefined : associated
  }
  const patch: AssociationPatch = {
    ...(sameJson(part.receivers, receivers) ? {} : { receivers: receivers ?? null }),
    ...(sameJson(part.destinations ?? [], destinations) ? {} : { destinations }),
    ...(sameJson(part.accessBudget, accessBudget) ? {} : { accessBudget: accessBudget ?? null }),
  }
  if (Object.keys(patch).length === 0) return undefined
  const changed = await changeIn(world, contribution, member, part.name, patch, undefined, later)
  return changed.ok ? undefined : changed
}

/** What a file allows by name: that it means the registered ones was looked at before. */
function destinationsOf(
  { name, destinations = [] }: TableDocument,
  { destinations: present }: RoomParts,
): Outcome<readonly AllowedDestination[]> {
  const allowed: AllowedDestination[] = []
  for (const wanted of destinations) {
    const found = present.find((one) => one.name === wanted)
    if (found === undefined) return noDestination(wanted, name)
    allowed.push({ name: found.name, hash: found.hash })
  }
  return done(allowed)
}

function noDestination(destination: string, table: string): Refused {
  return refused('REFUSED', {
    reason: 'DESTINATION_UNKNOWN',
    detail: `\`${table}\` allows the destination \`${destination}\`, which nobody has registered`,
    help: 'have the member whose it is register it first',
  })
}

/** The words of a table that its definition is made of; names of templates are decided by approvals. */
function words(table: TableDocument): TableDefinition {
  return definitionOf(table, [])
}

/** Keeps what a file says of a table as the configured table of that id, or of that name, or a new one; gives its id. */
async function keepDefinition(
  { world, contribution, who, member, described }: Applying,
  table: TableDocument,
  id: string | undefined,
): Promise<Outcome<string>> {
  const { tx } = contribution
  const parts = await tx
    .selectFrom('members')
    .select(['organisation', 'name'])
    .where('collaboration', '=', member.collaboration)
    .where('status', '=', 'active')
    .execute()
  const definition = definitionOf(
    table,
    parts.map(({ organisation, name }) => ({ ...member, organisation, member: name })),
  )
  const found = described.get(table.name)
  const read = readDefinition(table.name, { ...definition }, found)
  if (!read.ok) return read
  const known = await tx
    .selectFrom('configured_tables')
    .selectAll()
    .where('organisation', '=', who.organisation)
    .where((eb) => (id === undefined ? eb('name_folded', '=', foldCase(table.name)) : eb('id', '=', id)))
    .executeTakeFirst()
  const looked = found === undefined ? {} : { found }
  if (known === undefined) {
    const created = await createIn(world, contribution, who, {
      name: table.name,
      description: '',
      definition,
      ...looked,
    })
    return created.ok ? done(created.value.id) : created
  }
  const before = storedTable(known)
  const { found: _before, ...rest } = before
  const isMoved = !sameJson(before.definition.source, definition.source)
  const next: StoredTable = { ...(isMoved ? rest : before), ...looked, definition }
  if (sameJson({ ...before }, { ...next })) return done(before.id)
  const kept = await keepIn(world, contribution, who, next, member.collaboration)
  return kept.ok ? done(before.id) : kept
}

/** Brings a member's budget to what a file says. */
export async function applyBudget(
  { world, contribution, member, options }: Applying,
  { budget: before }: OwnPart,
  { budget: after }: OwnPart,
): Promise<Refused | undefined> {
  if (after === undefined) {
    if (before === undefined || options.prune !== true) return undefined
    const removed = await removePolicyIn(world, contribution, member)
    return removed.ok ? undefined : removed
  }
  if (sameJson(before, after)) return undefined
  const { owner: _owner, ...policy } = after
  const kept = await putPolicyIn(world, contribution, member, policy)
  return kept.ok ? undefined : kept
}
