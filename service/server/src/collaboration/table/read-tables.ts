import type { Page, PageQuery, TableVersionView, TableView } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import { readCursor, toPage } from '../cursor.ts'
import type { TableDefinition } from '../document/table-definition.ts'
import { done, type Outcome } from '../outcome.ts'
import { ownTable, storedTable, tableView, usesOf } from './stored-table.ts'

/** The configured tables of an organisation, oldest first. */
export async function listTables(
  db: Db,
  organisation: string,
  { cursor, limit = 50 }: PageQuery,
): Promise<Outcome<Page<TableView>>> {
  const place = readCursor(cursor)
  if (!place.ok) return place
  let query = db.selectFrom('configured_tables').selectAll().where('organisation', '=', organisation)
  if (place.value !== undefined) {
    const { at, id } = place.value
    query = query.where((eb) =>
      eb.or([eb('created_at', '>', at), eb.and([eb('created_at', '=', at), eb('id', '>', id)])]),
    )
  }
  const rows = await query
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const page = toPage(rows, limit, ({ created_at: at, id }) => ({ at, id }))
  const uses = await usesOf(
    db,
    page.items.map(({ id }) => id),
  )
  return done({ ...page, items: page.items.map((row) => tableView(storedTable(row), uses.get(row.id))) })
}

/** One configured table of an organisation. */
export async function readTable(db: Db, organisation: string, id: string): Promise<Outcome<TableView>> {
  const table = await ownTable(db, organisation, id)
  if (!table.ok) return table
  return done(tableView(table.value, (await usesOf(db, [id])).get(id)))
}

/** What a table said before, newest first. */
export async function listTableVersions(
  db: Db,
  organisation: string,
  id: string,
): Promise<Outcome<{ readonly items: readonly TableVersionView[] }>> {
  const table = await ownTable(db, organisation, id)
  if (!table.ok) return table
  const rows = await db
    .selectFrom('configured_table_versions')
    .selectAll()
    .where('configured_table', '=', id)
    .orderBy('version', 'desc')
    .limit(1000)
    .execute()
  const items = rows.map(({ version, hash, at, by, definition }) => ({
    version,
    hash,
    at,
    by,
    ...(JSON.parse(definition) as Omit<TableDefinition, 'source'>),
  }))
  return done({ items })
}
