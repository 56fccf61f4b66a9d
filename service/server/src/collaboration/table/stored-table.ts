import type { TableView } from '@glovebox/api'
import type { Selectable } from 'kysely'
import type { FoundColumn } from '../../state/pins.ts'
import type { Db } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'
import type { TableDefinition } from '../document/table-definition.ts'
import { typedColumns } from '../document/typed-columns.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { definitionHash, publicDefinition } from './definition-hash.ts'

/** A configured table as it is stored. */
export type StoredTable = Omit<Selectable<Tables['configured_tables']>, 'definition' | 'found'> & {
  readonly definition: TableDefinition
  readonly found?: readonly FoundColumn[]
}

/** What is told of tables that are not there, or are another organisation's. */
export const noTable: Refused = refused('NOT_FOUND', {
  reason: 'TABLE_NOT_FOUND',
  detail: 'your organisation has no such table',
})

/** A configured table of an organisation. */
export async function ownTable(db: Db, organisation: string, id: string): Promise<Outcome<StoredTable>> {
  const row = await db
    .selectFrom('configured_tables')
    .selectAll()
    .where('id', '=', id)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return row === undefined ? noTable : done(storedTable(row))
}

/** The row as it is meant. */
export function storedTable({ definition, found, ...row }: Selectable<Tables['configured_tables']>): StoredTable {
  return {
    ...row,
    definition: JSON.parse(definition) as TableDefinition,
    ...(found === null ? {} : { found: JSON.parse(found) as readonly FoundColumn[] }),
  }
}

/** Writes the version that a table now has down: what of it decides what may be asked. */
export async function noteVersion(
  tx: Db,
  table: Pick<StoredTable, 'id' | 'version' | 'definition' | 'found'>,
  who: { readonly at: string; readonly by: string },
): Promise<void> {
  const definition = publicDefinition(table.definition, table.found)
  await tx
    .insertInto('configured_table_versions')
    .values({
      configured_table: table.id,
      version: table.version,
      hash: definitionHash(definition),
      definition: JSON.stringify(definition),
      ...who,
    })
    .execute()
}

/** Where tables are used: in collaborations that are open. */
export async function usesOf(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TableView['collaborations']>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('table_associations')
    .innerJoin('collaborations', 'collaborations.id', 'table_associations.collaboration')
    .select(['table_associations.configured_table', 'collaborations.id', 'collaborations.name'])
    .where('table_associations.configured_table', 'in', ids)
    .where('collaborations.closed_at', 'is', null)
    .orderBy('collaborations.id')
    .execute()
  const byTable = Map.groupBy(rows, ({ configured_table: table }) => table)
  return new Map([...byTable].map(([table, uses]) => [table, uses.map(({ id, name }) => ({ id, name }))]))
}

/** A table as its own organisation sees it. */
export function tableView(table: StoredTable, collaborations: TableView['collaborations'] = []): TableView {
  const { definition, found } = table
  const columns = typedColumns(definition.columns, found)
  return {
    id: table.id,
    name: table.name,
    description: table.description,
    ...definition,
    version: table.version,
    ...(columns === undefined ? {} : { schema: Object.entries(columns).map(([name, type]) => ({ name, type })) }),
    collaborations,
    createdAt: table.created_at,
    updatedAt: table.updated_at,
  }
}
