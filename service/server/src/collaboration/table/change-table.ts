import type { TablePatch, TableView } from '@glovebox/api'
import { foldCase, sameJson } from '@glovebox/cleanroom'
import {
  type Contribution,
  type ContributionWorld,
  type Contributor,
  contribute,
  stopTable,
} from '../contribution-world.ts'
import { composeIn } from '../document/room-document.ts'
import { membershipOf, touchCollaboration } from '../membership.ts'
import { done, type Outcome } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { refusalOf } from '../refusal-of.ts'
import { Undone, undoing } from '../undo.ts'
import { whyStale } from '../version.ts'
import { nameTaken } from './create-table.ts'
import { definitionHash, publicDefinition } from './definition-hash.ts'
import { describeSource } from './describe-source.ts'
import { readDefinition } from './read-definition.ts'
import { noteVersion, ownTable, type StoredTable, tableView, usesOf } from './stored-table.ts'

/** Changes what a table says. It holds at once wherever the table is used, or nowhere. */
export async function changeTable(
  world: ContributionWorld,
  who: Contributor,
  id: string,
  { name, description, ...words }: TablePatch,
  ifMatch?: string,
): Promise<Outcome<TableView>> {
  const before = await ownTable(world.store.db, who.organisation, id)
  if (!before.ok) return before
  const stale = whyStale(ifMatch, before.value.version)
  if (stale !== undefined) return stale
  const called = name ?? before.value.name
  const given = merged(before.value, words)
  const read = readDefinition(called, given)
  if (!read.ok) return read
  const isMoved = !sameJson(read.value.definition.source, before.value.definition.source)
  const described = isMoved ? await describeSource(world, who.organisation, read.value.source) : undefined
  const found = described === undefined ? before.value.found : described.ok ? described.value : undefined
  const fits = readDefinition(called, given, found)
  if (!fits.ok) return fits
  const next = { ...before.value, name: called, description: description ?? before.value.description }
  return keepTable(world, who, { ...withFound(next, found), definition: read.value.definition })
}

/** Reads the columns and types of a table's source afresh. */
export async function readSchema(world: ContributionWorld, who: Contributor, id: string): Promise<Outcome<TableView>> {
  const before = await ownTable(world.store.db, who.organisation, id)
  if (!before.ok) return before
  const read = readDefinition(before.value.name, { ...before.value.definition })
  if (!read.ok) return read
  const found = await describeSource(world, who.organisation, read.value.source)
  if (!found.ok) return found
  const fits = readDefinition(before.value.name, { ...before.value.definition }, found.value)
  if (!fits.ok) return fits
  return keepTable(world, who, withFound(before.value, found.value))
}

/** Keeps a table as it is to be, if it is still of the version that it was read in. */
async function keepTable(world: ContributionWorld, who: Contributor, next: StoredTable): Promise<Outcome<TableView>> {
  return undoing(() => contribute(world, who.organisation, (contribution) => keepIn(world, contribution, who, next)))
}

/**
 * Keeps a table in a transaction of the caller's, which looks itself whether it stands in the collaboration `beside`.
 * Throws what undoes the transaction where it cannot stand in another one.
 */
export async function keepIn(
  world: ContributionWorld,
  contribution: Contribution,
  who: Contributor,
  next: StoredTable,
  beside?: string,
): Promise<Outcome<TableView>> {
  const { tx, at } = contribution
  const current = await ownTable(tx, who.organisation, next.id)
  if (!current.ok) return current
  const stale = whyStale(String(next.version), current.value.version)
  if (stale !== undefined) return stale
  const namesake = await tx
    .selectFrom('configured_tables')
    .select('id')
    .where('organisation', '=', who.organisation)
    .where('name_folded', '=', foldCase(next.name))
    .where('id', '!=', next.id)
    .executeTakeFirst()
  if (namesake !== undefined) return nameTaken(next.name)
  const kept = { ...next, version: next.version + 1, updated_at: at }
  await tx
    .updateTable('configured_tables')
    .set({
      name: kept.name,
      name_folded: foldCase(kept.name),
      description: kept.description,
      definition: JSON.stringify(kept.definition),
      found: kept.found === undefined ? null : JSON.stringify(kept.found),
      version: kept.version,
      updated_at: at,
    })
    .where('id', '=', next.id)
    .execute()
  await noteVersion(tx, kept, { at, by: who.name })
  if (!sameJson(asUsed(current.value), asUsed(kept))) await holdEverywhere(world, contribution, kept, beside)
  const uses = await usesOf(tx, [next.id])
  return done(tableView(kept, uses.get(next.id)))
}

/** A table that changed is another in every collaboration that it is in, from now on. */
async function holdEverywhere(
  world: ContributionWorld,
  contribution: Contribution,
  table: StoredTable,
  beside: string | undefined,
): Promise<void> {
  const { tx } = contribution
  const uses = await tx
    .selectFrom('table_associations')
    .select(['collaboration', 'name'])
    .where('configured_table', '=', table.id)
    .orderBy('collaboration')
    .execute()
  for (const { collaboration, name } of uses) {
    const room = collaboration === beside ? undefined : await composeIn(tx, collaboration)
    const unfit = room?.withheld.find((one) => one.kind === 'table' && one.name === name && one.why === 'refused')
    if (unfit !== undefined)
      throw new Undone(refusalOf('TABLE_REFUSED_IN_COLLABORATION', unfit.diagnostics, unfit.text))
    await touchCollaboration(tx, collaboration)
    await stopTable(world, contribution, { collaboration, table: name, why: 'changed' })
    const member = (await membershipOf(tx, collaboration, table.organisation))?.member
    if (member === undefined) continue
    const hash = definitionHash(publicDefinition(table.definition, table.found))
    await recordAct(tx, world, { collaboration, member, action: 'table-changed', subject: name, hash })
  }
}

function asUsed({ definition, found }: StoredTable): unknown {
  return { definition, found }
}

function withFound(table: StoredTable, found: StoredTable['found']): StoredTable {
  const { found: _before, ...rest } = table
  return found === undefined ? rest : { ...rest, found }
}

/** Null takes a word away. */
function merged(before: StoredTable, words: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const all = Object.entries({ ...before.definition, ...words })
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined))
}
