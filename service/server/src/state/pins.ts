import type { SqlType } from '@glovebox/sql'
import type { RoomState } from '../store/room-state.ts'

/** A column as found in a source and written down. */
export type FoundColumn = {
  readonly name: string
  /** The type's name in the source, or in the engine that read it. */
  readonly engineType: string
  /** Absent: SQL cannot name it, and the column cannot be used. */
  readonly type?: SqlType
}

/** The pinned columns of a table, if they were found in this very source. */
export async function readPin(
  { db, collaboration }: RoomState,
  table: string,
  source: string,
): Promise<readonly FoundColumn[] | undefined> {
  const row = await db
    .selectFrom('pins')
    .select('columns')
    .where('collaboration', '=', collaboration)
    .where('name', '=', table)
    .where('source', '=', source)
    .executeTakeFirst()
  return row === undefined ? undefined : (JSON.parse(row.columns) as readonly FoundColumn[])
}

/** Writes the columns of a table down, in place of what was there. */
export async function writePin(
  { db, collaboration }: RoomState,
  table: string,
  source: string,
  columns: readonly FoundColumn[],
): Promise<void> {
  const pinned = { source, columns: JSON.stringify(columns) }
  await db
    .insertInto('pins')
    .values({ collaboration, name: table, ...pinned })
    .onConflict((conflict) => conflict.columns(['collaboration', 'name']).doUpdateSet(pinned))
    .execute()
}
