import assert from 'node:assert/strict'
import type { Change } from '@glovebox/api'
import fc from 'fast-check'
import { cancelChange, voteOnChange } from './change/decide.ts'
import { openChangeRequest } from './change/open.ts'
import type { CollaborationWorld } from './collaboration-world.ts'
import { acceptInvitation, declineInvitation } from './lifecycle/answer-invitation.ts'
import { leaveCollaboration } from './lifecycle/leave.ts'
import { pauseMembership, resumeMembership } from './lifecycle/own-membership.ts'
import { allMembers, type Membership } from './membership.ts'
import type { Outcome } from './outcome.ts'
import { by, openMeasurement, organisations } from './rooms.fixture.ts'

type Step = (world: CollaborationWorld, id: string) => Promise<Outcome<unknown>>

const who = fc.constantFrom(...organisations)
const member = fc.constantFrom('publisher', 'advertiser', 'agency', 'auditor')
const ability = fc.constantFrom('query', 'receive', 'pay', 'train')
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('grant-ability'), member, ability }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('revoke-ability'), member, ability }) },
  {
    weight: 1,
    arbitrary: fc.constant({
      type: 'add-member',
      organisation: 'org_auditor',
      name: 'auditor',
      abilities: ['receive'],
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('agency', 'advertiser')
      .map((name) => ({ type: 'add-member', organisation: `org_${name}`, name, abilities: ['query'] })),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('remove-member'), member }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('edit-auto-approved-change-types'),
      types: fc.subarray(['add-member', 'grant-receive', 'grant-pay', 'revoke-query']),
    }),
  },
) as fc.Arbitrary<Change>

/** A step on the change request at a place among those that are pending, counted around. */
const onPending =
  (place: number, step: (w: CollaborationWorld, id: string, change: string) => Promise<Outcome<unknown>>): Step =>
  async (w, id) => {
    const pending = await w.store.db
      .selectFrom('change_requests')
      .select('id')
      .where('collaboration', '=', id)
      .where('status', '=', 'pending')
      .orderBy('opened_at')
      .execute()
    return step(w, id, pending[place % Math.max(1, pending.length)]?.id ?? 'chg_none')
  }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: who.map(
      (name): Step =>
        (w, id) =>
          acceptInvitation(w, by(name), id, { acceptsPayment: true }),
    ),
  },
  {
    weight: 1,
    arbitrary: who.map(
      (name): Step =>
        (w, id) =>
          declineInvitation(w, by(name), id),
    ),
  },
  {
    weight: 1,
    arbitrary: who.map(
      (name): Step =>
        (w, id) =>
          leaveCollaboration(w, by(name), id),
    ),
  },
  {
    weight: 1,
    arbitrary: who.map(
      (name): Step =>
        (w, id) =>
          pauseMembership(w, by(name), id),
    ),
  },
  {
    weight: 1,
    arbitrary: who.map(
      (name): Step =>
        (w, id) =>
          resumeMembership(w, by(name), id),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(who, fc.array(change, { minLength: 1, maxLength: 2 })).map(
      ([name, changes]): Step =>
        (w, id) =>
          openChangeRequest(w, by(name), id, { changes }),
    ),
  },
  {
    weight: 25,
    arbitrary: fc
      .tuple(
        fc.constantFrom('publisher', 'advertiser', 'agency', 'auditor'),
        fc.nat(2),
        fc.constantFrom('approved', 'approved', 'approved', 'approved', 'denied'),
      )
      .map(([name, place, vote]) =>
        onPending(place, (w, id, request) => voteOnChange(w, by(name), id, request, { vote })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(who, fc.nat(5))
      .map(([name, place]) => onPending(place, (w, id, request) => cancelChange(w, by(name), id, request))),
  },
)

type Committed = { readonly isAuto: boolean; readonly changes: string; readonly approved: ReadonlySet<string> }

type Picture = {
  readonly revision: number
  readonly members: readonly Membership[]
  /** By change request that was committed: who had approved it, and whether it was by itself. */
  readonly committed: ReadonlyMap<string, Committed>
}

async function picture({ store: { db } }: CollaborationWorld, id: string): Promise<Picture> {
  const { revision } = await db
    .selectFrom('collaborations')
    .select('revision')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const requests = await db
    .selectFrom('change_requests')
    .selectAll()
    .where('collaboration', '=', id)
    .where('status', '=', 'committed')
    .execute()
  const committed = new Map<string, Committed>()
  for (const request of requests) {
    const votes = await db
      .selectFrom('change_votes')
      .selectAll()
      .where('change', '=', request.id)
      .where('vote', '=', 'approved')
      .execute()
    const approved = new Set(votes.map(({ organisation }) => organisation))
    committed.set(request.id, { isAuto: request.is_auto_approved === 1, changes: request.changes, approved })
  }
  return { revision, members: await allMembers(db, id), committed }
}

/** What came about in all sequences. */
type Tally = { commits: number; gains: number }

function checkStep(before: Picture, after: Picture, isDone: boolean, tally: Tally): void {
  const past = new Map(before.members.map((one) => [one.organisation, one]))
  const fresh = [...after.committed].filter(([id]) => !before.committed.has(id)).map(([, request]) => request)
  tally.commits += fresh.length
  for (const now of after.members) checkMember(past.get(now.organisation), now)
  for (const now of after.members) {
    const gained = gainedSince(past.get(now.organisation), now)
    if (gained.length === 0) continue
    tally.gains++
    const giving = fresh.filter(({ changes }) => changes.includes(`"${now.member}"`))
    assert.ok(giving.length > 0, 'abilities come of change requests')
    for (const request of giving) checkApproved(request, gained, before, after)
  }
  assert.ok(after.revision >= before.revision)
  if (JSON.stringify(after.members) !== JSON.stringify(before.members) || fresh.length > 0) {
    assert.ok(after.revision > before.revision, 'every change counts the revision up')
  }
  if (!isDone) assert.deepEqual(after, before, 'what is refused changes nothing')
}

function checkMember(then: Membership | undefined, now: Membership): void {
  if (then?.status === 'left' || then?.status === 'removed') assert.deepEqual(now, then, 'who is gone stays gone')
  if (then !== undefined && then.status !== 'declined') assert.equal(now.member, then.member)
}

function gainedSince(then: Membership | undefined, now: Membership): readonly string[] {
  if (now.status === 'declined') return []
  const kept = then === undefined || then.status === 'declined' ? [] : then.abilities
  return now.abilities.filter((one) => !kept.includes(one))
}

function checkApproved(
  { isAuto, approved }: Committed,
  gained: readonly string[],
  before: Picture,
  after: Picture,
): void {
  if (isAuto) {
    assert.ok(gained.every((one) => one === 'receive' || one === 'pay'))
    return
  }
  const isHere = new Set(
    after.members.filter(({ status }) => status === 'active').map(({ organisation }) => organisation),
  )
  // Who stayed through the step was there when it was decided.
  for (const { organisation, status } of before.members) {
    if (status !== 'active' || !isHere.has(organisation)) continue
    assert.ok(approved.has(organisation), `${organisation} did not approve`)
  }
}

/** Holds a life of random acts to what must always be so: all approve of what anyone may do, who is gone stays gone. */
export async function checkLife(world: CollaborationWorld, numRuns: number): Promise<void> {
  const tally: Tally = { commits: 0, gains: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(['advertiser', 'agency'] as const),
      fc.array(step, { minLength: 15, maxLength: 40 }),
      async (absent, steps) => {
        const id = await openMeasurement(world, ...absent)
        let before = await picture(world, id)
        for (const next of steps) {
          const outcome = await next(world, id)
          const after = await picture(world, id)
          checkStep(before, after, outcome.ok, tally)
          before = after
        }
      },
    ),
    { numRuns },
  )
  // Sequences in which nothing comes about would prove nothing.
  assert.ok(tally.commits > numRuns / 8 && tally.gains > numRuns / 8, `${tally.commits} commits, ${tally.gains} gains`)
}
