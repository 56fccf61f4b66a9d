import type { Change, ChangeHistoryItem, ChangeRequestStatus } from '@glovebox/api'
import type { Selectable } from 'kysely'
import type { Db } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'
import type { Act } from '../act.ts'
import type { Actor } from '../collaboration-world.ts'
import type { Place } from '../cursor.ts'

/** A change request as it is kept. */
export type StoredChangeRequest = {
  readonly id: string
  readonly proposer: string
  readonly status: ChangeRequestStatus
  readonly changes: readonly Change[]
  readonly isAutoApproved: boolean
  readonly openedAt: string
  readonly closedAt?: string
  readonly reason?: string
}

/** A vote as it is kept. */
export type StoredVote = { readonly vote: 'approved' | 'denied'; readonly at: string }

/** The change requests that members still decide on, the oldest first. */
export async function pendingRequests(db: Db, collaboration: string): Promise<readonly StoredChangeRequest[]> {
  const rows = await db
    .selectFrom('change_requests')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .where('status', '=', 'pending')
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
  return rows.map(stored)
}

/** One change request of a collaboration. */
export async function findRequest(db: Db, collaboration: string, id: string): Promise<StoredChangeRequest | undefined> {
  const row = await db
    .selectFrom('change_requests')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : stored(row)
}

/** Change requests of a collaboration, the newest first. */
export async function requestsOf(
  db: Db,
  collaboration: string,
  wanted: {
    readonly status: ChangeRequestStatus | undefined
    readonly after: Place | undefined
    readonly limit: number
  },
): Promise<readonly StoredChangeRequest[]> {
  const { status, after, limit } = wanted
  let rows = db.selectFrom('change_requests').selectAll().where('collaboration', '=', collaboration)
  if (status !== undefined) rows = rows.where('status', '=', status)
  if (after !== undefined) {
    rows = rows.where((eb) =>
      eb.or([eb('opened_at', '<', after.at), eb.and([eb('opened_at', '=', after.at), eb('id', '<', after.id)])]),
    )
  }
  return (await rows.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(stored)
}

/** What organisations said of a change request. */
export async function votesOn(db: Db, change: string): Promise<ReadonlyMap<string, StoredVote>> {
  const rows = await db.selectFrom('change_votes').selectAll().where('change', '=', change).orderBy('at').execute()
  return new Map(rows.map(({ organisation, vote, at }) => [organisation, { vote, at }]))
}

/** Adds to what happened to a change request. */
export async function addHistory(
  { tx, at }: Act,
  change: string,
  item: Actor & { readonly kind: ChangeHistoryItem['kind']; readonly comment?: string },
): Promise<void> {
  const { organisation, user, kind, comment } = item
  await tx
    .insertInto('change_history')
    .values({
      change,
      sequence: (await historyLength(tx, change)) + 1,
      at,
      organisation,
      user: user ?? null,
      kind,
      comment: comment ?? null,
    })
    .execute()
}

/** How much happened to a change request. */
export async function historyLength(db: Db, change: string): Promise<number> {
  const { count } = await db
    .selectFrom('change_history')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('change', '=', change)
    .executeTakeFirstOrThrow()
  return Number(count)
}

function stored(row: Selectable<Tables['change_requests']>): StoredChangeRequest {
  return {
    id: row.id,
    proposer: row.proposer,
    status: row.status,
    changes: JSON.parse(row.changes) as readonly Change[],
    isAutoApproved: row.is_auto_approved === 1,
    openedAt: row.opened_at,
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  }
}
