import type { Change, ChangeRequestView, NewChangeRequest } from '@glovebox/api'
import { randomId } from '../../state/random-id.ts'
import { act } from '../act.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { unknownOrganisation } from '../lifecycle/unknown-organisation.ts'
import { requireMember } from '../membership.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { isAutoApproved } from './approvals.ts'
import { addHistory, findRequest, pendingRequests } from './change-requests.ts'
import { planChanges } from './plan-changes.ts'
import { settlePending, tellAll } from './settle-pending.ts'
import { readStanding } from './standing.ts'
import { changeView } from './view.ts'

const mostPending = 100

/** Proposes changes. They are committed at once where nobody else has to approve them. */
export async function openChangeRequest(
  world: CollaborationWorld,
  actor: Actor,
  collaboration: string,
  { changes, comment }: NewChangeRequest,
): Promise<Outcome<ChangeRequestView>> {
  const id = randomId('chg', world.random)
  return act(world, collaboration, async (doing) => {
    const { tx, at } = doing
    const found = await requireMember(tx, collaboration, actor.organisation, 'act')
    if (!found.ok) return found
    if (changes.some(({ type }) => type === 'remove-member') && !found.value.isCreator) return notCreator
    const standing = await readStanding(tx, collaboration)
    const planned = planChanges(standing, changes)
    if (!planned.ok) return refused('REFUSED', { reason: planned.reason, detail: planned.detail })
    const unknown = await unknownOrganisation(tx, changes.filter(isAddition))
    if (unknown !== undefined) return unknown
    if ((await pendingRequests(tx, collaboration)).length >= mostPending) return tooManyPending
    const isAuto = isAutoApproved(standing.settings, changes)
    await tx
      .insertInto('change_requests')
      .values({
        id,
        collaboration,
        proposer: actor.organisation,
        status: 'pending',
        changes: JSON.stringify(changes),
        is_auto_approved: isAuto ? 1 : 0,
        opened_at: at,
        closed_at: null,
        reason: null,
      })
      .execute()
    const { organisation } = actor
    await tx.insertInto('change_votes').values({ change: id, organisation, vote: 'approved', at }).execute()
    await addHistory(doing, id, { ...actor, kind: 'opened', ...(comment === undefined ? {} : { comment }) })
    await recordAct(tx, world, {
      collaboration,
      member: found.value.member,
      action: 'change-requested',
      subject: id,
      detail: { changes, isAutoApproved: isAuto },
    })
    await tellAll(doing, { id }, standing, 'change-request.opened')
    await settlePending(doing)
    const request = await findRequest(tx, collaboration, id)
    if (request === undefined) throw new Error('a change request that was opened is there')
    return done(await changeView(tx, request, await readStanding(tx, collaboration)))
  })
}

function isAddition(change: Change): change is Extract<Change, { type: 'add-member' }> {
  return change.type === 'add-member'
}

const notCreator = refused('SCOPE_MISSING', {
  reason: 'NOT_CREATOR',
  detail: 'only the creator of a collaboration removes members',
})

const tooManyPending = refused('CONFLICT', {
  reason: 'TOO_MANY_PENDING',
  detail: `${mostPending} change requests are pending`,
  help: 'decide on some of them, or cancel them',
})
