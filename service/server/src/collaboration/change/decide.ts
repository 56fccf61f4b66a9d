import type { ChangeRequestView, ChangeVote } from '@glovebox/api'
import { type Act, act } from '../act.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { type Membership, requireMember } from '../membership.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { recordAct } from '../record-act.ts'
import { affectedBy } from './approvals.ts'
import { addHistory, findRequest, historyLength, type StoredChangeRequest } from './change-requests.ts'
import { noChangeRequest } from './read.ts'
import { closeRequest, settlePending, tellAll } from './settle-pending.ts'
import { readStanding } from './standing.ts'
import { changeView } from './view.ts'

/** Approves or denies a change request. The last approval commits it; one denial ends it. */
export async function voteOnChange(
  world: CollaborationWorld,
  actor: Actor,
  collaboration: string,
  id: string,
  { vote, comment }: ChangeVote,
): Promise<Outcome<ChangeRequestView>> {
  return decide(world, actor, collaboration, id, async (doing, request, { member }) => {
    const { tx, at } = doing
    const { organisation } = actor
    const standing = await readStanding(tx, collaboration)
    const affected = affectedBy(standing, request.changes, request.proposer)
    if (!affected.some((one) => one.organisation === organisation)) return notAffected
    await tx
      .insertInto('change_votes')
      .values({ change: id, organisation, vote, at })
      .onConflict((conflict) => conflict.columns(['change', 'organisation']).doUpdateSet({ vote, at }))
      .execute()
    await addHistory(doing, id, { ...actor, kind: vote, ...(comment === undefined ? {} : { comment }) })
    await recordAct(tx, world, { collaboration, member, action: `change-${vote}`, subject: id })
    if (vote === 'approved') await settlePending(doing)
    else {
      await closeRequest(doing, request, 'denied')
      await tellAll(doing, request, standing, 'change-request.denied')
    }
    return done(undefined)
  })
}

/** Takes one's own change request back. */
export async function cancelChange(
  world: CollaborationWorld,
  actor: Actor,
  collaboration: string,
  id: string,
): Promise<Outcome<ChangeRequestView>> {
  return decide(world, actor, collaboration, id, async (doing, request, { member }) => {
    if (request.proposer !== actor.organisation) return notProposer
    await closeRequest(doing, request, 'cancelled')
    await addHistory(doing, id, { ...actor, kind: 'cancelled' })
    await recordAct(doing.tx, world, { collaboration, member, action: 'change-cancelled', subject: id })
    return done(undefined)
  })
}

/** Says something about a change request. */
export async function commentOnChange(
  world: CollaborationWorld,
  actor: Actor,
  collaboration: string,
  id: string,
  comment: string,
): Promise<Outcome<ChangeRequestView>> {
  return decide(world, actor, collaboration, id, async (doing) => {
    if ((await historyLength(doing.tx, id)) >= longestHistory) return tooManyComments
    await addHistory(doing, id, { ...actor, kind: 'commented', comment })
    return done(undefined)
  })
}

/** Does something with a change request that is pending, as an active member. */
async function decide(
  world: CollaborationWorld,
  { organisation }: Actor,
  collaboration: string,
  id: string,
  work: (act: Act, request: StoredChangeRequest, member: Membership) => Promise<Outcome<undefined>>,
): Promise<Outcome<ChangeRequestView>> {
  return act(world, collaboration, async (doing) => {
    const { tx } = doing
    const found = await requireMember(tx, collaboration, organisation, 'act')
    if (!found.ok) return found
    const request = await findRequest(tx, collaboration, id)
    if (request === undefined) return noChangeRequest
    if (request.status !== 'pending') return closed
    const outcome = await work(doing, request, found.value)
    if (!outcome.ok) return outcome
    const after = (await findRequest(tx, collaboration, id)) ?? request
    return done(await changeView(tx, after, await readStanding(tx, collaboration)))
  })
}

/** Votes still go in beyond it. */
const longestHistory = 500

const tooManyComments = refused('CONFLICT', {
  reason: 'TOO_MANY_COMMENTS',
  detail: 'so much was said about the change request that no more comments are kept',
  help: 'decide on it, or open another one',
})

const closed = refused('CONFLICT', {
  reason: 'CHANGE_REQUEST_CLOSED',
  detail: 'the change request is decided or cancelled already',
})

const notAffected = refused('CONFLICT', {
  reason: 'APPROVAL_NOT_NEEDED',
  detail: 'the change request does not need the approval of your organisation',
})

const notProposer = refused('CONFLICT', {
  reason: 'NOT_PROPOSER',
  detail: 'only the member who opened a change request can cancel it',
  help: 'deny it instead',
})
