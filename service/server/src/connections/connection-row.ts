import type { ConnectionTarget, ConnectionView } from '@glovebox/api'
import type { Selectable } from 'kysely'
import { refused } from '../collaboration/outcome.ts'
import type { Db } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'

export type ConnectionRow = Selectable<Tables['connections']>

export const noConnection: ReturnType<typeof refused> = refused('NOT_FOUND', {
  reason: 'CONNECTION_NOT_FOUND',
  detail: 'there is no such connection',
})

/** A connection of an organisation. */
export function findConnection(db: Db, organisation: string, id: string): Promise<ConnectionRow | undefined> {
  return db
    .selectFrom('connections')
    .selectAll()
    .where('id', '=', id)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
}

/** What its secret is sealed as: it opens nowhere but at the place that it was given for. */
export function aboutConnection(id: string, target: string): string {
  return `connections/${id}/${target}`
}

/** A connection on the wire. */
export function connectionView(row: ConnectionRow): ConnectionView {
  return {
    id: row.id,
    name: row.name,
    ...(row.description === '' ? {} : { description: row.description }),
    target: JSON.parse(row.target) as ConnectionTarget,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
