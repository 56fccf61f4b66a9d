import type { DeletionStatement } from '@glovebox/api'
import { canonicalJson, signDeletion, signingKey } from '@glovebox/crypto'
import type { ServerWorld } from '../../server-world.ts'

/** What of a member lies sealed in backups, and what lies there as it is: of an activation the rows are those of its result. */
const sealedKinds = ['result', 'cached-answer', 'intermediate-table'] as const
const plainKinds = ['table', 'template', 'budget', 'saved-analysis', 'schedule', 'destination', 'activation'] as const

/** What the server cannot know, and a statement about backups rests on. */
const restsOn =
  'no copy of the folder of keys from before then is kept, or the master key that opens such a copy is destroyed'

/**
 * Destroys the key of a member that is gone, and says so in its statement. The key goes after the member did, so whatever
 * happens in between is made up for when the server starts.
 */
export async function destroyShareAndSay(
  world: ServerWorld,
  collaboration: string,
  organisation: string,
): Promise<void> {
  world.destroyShare(collaboration, organisation)
  const keysDestroyedAt = world.clock().toISOString()
  await world.store.transaction(collaboration, async (tx) => {
    const row = await tx
      .selectFrom('deletions')
      .select('statement')
      .where('collaboration', '=', collaboration)
      .where('organisation', '=', organisation)
      .executeTakeFirst()
    if (row === undefined) return
    const statement = JSON.parse(row.statement) as DeletionStatement
    if (statement.version === 1 || statement.backups !== undefined) return
    const backups = { keysDestroyedAt, unreadable: sealedKinds, readable: plainKinds, restsOn }
    await tx
      .updateTable('deletions')
      .set(signed(world, { ...statement, backups }))
      .where('collaboration', '=', collaboration)
      .where('organisation', '=', organisation)
      .execute()
  })
}

/** A statement in its one spelling, signed. */
export function signed(
  { name, signingSeed }: Pick<ServerWorld, 'name' | 'signingSeed'>,
  statement: DeletionStatement,
): { readonly statement: string; readonly signature: string } {
  const spelled = canonicalJson(statement)
  return { statement: spelled, signature: signDeletion(spelled, signingKey(name, signingSeed)) }
}
