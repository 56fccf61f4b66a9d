import type { DeletedThings, DeletionStatement } from '@glovebox/api'
import { canonicalJson, signDeletion, signingKey } from '@glovebox/crypto'
import type { Act } from '../act.ts'
import type { AffectedMember, EndCause } from '../hooks.ts'

/** Writes down, signed, what went with a member; once it is kept, beside the database too. */
export async function recordDeletion(
  act: Act,
  { organisation, member }: AffectedMember,
  cause: EndCause,
  deleted: readonly DeletedThings[],
): Promise<void> {
  const { tx, world, collaboration, at } = act
  const statement: DeletionStatement = {
    version: 1,
    server: world.name,
    collaboration,
    organisation,
    member,
    cause,
    at,
    deleted: deleted.filter(({ count }) => count > 0),
  }
  const spelled = canonicalJson(statement)
  const signature = signDeletion(spelled, signingKey(world.name, world.signingSeed))
  await tx
    .insertInto('deletions')
    .values({ collaboration, organisation, at, cause, statement: spelled, signature })
    .execute()
  act.then(() => world.tombstones.append(spellTombstone({ collaboration, organisation, cause, at })))
}

/** A deletion beside the database: enough to do it again. */
export type Tombstone = {
  readonly collaboration: string
  readonly organisation: string
  readonly cause: EndCause
  readonly at: string
}

/** The line of a tombstone. */
export function spellTombstone({ collaboration, organisation, cause, at }: Tombstone): string {
  return JSON.stringify({ collaboration, organisation, cause, at })
}
