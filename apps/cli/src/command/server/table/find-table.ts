import { type Client, getTable, listTables, type TableView } from '@glovebox/api'
import { everyPage } from '../../../remote/every-page.ts'
import { pick } from '../../../remote/pick.ts'

/** A configured table of one's own, by id or name. */
export async function findTable(client: Client, named: string): Promise<TableView> {
  if (/^tbl_[a-z2-7]{26}$/.test(named)) return await client.call(getTable, { params: { table: named } })
  const { items } = await everyPage((query) => client.call(listTables, { query }))
  return pick(items, named, 'table')
}
