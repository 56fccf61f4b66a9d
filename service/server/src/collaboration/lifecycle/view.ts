import type { CollaborationMember, CollaborationView } from '@glovebox/api'
import type { Selectable } from 'kysely'
import type { Db } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'
import type { Place } from '../cursor.ts'
import { type Membership, type MembershipRow, membership } from '../membership.ts'
import { settingsOf } from '../settings.ts'

/** A membership on the wire. */
export function memberView(found: Membership, organisationName: string | null): CollaborationMember {
  const { collaboration, member, isClosed, ...rest } = found
  return { name: member, ...rest, ...(organisationName === null ? {} : { organisationName }) }
}

function viewRows(db: Db) {
  return db
    .selectFrom('members')
    .innerJoin('collaborations', 'collaborations.id', 'members.collaboration')
    .innerJoin('members as makers', (join) =>
      join
        .onRef('makers.collaboration', '=', 'collaborations.id')
        .onRef('makers.organisation', '=', 'collaborations.creator'),
    )
    .leftJoin('organisations', 'organisations.id', 'members.organisation')
    .selectAll('members')
    .select([
      'collaborations.creator',
      'collaborations.closed_at',
      'collaborations.name as collaboration_name',
      'collaborations.description',
      'collaborations.settings',
      'collaborations.revision',
      'collaborations.created_at',
      'makers.name as creator_name',
      'organisations.name as organisation_name',
    ])
}

type ViewRow = MembershipRow &
  Pick<Selectable<Tables['collaborations']>, 'description' | 'settings' | 'revision' | 'created_at'> & {
    readonly collaboration_name: string
    readonly creator_name: string
    readonly organisation_name: string | null
  }

function collaborationViewOf(row: ViewRow): CollaborationView {
  return {
    id: row.collaboration,
    name: row.collaboration_name,
    description: row.description,
    status: row.closed_at === null ? 'open' : 'closed',
    creator: row.creator_name,
    settings: settingsOf(row.settings),
    revision: row.revision,
    createdAt: row.created_at,
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
    membership: memberView(membership(row), row.organisation_name),
  }
}

/** What a member sees of its collaboration. The organisation is a member. */
export async function viewOf(db: Db, collaboration: string, organisation: string): Promise<CollaborationView> {
  const row = await viewRows(db)
    .where('members.collaboration', '=', collaboration)
    .where('members.organisation', '=', organisation)
    .executeTakeFirstOrThrow()
  return collaborationViewOf(row)
}

/** Everyone who is or was in a collaboration, by name. */
export async function memberViews(db: Db, collaboration: string): Promise<readonly CollaborationMember[]> {
  const rows = viewRows(db).where('members.collaboration', '=', collaboration).orderBy('members.folded')
  return (await rows.execute()).map((row) => memberView(membership(row), row.organisation_name))
}

/** Which collaborations of an organisation are wanted. */
export type ViewRange = {
  readonly status: readonly ('invited' | 'active')[]
  readonly after: Place | undefined
  readonly limit: number
}

/** The collaborations that an organisation is in, or is invited to while they are open; the newest first. */
export async function viewsFor(
  db: Db,
  organisation: string,
  { status, after, limit }: ViewRange,
): Promise<readonly CollaborationView[]> {
  let rows = viewRows(db)
    .where('members.organisation', '=', organisation)
    .where('members.status', 'in', status)
    .where((eb) => eb.or([eb('members.status', '=', 'active'), eb('collaborations.closed_at', 'is', null)]))
  if (after !== undefined) {
    rows = rows.where((eb) =>
      eb.or([
        eb('collaborations.created_at', '<', after.at),
        eb.and([eb('collaborations.created_at', '=', after.at), eb('collaborations.id', '<', after.id)]),
      ]),
    )
  }
  const sorted = rows.orderBy('collaborations.created_at', 'desc').orderBy('collaborations.id', 'desc').limit(limit)
  return (await sorted.execute()).map(collaborationViewOf)
}
