import type { CollaborationListQuery, CollaborationMember, CollaborationView, MemberList, Page } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import type { Actor } from '../collaboration-world.ts'
import { readCursor, toPage } from '../cursor.ts'
import { requireMember } from '../membership.ts'
import { done, type Outcome } from '../outcome.ts'
import { memberViews, viewOf, viewsFor } from './view.ts'

/** The collaborations that an organisation is in or is invited to, the newest first. */
export async function listCollaborations(
  db: Db,
  { organisation }: Actor,
  { status, cursor, limit = 50 }: CollaborationListQuery,
): Promise<Outcome<Page<CollaborationView>>> {
  const after = readCursor(cursor)
  if (!after.ok) return after
  const found = await viewsFor(db, organisation, {
    status: status === undefined ? ['invited', 'active'] : [status],
    after: after.value,
    limit: limit + 1,
  })
  return done(toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id })))
}

/** A collaboration, for its members and those it invites. */
export async function readCollaboration(
  db: Db,
  { organisation }: Actor,
  collaboration: string,
): Promise<Outcome<CollaborationView>> {
  const found = await requireMember(db, collaboration, organisation, 'look')
  return found.ok ? done(await viewOf(db, collaboration, organisation)) : found
}

/** Everyone who is or was in a collaboration, for its members and those it invites. */
export async function listMembers(
  db: Db,
  { organisation }: Actor,
  collaboration: string,
): Promise<Outcome<MemberList>> {
  const found = await requireMember(db, collaboration, organisation, 'look')
  return found.ok ? done({ items: await memberViews(db, collaboration) }) : found
}

/** One's own membership. */
export async function readMembership(
  db: Db,
  { organisation }: Actor,
  collaboration: string,
): Promise<Outcome<CollaborationMember>> {
  const found = await readCollaboration(db, { organisation }, collaboration)
  return found.ok ? done(found.value.membership) : found
}
