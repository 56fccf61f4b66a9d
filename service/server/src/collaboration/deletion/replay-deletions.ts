import type { DeletionStatement } from '@glovebox/api'
import { act } from '../act.ts'
import { settlePending } from '../change/settle-pending.ts'
import type { CollaborationWorld } from '../collaboration-world.ts'
import { deletePart, endMembership } from '../lifecycle/end-membership.ts'
import { membershipOf, touchCollaboration } from '../membership.ts'
import { done } from '../outcome.ts'
import { destroyShareAndSay } from './destroy-share.ts'
import { spellTombstone, type Tombstone } from './record-deletion.ts'

/**
 * Brings a database, maybe one restored from a backup, to every deletion that was promised, before anything is served:
 * what the tombstones beside it say and it does not know is deleted again; what it knows and they do not is written down;
 * the keys of members that are gone and of closed collaborations are destroyed.
 */
export async function replayDeletions(world: CollaborationWorld): Promise<{ readonly replayed: number }> {
  const kept = await world.store.db
    .selectFrom('deletions')
    .select(['collaboration', 'organisation', 'cause', 'at', 'statement'])
    .execute()
  const known = new Set(kept.map(keyOf))
  const lines = (await world.tombstones.read()).flatMap((line) => readTombstone(line) ?? [])
  const written = new Set(lines.map(keyOf))
  for (const tombstone of kept) {
    if (!written.has(keyOf(tombstone))) await world.tombstones.append(spellTombstone(tombstone))
  }
  let replayed = 0
  for (const tombstone of lines) {
    if (known.has(keyOf(tombstone))) continue
    known.add(keyOf(tombstone))
    if (await replay(world, tombstone)) replayed++
  }
  const closed = await world.store.db
    .selectFrom('collaborations')
    .select('id')
    .where('closed_at', 'is not', null)
    .execute()
  // A copy of the keys from before may have brought them back.
  for (const { collaboration, organisation, statement } of kept) {
    if ((JSON.parse(statement) as DeletionStatement).version > 1)
      await destroyShareAndSay(world, collaboration, organisation)
  }
  for (const { id } of closed) world.destroyVault(id)
  return { replayed }
}

/** Whether there was something to delete: a backup from before the collaboration knows nothing of it. */
async function replay(
  world: CollaborationWorld,
  { collaboration, organisation, cause, at }: Tombstone,
): Promise<boolean> {
  const outcome = await act(world, collaboration, async (doing) => {
    // Its line stands beside the database already.
    const quiet = { ...doing, at, world: { ...world, tombstones: { ...world.tombstones, append: async () => {} } } }
    const found = await membershipOf(doing.tx, collaboration, organisation)
    if (found === undefined) return done(false)
    const leaving = { organisation, name: found.member, status: found.status }
    if (cause === 'closed') {
      await doing.tx
        .updateTable('collaborations')
        .set({ closed_at: at })
        .where('id', '=', collaboration)
        .where('closed_at', 'is', null)
        .execute()
      await deletePart(quiet, leaving, cause)
    } else {
      // A backup may be from before it joined.
      await endMembership(quiet, { ...leaving, status: 'active' }, cause, found.member)
      await settlePending(quiet)
    }
    await touchCollaboration(doing.tx, collaboration)
    return done(true)
  })
  return outcome.ok && outcome.value
}

/** A line that a crash cut short says nothing; what it would have said is in the database. */
function readTombstone(line: string): Tombstone | undefined {
  try {
    const { collaboration, organisation, cause, at } = JSON.parse(line) as Partial<Tombstone>
    if (collaboration === undefined || organisation === undefined || cause === undefined || at === undefined) return
    return { collaboration, organisation, cause, at }
  } catch {
    return undefined
  }
}

function keyOf({ collaboration, organisation }: Pick<Tombstone, 'collaboration' | 'organisation'>): string {
  return `${collaboration} ${organisation}`
}
