import { type ContributionWorld, type Contributor, contribute } from '../contribution-world.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { whyStale } from '../version.ts'
import { ownTable } from './stored-table.ts'

/** Forgets a configured table that is in no collaboration. Its file stays. */
export async function deleteTable(
  world: ContributionWorld,
  who: Contributor,
  id: string,
  ifMatch?: string,
): Promise<Outcome<undefined>> {
  return contribute(world, who.organisation, async ({ tx }) => {
    const table = await ownTable(tx, who.organisation, id)
    if (!table.ok) return table
    const stale = whyStale(ifMatch, table.value.version)
    if (stale !== undefined) return stale
    const use = await tx
      .selectFrom('table_associations')
      .select('collaboration')
      .where('configured_table', '=', id)
      .executeTakeFirst()
    if (use !== undefined) {
      return refused('CONFLICT', {
        reason: 'TABLE_IN_USE',
        detail: 'the table is in a collaboration',
        help: 'revoke it there first',
      })
    }
    await tx.deleteFrom('configured_table_versions').where('configured_table', '=', id).execute()
    await tx.deleteFrom('configured_tables').where('id', '=', id).execute()
    return done(undefined)
  })
}
