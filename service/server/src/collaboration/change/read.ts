import type { ChangeRequestStatus, ChangeRequestView, Page, PageQuery } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import type { Actor } from '../collaboration-world.ts'
import { readCursor, toPage } from '../cursor.ts'
import { requireMember } from '../membership.ts'
import { done, type Outcome, type Refused, refused } from '../outcome.ts'
import { findRequest, requestsOf } from './change-requests.ts'
import { readStanding } from './standing.ts'
import { changeView } from './view.ts'

/** The change requests of a collaboration, the newest first. */
export async function listChangeRequests(
  db: Db,
  { organisation }: Actor,
  collaboration: string,
  { status, cursor, limit = 50 }: PageQuery & { readonly status?: ChangeRequestStatus },
): Promise<Outcome<Page<ChangeRequestView>>> {
  const found = await requireMember(db, collaboration, organisation)
  if (!found.ok) return found
  const after = readCursor(cursor)
  if (!after.ok) return after
  const standing = await readStanding(db, collaboration)
  const page = toPage(
    await requestsOf(db, collaboration, { status, after: after.value, limit: limit + 1 }),
    limit,
    ({ openedAt, id }) => ({ at: openedAt, id }),
  )
  const items: ChangeRequestView[] = []
  for (const request of page.items) items.push(await changeView(db, request, standing))
  return done({ ...page, items })
}

/** One change request. */
export async function readChangeRequest(
  db: Db,
  { organisation }: Actor,
  collaboration: string,
  id: string,
): Promise<Outcome<ChangeRequestView>> {
  const found = await requireMember(db, collaboration, organisation)
  if (!found.ok) return found
  const request = await findRequest(db, collaboration, id)
  if (request === undefined) return noChangeRequest
  return done(await changeView(db, request, await readStanding(db, collaboration)))
}

/** There is no such change request in the collaboration. */
export const noChangeRequest: Refused = refused('NOT_FOUND', {
  reason: 'CHANGE_REQUEST_NOT_FOUND',
  detail: 'there is no such change request in this collaboration',
})
