import type { Ability } from '@glovebox/cleanroom'
import type { Selectable } from 'kysely'
import { prepared } from '../store/prepared.ts'
import type { Db } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { done, type Outcome, type Refused, refused } from './outcome.ts'

/** What an organisation is in a collaboration. */
export type Membership = {
  readonly collaboration: string
  readonly organisation: string
  /** The name of the member in the collaboration, which rules and the log speak of. It never changes. */
  readonly member: string
  /** `declined` never joined, or its invitation was taken back, and may be invited again; `left` and `removed` are for good. */
  readonly status: MemberStatus
  readonly abilities: readonly Ability[]
  readonly isCreator: boolean
  readonly paymentAccepted: boolean
  readonly invitedAt: string
  readonly joinedAt?: string
  readonly endedAt?: string
  /** The member's whole participation stands still: nothing of it may be read, and it asks nothing. */
  readonly pausedAt?: string
  /** Whether the collaboration was closed: it can be read, and nothing in it changes or runs. */
  readonly isClosed: boolean
}

/** How far an organisation has come into a collaboration. */
export type MemberStatus = 'invited' | 'active' | 'declined' | 'left' | 'removed'

/** What an organisation is in a collaboration; undefined where it is nothing, or there is none. */
export async function membershipOf(
  db: Db,
  collaboration: string,
  organisation: string,
): Promise<Membership | undefined> {
  const [row] = await rowOf(db, { collaboration, organisation })
  return row === undefined ? undefined : membership(row)
}

const rowOf = prepared((db, { collaboration, organisation }: Record<'collaboration' | 'organisation', string>) =>
  rows(db, collaboration).where('members.organisation', '=', organisation).compile(),
)

/** Everyone who was ever invited into a collaboration, in the order of names. */
export async function allMembers(db: Db, collaboration: string): Promise<readonly Membership[]> {
  return (await rows(db, collaboration).orderBy('members.folded').execute()).map(membership)
}

/** Everyone who was ever invited into collaborations, in the order of names within each. */
export async function membersOfAll(db: Db, collaborations: readonly string[]): Promise<readonly Membership[]> {
  const found = membersWithCollaboration(db).where('members.collaboration', 'in', collaborations)
  return (await found.orderBy('members.collaboration').orderBy('members.folded').execute()).map(membership)
}

/** The active members of a collaboration, paused ones too, in the order of names. */
export async function activeMembers(db: Db, collaboration: string): Promise<readonly Membership[]> {
  const active = rows(db, collaboration).where('members.status', '=', 'active').orderBy('members.folded')
  return (await active.execute()).map(membership)
}

/** Which organisation a member's name stands for, while it is active or invited. */
export async function memberNamed(db: Db, collaboration: string, name: string): Promise<Membership | undefined> {
  const row = await rows(db, collaboration).where('members.name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : membership(row)
}

/** What a request wants of a collaboration: to look at it, maybe before joining; to read what members read; to change it. */
export type Wanted = 'look' | 'read' | 'act'

/**
 * The membership that a request needs, or the problem to answer with. Whoever is not in a collaboration is told what is
 * told of ids that do not exist, after the same one look-up.
 */
export async function requireMember(
  db: Db,
  collaboration: string,
  organisation: string,
  wanted: Wanted = 'read',
): Promise<Outcome<Membership>> {
  return whetherMember(await membershipOf(db, collaboration, organisation), wanted)
}

/** The same of a membership that was looked up. */
export function whetherMember(found: Membership | undefined, wanted: Wanted): Outcome<Membership> {
  if (found === undefined || (found.status !== 'active' && found.status !== 'invited')) return noCollaboration
  if (found.status === 'invited' && (found.isClosed || wanted !== 'look')) {
    return found.isClosed ? noCollaboration : invitationNotAccepted
  }
  return found.isClosed && wanted === 'act' ? collaborationClosed : done(found)
}

/** What non-members are told of every collaboration, and everyone of those that do not exist. */
export const noCollaboration: Refused = refused('NOT_FOUND', {
  reason: 'COLLABORATION_NOT_FOUND',
  detail: 'there is no such collaboration, or your organisation is not in it',
})

const invitationNotAccepted = refused('CONFLICT', {
  reason: 'INVITATION_NOT_ACCEPTED',
  detail: 'your organisation was invited and has not joined',
  help: 'accept the invitation first',
})

const collaborationClosed = refused('CONFLICT', {
  reason: 'COLLABORATION_CLOSED',
  detail: 'the collaboration was closed; it can be read, and nothing in it changes or runs',
})

/**
 * Counts the collaboration's revision up. Whoever changes anything that the composed document shows does so, in the
 * transaction of the change.
 */
export async function touchCollaboration(tx: Db, collaboration: string): Promise<void> {
  await tx
    .updateTable('collaborations')
    .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', collaboration)
    .execute()
}

function rows(db: Db, collaboration: string) {
  return membersWithCollaboration(db).where('members.collaboration', '=', collaboration)
}

function membersWithCollaboration(db: Db) {
  return db
    .selectFrom('members')
    .innerJoin('collaborations', 'collaborations.id', 'members.collaboration')
    .selectAll('members')
    .select(['collaborations.creator', 'collaborations.closed_at'])
}

/** A collaboration as whoever asks something of it finds it. */
export type Standing = { readonly members: readonly Membership[]; readonly settings: string }

/** Everyone who was ever invited into a collaboration, in the order of names, and its settings; nobody where there is none. */
export async function standingOf(db: Db, collaboration: string): Promise<Standing> {
  const found = await standingRows(db, { collaboration })
  return { members: found.map(membership), settings: found[0]?.settings ?? '{}' }
}

const standingRows = prepared((db, { collaboration }: { readonly collaboration: string }) =>
  rows(db, collaboration).select('collaborations.settings').orderBy('members.folded').compile(),
)

/** A row of `members` with its collaboration's `creator` and `closed_at`. */
export type MembershipRow = Selectable<Tables['members']> &
  Pick<Selectable<Tables['collaborations']>, 'creator' | 'closed_at'>

/** The membership that a row holds. */
export function membership(row: MembershipRow): Membership {
  return {
    collaboration: row.collaboration,
    organisation: row.organisation,
    member: row.name,
    status: row.status,
    abilities: JSON.parse(row.abilities) as readonly Ability[],
    isCreator: row.creator === row.organisation,
    paymentAccepted: row.payment_accepted === 1,
    invitedAt: row.invited_at,
    ...(row.joined_at === null ? {} : { joinedAt: row.joined_at }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.paused_at === null ? {} : { pausedAt: row.paused_at }),
    isClosed: row.closed_at !== null,
  }
}
