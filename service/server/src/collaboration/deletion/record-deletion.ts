import type { DeletedThings, DeletionStatement } from '@glovebox/api'
import type { Act } from '../act.ts'
import type { AffectedMember, EndCause } from '../hooks.ts'
import { destroyShareAndSay, signed } from './destroy-share.ts'

/** Writes down, signed, what went with a member; once it is kept, beside the database too. */
export async function recordDeletion(
  act: Act,
  { organisation, member }: AffectedMember,
  cause: EndCause,
  deleted: readonly DeletedThings[],
): Promise<void> {
  const { tx, world, collaboration, at } = act
  const statement: DeletionStatement = {
    version: 2,
    server: world.name,
    collaboration,
    organisation,
    member,
    cause,
    at,
    deleted: deleted.filter(({ count }) => count > 0),
  }
  await tx
    .insertInto('deletions')
    .values({ collaboration, organisation, at, cause, ...signed(world, statement) })
    .execute()
  act.then(
    () => world.tombstones.append(spellTombstone({ collaboration, organisation, cause, at })),
    () => destroyShareAndSay(world, collaboration, organisation),
  )
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
