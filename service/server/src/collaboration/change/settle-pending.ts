import { recordEvent } from '../../events/record-event.ts'
import type { Act } from '../act.ts'
import { recordAct } from '../record-act.ts'
import { affectedBy } from './approvals.ts'
import { addHistory, pendingRequests, type StoredChangeRequest, votesOn } from './change-requests.ts'
import { commitChanges } from './commit-changes.ts'
import { planChanges, type Standing } from './plan-changes.ts'
import { readStanding } from './standing.ts'

/**
 * Brings the pending change requests up to what the collaboration is: those that all have approved are committed, those
 * that no longer apply are denied, those of a member who is gone are cancelled. Stands at the end of every act that
 * changes who is in a collaboration or what it is.
 */
export async function settlePending(act: Act): Promise<void> {
  // A commit may settle others.
  while (await settleSome(act));
}

async function settleSome(act: Act): Promise<boolean> {
  const standing = await readStanding(act.tx, act.collaboration)
  for (const request of await pendingRequests(act.tx, act.collaboration)) {
    if (await settle(act, request, standing)) return true
  }
  return false
}

/** Whether the collaboration changed, so that others must be looked at again. */
async function settle(act: Act, request: StoredChangeRequest, standing: Standing): Promise<boolean> {
  const proposer = standing.members.find(({ organisation }) => organisation === request.proposer)
  if (proposer?.status !== 'active') {
    await closeRequest(act, request, 'cancelled', 'PROPOSER_GONE')
    return false
  }
  const planned = planChanges(standing, request.changes)
  if (!planned.ok) {
    await closeRequest(act, request, 'denied', planned.reason)
    await recordAct(act.tx, act.world, {
      collaboration: act.collaboration,
      member: proposer.name,
      action: 'change-denied',
      subject: request.id,
      detail: { reason: planned.reason },
    })
    await tellAll(act, request, standing, 'change-request.denied')
    return false
  }
  if (!request.isAutoApproved) {
    const votes = await votesOn(act.tx, request.id)
    const affected = affectedBy(standing, request.changes, request.proposer)
    if (!affected.every(({ organisation }) => votes.get(organisation)?.vote === 'approved')) return false
  }
  await closeRequest(act, request, 'committed')
  await addHistory(act, request.id, { organisation: request.proposer, kind: 'committed' })
  await recordAct(act.tx, act.world, {
    collaboration: act.collaboration,
    member: proposer.name,
    action: 'change-committed',
    subject: request.id,
    detail: { changes: request.changes },
  })
  await commitChanges(act, standing, planned.after, proposer.name)
  await tellAll(act, request, standing, 'change-request.committed')
  return true
}

/** Ends a change request that is pending. */
export async function closeRequest(
  { tx, at }: Act,
  { id }: Pick<StoredChangeRequest, 'id'>,
  status: 'denied' | 'cancelled' | 'committed',
  reason?: string,
): Promise<void> {
  await tx
    .updateTable('change_requests')
    .set({ status, closed_at: at, reason: reason ?? null })
    .where('id', '=', id)
    .execute()
}

/** Lets every active member hear what became of a change request. */
export async function tellAll(
  { tx, world, collaboration }: Act,
  { id }: Pick<StoredChangeRequest, 'id'>,
  { members }: Standing,
  kind: 'change-request.opened' | 'change-request.committed' | 'change-request.denied',
): Promise<void> {
  const audience = members.filter(({ status }) => status === 'active').map(({ organisation }) => organisation)
  await recordEvent(tx, world, { kind, collaboration, audience, data: { change: id } })
}
