import type { WaitingItem, WaitingList } from '@glovebox/api'
import type { Db } from '../store/store.ts'
import { affectedBy } from './change/approvals.ts'
import { pendingRequests, votesOn } from './change/change-requests.ts'
import { readStanding } from './change/standing.ts'
import type { Actor, CollaborationWorld } from './collaboration-world.ts'

const most = 1000

/** Everything that waits for an organisation, the oldest first. */
export async function listWaiting(world: CollaborationWorld, { organisation }: Actor): Promise<WaitingList> {
  return world.store.snapshot(async (db) => {
    const items = [...(await memberships(db, organisation)), ...(await changes(db, organisation))]
    for (const waiting of world.waiting) items.push(...(await waiting(db, organisation)))
    const sorted = items.toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1))
    return { items: sorted.slice(0, most) }
  })
}

/** Invitations, and payments that were not agreed to. */
async function memberships(db: Db, organisation: string): Promise<readonly WaitingItem[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('collaborations', 'collaborations.id', 'members.collaboration')
    .select(['members.collaboration', 'collaborations.name', 'members.status', 'members.abilities'])
    .select(['members.payment_accepted', 'members.invited_at'])
    .where('members.organisation', '=', organisation)
    .where('members.status', 'in', ['invited', 'active'])
    .where('collaborations.closed_at', 'is', null)
    .execute()
  return rows.flatMap(({ collaboration, name: collaborationName, status, abilities, payment_accepted, invited_at }) => {
    if (status === 'invited') return { kind: 'invitation', collaboration, collaborationName, since: invited_at }
    const pays = (JSON.parse(abilities) as readonly string[]).includes('pay')
    return pays && payment_accepted === 0 ? { kind: 'payment', collaboration, collaborationName } : []
  })
}

/** Change requests that need the organisation's vote. */
async function changes(db: Db, organisation: string): Promise<readonly WaitingItem[]> {
  const rows = await db
    .selectFrom('change_requests')
    .innerJoin('members', 'members.collaboration', 'change_requests.collaboration')
    .innerJoin('collaborations', 'collaborations.id', 'change_requests.collaboration')
    .select(['change_requests.collaboration', 'collaborations.name'])
    .distinct()
    .where('change_requests.status', '=', 'pending')
    .where('members.organisation', '=', organisation)
    .where('members.status', '=', 'active')
    .limit(most)
    .execute()
  const items: WaitingItem[] = []
  for (const { collaboration, name: collaborationName } of rows) {
    const standing = await readStanding(db, collaboration)
    for (const { id, changes: proposed, proposer, openedAt } of await pendingRequests(db, collaboration)) {
      const isAffected = affectedBy(standing, proposed, proposer).some((one) => one.organisation === organisation)
      if (!isAffected || (await votesOn(db, id)).has(organisation)) continue
      items.push({ kind: 'change-request', collaboration, collaborationName, subject: id, since: openedAt })
    }
  }
  return items
}
