import type { Destination, DestinationDraft, DestinationWithSecret, NewDestination } from '@glovebox/api'
import { foldCase, whyNoName } from '@glovebox/cleanroom'
import { activeMembers, type Membership, requireMember, touchCollaboration } from '../collaboration/membership.ts'
import { done, type Outcome, type Refused, refused } from '../collaboration/outcome.ts'
import { recordAct } from '../collaboration/record-act.ts'
import { whyStale } from '../collaboration/version.ts'
import { recordEvent } from '../events/record-event.ts'
import type { RunRow } from '../runs/run-row.ts'
import { randomId } from '../state/random-id.ts'
import type { Db } from '../store/store.ts'
import { whyUnreachable } from '../webhooks/reachable.ts'
import { makeSecret } from '../webhooks/sign-delivery.ts'
import type { ActivationWorld } from './activation-world.ts'
import {
  aboutSecret,
  type DestinationRow,
  destinationHash,
  destinationViews,
  findDestination,
  noDestination,
} from './destination-row.ts'
import { waitingTo, withdraw } from './withdraw.ts'

/** Of one member in one collaboration. */
const most = 20

/** Which destination of which collaboration. */
export type DestinationAt = { readonly collaboration: string; readonly name: string }

/** Registers a place of a member's own. Nothing goes there before owners of tables allow it. */
export async function registerDestination(
  world: ActivationWorld,
  organisation: string,
  collaboration: string,
  draft: NewDestination,
): Promise<Outcome<DestinationWithSecret>> {
  const { name } = draft
  const secret = makeSecret(world.random)
  return world.store.transaction(collaboration, async (tx): Promise<Outcome<DestinationWithSecret>> => {
    const member = await requireMember(tx, collaboration, organisation, 'act')
    if (!member.ok) return member
    const wrong = whyNot(world, draft) ?? whyNoDestinationName(name) ?? (await whyNoMore(tx, member.value, name))
    if (wrong !== undefined) return wrong
    const at = world.clock().toISOString()
    const id = randomId('dst', world.random)
    const about = { id, collaboration, organisation, ...valuesOf(draft) }
    const row: DestinationRow = {
      ...about,
      name,
      name_folded: foldCase(name),
      hash: destinationHash(about),
      secret: world.vaultOf(collaboration).seal(secret, aboutSecret(id), [organisation]),
      version: 1,
      created_at: at,
      updated_at: at,
    }
    await tx.insertInto('destinations').values(row).execute()
    await tell(tx, world, member.value, row, 'registered')
    return withSecret(await viewOf(tx, row), secret)
  })
}

/** The destinations of a collaboration. */
export async function listDestinations(
  { store }: ActivationWorld,
  organisation: string,
  collaboration: string,
): Promise<Outcome<{ readonly items: readonly Destination[] }>> {
  const member = await requireMember(store.db, collaboration, organisation)
  return member.ok ? done({ items: await destinationViews(store.db, collaboration) }) : member
}

/** One of them. */
export async function readDestination(
  { store }: ActivationWorld,
  organisation: string,
  { collaboration, name }: DestinationAt,
): Promise<Outcome<Destination>> {
  const member = await requireMember(store.db, collaboration, organisation)
  if (!member.ok) return member
  const row = await findDestination(store.db, collaboration, name)
  return row === undefined ? noDestination : viewOf(store.db, row)
}

/** Puts another in its place. At another address nobody has allowed it, and what is on its way to it is deleted. */
export async function changeDestination(
  world: ActivationWorld,
  organisation: string,
  place: DestinationAt,
  draft: DestinationDraft,
  ifMatch: string | undefined,
): Promise<Outcome<Destination>> {
  return changing(world, organisation, place, async ({ tx, member, before, breakOff }) => {
    const wrong = whyStale(ifMatch, before.version) ?? whyNot(world, draft)
    if (wrong !== undefined) return wrong
    const values = { ...before, ...valuesOf(draft) }
    const row = {
      ...values,
      hash: destinationHash(values),
      version: before.version + 1,
      updated_at: world.clock().toISOString(),
    }
    await tx.updateTable('destinations').set(row).where('id', '=', row.id).execute()
    if (row.hash !== before.hash) {
      const runs = await waitingTo(tx, before)
      for (const run of runs) await withdraw(tx, world, run, 'destination-changed')
      breakOff(runs)
    }
    await tell(tx, world, member, row, 'changed')
    return viewOf(tx, row)
  })
}

/** Gives it another secret. */
export async function rotateDestination(
  world: ActivationWorld,
  organisation: string,
  place: DestinationAt,
): Promise<Outcome<DestinationWithSecret>> {
  const secret = makeSecret(world.random)
  return changing(world, organisation, place, async ({ tx, before }): Promise<Outcome<DestinationWithSecret>> => {
    const sealed = world.vaultOf(place.collaboration).seal(secret, aboutSecret(before.id), [organisation])
    const row = { ...before, secret: sealed, version: before.version + 1 }
    await tx.updateTable('destinations').set(row).where('id', '=', row.id).execute()
    return withSecret(await viewOf(tx, row), secret)
  })
}

/** Drops it; what is on its way to it is deleted. */
export async function removeDestination(
  world: ActivationWorld,
  organisation: string,
  place: DestinationAt,
): Promise<Outcome<undefined>> {
  return changing(world, organisation, place, async ({ tx, member, before: row, breakOff }) => {
    const runs = await waitingTo(tx, row)
    for (const run of runs) await withdraw(tx, world, run, 'destination-changed')
    await tx.deleteFrom('destinations').where('id', '=', row.id).execute()
    await tell(tx, world, member, row, 'removed')
    breakOff(runs)
    return done(undefined)
  })
}

/** A destination that is changed in a transaction. */
type Changing = {
  readonly tx: Db
  readonly member: Membership
  readonly before: DestinationRow
  /** Once it is kept, the deliveries of these are broken off. */
  readonly breakOff: (runs: readonly RunRow[]) => void
}

/** Does something with a destination of the caller's own; others see it and change nothing. */
async function changing<T>(
  world: ActivationWorld,
  organisation: string,
  { collaboration, name }: DestinationAt,
  change: (changing: Changing) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  let stopped: readonly string[] = []
  const breakOff = (runs: readonly RunRow[]): void => {
    stopped = runs.map(({ id }) => id)
  }
  const outcome = await world.store.transaction(collaboration, async (tx): Promise<Outcome<T>> => {
    const member = await requireMember(tx, collaboration, organisation, 'act')
    if (!member.ok) return member
    const before = await findDestination(tx, collaboration, name)
    if (before === undefined) return noDestination
    return before.organisation === organisation ? change({ tx, member: member.value, before, breakOff }) : notYours
  })
  world.breakOff(stopped)
  return outcome
}

const notYours = refused('NOT_FOUND', {
  reason: 'DESTINATION_NOT_YOURS',
  detail: 'only the member whose it is changes a destination',
})

async function tell(
  tx: Db,
  world: ActivationWorld,
  { collaboration, member }: Membership,
  { id, name, hash }: DestinationRow,
  what: 'registered' | 'changed' | 'removed',
): Promise<void> {
  await touchCollaboration(tx, collaboration)
  await recordAct(tx, world, {
    collaboration,
    member,
    action: `destination-${what}`,
    subject: name,
    hash,
    detail: { id },
  })
  const audience = (await activeMembers(tx, collaboration)).map(({ organisation }) => organisation)
  const data = { destination: name, by: member, hash }
  await recordEvent(tx, world, { kind: `destination.${what}`, collaboration, audience, data })
}

async function viewOf(db: Db, { collaboration, id }: DestinationRow): Promise<Outcome<Destination>> {
  const [view] = await destinationViews(db, collaboration, id)
  return view === undefined ? noDestination : done(view)
}

function withSecret(view: Outcome<Destination>, secret: string): Outcome<DestinationWithSecret> {
  return view.ok ? done({ ...view.value, secret }) : view
}

function valuesOf({
  kind,
  url,
  format = 'jsonl',
  description = '',
}: DestinationDraft): Pick<DestinationRow, 'kind' | 'place' | 'format' | 'description'> {
  return { kind, place: JSON.stringify({ url }), format, description }
}

function whyNot({ webhooks }: ActivationWorld, { url }: DestinationDraft): Refused | undefined {
  const why = whyUnreachable(url, webhooks.allowsPrivateAddresses)
  return why === undefined ? undefined : refused('REFUSED', { reason: 'DESTINATION_ADDRESS', detail: why })
}

function whyNoDestinationName(name: string): Refused | undefined {
  const reason = whyNoName('destination', name)
  if (reason === undefined) return undefined
  const detail = `a destination cannot be named \`${name}\`: ${reason}`
  return refused('REFUSED', { reason: 'NAME_INVALID', detail })
}

async function whyNoMore(
  tx: Db,
  { collaboration, organisation }: Membership,
  name: string,
): Promise<Refused | undefined> {
  if ((await findDestination(tx, collaboration, name)) !== undefined) {
    const detail = `the collaboration has a destination named \`${name}\` already, upper and lower case aside`
    return refused('CONFLICT', { reason: 'NAME_TAKEN', detail, help: 'give it another name' })
  }
  const own = await tx
    .selectFrom('destinations')
    .select('id')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .execute()
  if (own.length < most) return undefined
  return refused('CONFLICT', { reason: 'TOO_MANY_DESTINATIONS', detail: `a member has ${most} at most` })
}
