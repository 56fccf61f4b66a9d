import type { NewTable, TableView } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import { randomId } from '../../state/random-id.ts'
import { type Contribution, type ContributionWorld, type Contributor, contribute } from '../contribution-world.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { describeSource } from './describe-source.ts'
import { readDefinition } from './read-definition.ts'
import { noteVersion, type StoredTable, storedTable, tableView } from './stored-table.ts'

/** Configures a table. Its types are read where its file is there already; otherwise somebody asks for that later. */
export async function createTable(
  world: ContributionWorld,
  who: Contributor,
  { name, description = '', ...given }: NewTable,
): Promise<Outcome<TableView>> {
  const read = readDefinition(name, given)
  if (!read.ok) return read
  const { definition, source } = read.value
  const described = await describeSource(world, who.organisation, source)
  const found = described.ok ? described.value : undefined
  const fits = readDefinition(name, given, found)
  if (!fits.ok) return fits
  return contribute(world, who.organisation, (contribution) =>
    createIn(world, contribution, who, { name, description, definition, ...(found === undefined ? {} : { found }) }),
  )
}

/** A table that was read and accepted. */
export type AcceptedTable = Pick<StoredTable, 'name' | 'description' | 'definition' | 'found'>

/** Keeps a configured table in a transaction of the caller's. */
export async function createIn(
  world: ContributionWorld,
  { tx, at }: Contribution,
  who: Contributor,
  { name, description, definition, found }: AcceptedTable,
): Promise<Outcome<TableView>> {
  const folded = foldCase(name)
  const taken = await tx
    .selectFrom('configured_tables')
    .select('id')
    .where('organisation', '=', who.organisation)
    .where('name_folded', '=', folded)
    .executeTakeFirst()
  if (taken !== undefined) return nameTaken(name)
  const row = {
    id: randomId('tbl', world.random),
    organisation: who.organisation,
    name,
    name_folded: folded,
    description,
    definition: JSON.stringify(definition),
    found: found === undefined ? null : JSON.stringify(found),
    version: 1,
    created_at: at,
    updated_at: at,
  }
  await tx.insertInto('configured_tables').values(row).execute()
  const table = storedTable(row)
  await noteVersion(tx, table, { at, by: who.name })
  return done(tableView(table))
}

/** Two tables of one organisation cannot have one name. */
export function nameTaken(name: string): Refused {
  return refused('CONFLICT', {
    reason: 'NAME_TAKEN',
    detail: `there is a table named \`${name}\` already, upper and lower case aside`,
  })
}
