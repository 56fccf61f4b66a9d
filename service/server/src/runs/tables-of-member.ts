import type { AffectedMember } from '../collaboration/hooks.ts'
import type { Db } from '../store/store.ts'

/** The names of the tables that a member has in a collaboration. */
export async function tablesOf(tx: Db, { collaboration, organisation }: AffectedMember): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('table_associations')
    .select('name')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
  return rows.map(({ name }) => name)
}
