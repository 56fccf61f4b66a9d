import type { CollaborationPatch, CollaborationView } from '@glovebox/api'
import { whyNoName } from '@glovebox/cleanroom'
import { act } from '../act.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { requireMember, touchCollaboration } from '../membership.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { notCreator } from './creator.ts'
import { checkRevision } from './version.ts'
import { viewOf } from './view.ts'

/** Changes how a collaboration is called and described. */
export async function updateCollaboration(
  world: CollaborationWorld,
  { organisation }: Actor,
  collaboration: string,
  { name, description }: CollaborationPatch,
  ifMatch?: string,
): Promise<Outcome<CollaborationView>> {
  const reason = name === undefined ? undefined : whyNoName('collaboration', name)
  return act(world, collaboration, async ({ tx }) => {
    const found = await requireMember(tx, collaboration, organisation, 'act')
    if (!found.ok) return found
    if (!found.value.isCreator) return notCreator
    const changed = await checkRevision(tx, collaboration, ifMatch)
    if (changed !== undefined) return changed
    if (reason !== undefined) {
      return refused('REFUSED', { reason: 'NAME_INVALID', detail: `a collaboration cannot be named so: ${reason}` })
    }
    const given = { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) }
    if (Object.keys(given).length > 0) {
      await tx.updateTable('collaborations').set(given).where('id', '=', collaboration).execute()
      const { member } = found.value
      await recordAct(tx, world, { collaboration, member, action: 'collaboration-changed', detail: given })
      await touchCollaboration(tx, collaboration)
    }
    return done(await viewOf(tx, collaboration, organisation))
  })
}
