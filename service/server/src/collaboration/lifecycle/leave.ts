import type { SignedDeletionStatement } from '@glovebox/api'
import { act } from '../act.ts'
import { settlePending } from '../change/settle-pending.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { findStatement } from '../deletion/read-statement.ts'
import { requireMember, touchCollaboration } from '../membership.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { endMembership } from './end-membership.ts'

/** Leaves a collaboration for good; gives the statement of what was deleted. */
export async function leaveCollaboration(
  world: CollaborationWorld,
  { organisation }: Actor,
  collaboration: string,
): Promise<Outcome<SignedDeletionStatement>> {
  const left = await act(world, collaboration, async (doing) => {
    const { tx } = doing
    const found = await requireMember(tx, collaboration, organisation, 'act')
    if (!found.ok) return found
    const { isCreator, member: name, status } = found.value
    if (isCreator) return creatorStays
    await endMembership(doing, { organisation, name, status }, 'left', name)
    await touchCollaboration(tx, collaboration)
    await settlePending(doing)
    return done(undefined)
  })
  if (!left.ok) return left
  // As it stands once the keys are destroyed too.
  const statement = await findStatement(world.store.db, collaboration, organisation)
  if (statement === undefined) throw new Error('who left has a statement of it')
  return done(statement)
}

const creatorStays = refused('CONFLICT', {
  reason: 'CREATOR_STAYS',
  detail: 'the creator of a collaboration cannot leave it',
  help: 'close the collaboration',
})
