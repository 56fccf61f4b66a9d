import { recordEvent } from '../../events/record-event.ts'
import { act } from '../act.ts'
import { pendingRequests } from '../change/change-requests.ts'
import { closeRequest } from '../change/settle-pending.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { activeMembers, requireMember, touchCollaboration } from '../membership.ts'
import { done, type Outcome } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { notCreator } from './creator.ts'
import { deletePart } from './end-membership.ts'
import { checkRevision } from './version.ts'

/** Closes a collaboration for good. Its log can still be read by who is in it; what was sealed for it can never be opened. */
export async function closeCollaboration(
  world: CollaborationWorld,
  { organisation }: Actor,
  collaboration: string,
  ifMatch?: string,
): Promise<Outcome<undefined>> {
  return act(world, collaboration, async (doing) => {
    const { tx, at } = doing
    const found = await requireMember(tx, collaboration, organisation, 'act')
    if (!found.ok) return found
    if (!found.value.isCreator) return notCreator
    const changed = await checkRevision(tx, collaboration, ifMatch)
    if (changed !== undefined) return changed
    for (const request of await pendingRequests(tx, collaboration)) {
      await closeRequest(doing, request, 'cancelled', 'COLLABORATION_CLOSED')
    }
    await recordAct(tx, world, { collaboration, member: found.value.member, action: 'collaboration-closed' })
    await tx.updateTable('collaborations').set({ closed_at: at }).where('id', '=', collaboration).execute()
    const members = await activeMembers(tx, collaboration)
    for (const { organisation: each, member: name, status } of members) {
      await deletePart(doing, { organisation: each, name, status }, 'closed')
    }
    await recordEvent(tx, world, {
      kind: 'collaboration.closed',
      collaboration,
      audience: members.map((member) => member.organisation),
      data: { by: found.value.member },
    })
    await touchCollaboration(tx, collaboration)
    // Last: until everything else is done, what runs may still have to seal that it was stopped.
    doing.then(() => world.destroyVault(collaboration))
    return done(undefined)
  })
}
