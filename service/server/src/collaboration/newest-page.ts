import type { Page, PageQuery } from '@glovebox/api'
import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Tables } from '../store/tables.ts'
import { readCursor, toPage } from './cursor.ts'
import { done, type Outcome } from './outcome.ts'

/** What a list in the order of its making needs of a row. */
type Made = { readonly id: string; readonly created_at: string }

/** A page of rows, the newest first. Rows of one table: `created_at` and `id` are its columns. */
export async function newestPage<Table extends keyof Tables, Row extends Made>(
  rows: SelectQueryBuilder<Tables, Table, Row>,
  { cursor, limit = 50 }: PageQuery,
): Promise<Outcome<Page<Row>>> {
  const place = readCursor(cursor)
  if (!place.ok) return place
  const from = place.value
  const rest = from === undefined ? rows : rows.where(sql<SqlBool>`(created_at, id) < (${from.at}, ${from.id})`)
  const found = await rest
    .orderBy(sql`created_at`, 'desc')
    .orderBy(sql`id`, 'desc')
    .limit(limit + 1)
    .execute()
  return done(toPage(found as Row[], limit, ({ created_at, id }) => ({ at: created_at, id })))
}
