import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signingKey, verifyDeletion } from '@glovebox/crypto'
import { voteOnChange } from '../change/decide.ts'
import { openChangeRequest } from '../change/open.ts'
import type { Actor, CollaborationWorld } from '../collaboration-world.ts'
import { readDeletionStatement } from '../deletion/read-statement.ts'
import { activeMembers, membershipOf } from '../membership.ts'
import type { Outcome } from '../outcome.ts'
import { payerFor } from '../payer.ts'
import {
  by,
  measurement,
  type Name,
  openMeasurement,
  openRooms,
  organisations,
  reasonOf,
  value,
} from '../rooms.fixture.ts'
import { listWaiting } from '../waiting.ts'
import { acceptInvitation, declineInvitation } from './answer-invitation.ts'
import { closeCollaboration } from './close.ts'
import { createCollaboration } from './create.ts'
import { leaveCollaboration } from './leave.ts'
import { pauseMembership, resumeMembership, updateMembership } from './own-membership.ts'
import { listCollaborations, listMembers, readCollaboration } from './read.ts'
import { updateCollaboration } from './update.ts'

const rooms = await openRooms()
const { world } = rooms

type Verb = (world: CollaborationWorld, actor: Actor, collaboration: string) => Promise<Outcome<unknown>>

/** What each gets, in a collaboration that the agency left, that the auditor declined and the advertiser has not joined. */
const verbs: readonly (readonly [string, Verb, Partial<Record<Name, string>>])[] = [
  ['read', (w, who, id) => readCollaboration(w.store.db, who, id), { publisher: 'done', advertiser: 'done' }],
  ['list members', (w, who, id) => listMembers(w.store.db, who, id), { publisher: 'done', advertiser: 'done' }],
  [
    'rename',
    (w, who, id) => updateCollaboration(w, who, id, { name: 'other' }),
    { publisher: 'done', advertiser: 'INVITATION_NOT_ACCEPTED' },
  ],
  ['pause', pauseMembership, { publisher: 'done', advertiser: 'INVITATION_NOT_ACCEPTED' }],
  ['resume', resumeMembership, { publisher: 'done', advertiser: 'INVITATION_NOT_ACCEPTED' }],
  [
    'agree to pay',
    (w, who, id) => updateMembership(w, who, id, { acceptsPayment: true }),
    { publisher: 'ABILITY_NOT_GRANTED', advertiser: 'INVITATION_NOT_ACCEPTED' },
  ],
  [
    'propose',
    (w, who, id) => openChangeRequest(w, who, id, { changes: [{ type: 'edit-settings', resultRetentionDays: 7 }] }),
    { publisher: 'done', advertiser: 'INVITATION_NOT_ACCEPTED' },
  ],
  [
    'vote on what there is not',
    (w, who, id) => voteOnChange(w, who, id, 'chg_none', { vote: 'approved' }),
    { publisher: 'CHANGE_REQUEST_NOT_FOUND', advertiser: 'INVITATION_NOT_ACCEPTED' },
  ],
  ['leave', leaveCollaboration, { publisher: 'CREATOR_STAYS', advertiser: 'INVITATION_NOT_ACCEPTED' }],
  [
    'accept without agreeing to pay',
    (w, who, id) => acceptInvitation(w, who, id, {}),
    { publisher: 'ALREADY_MEMBER', advertiser: 'PAYMENT_NOT_ACCEPTED' },
  ],
  ['decline', declineInvitation, { publisher: 'ALREADY_MEMBER', advertiser: 'done' }],
  [
    'close',
    (w, who, id) => closeCollaboration(w, who, id),
    { publisher: 'done', advertiser: 'COLLABORATION_NOT_FOUND' },
  ],
]

test('every verb as creator, invited, left, declined and outside', async () => {
  const { id } = value(
    await createCollaboration(world, by('publisher'), {
      ...measurement,
      members: [...measurement.members, { organisation: 'org_auditor', name: 'auditor', abilities: [] }],
    }),
  )
  value(await acceptInvitation(world, by('agency'), id, {}))
  value(await leaveCollaboration(world, by('agency'), id))
  value(await declineInvitation(world, by('auditor'), id))
  for (const [name, verb, expected] of verbs) {
    for (const who of organisations) {
      const outcome = await verb(world, by(who), id)
      assert.equal(reasonOf(outcome), expected[who] ?? 'COLLABORATION_NOT_FOUND', `${name} as ${who}`)
      if (expected[who] !== undefined) continue
      assert.deepEqual(outcome, await verb(world, by(who), 'col_none'), `${name} as ${who}: as if there were none`)
    }
  }
})

test('only the creator renames and closes', async () => {
  const id = await openMeasurement(world)
  assert.equal(reasonOf(await updateCollaboration(world, by('agency'), id, { name: 'x' })), 'NOT_CREATOR')
  assert.equal(reasonOf(await closeCollaboration(world, by('agency'), id)), 'NOT_CREATOR')
})

test('a change of what was another when it was read is refused', async () => {
  const id = await openMeasurement(world)
  const { revision } = value(await readCollaboration(world.store.db, by('publisher'), id))
  value(await updateCollaboration(world, by('publisher'), id, { name: 'one' }, String(revision)))
  assert.equal(
    reasonOf(await updateCollaboration(world, by('publisher'), id, { name: 'two' }, String(revision))),
    'VERSION_CONFLICT',
  )
})

const unusable: readonly (readonly [string, object, string])[] = [
  ['an empty name', { name: ' ' }, 'NAME_INVALID'],
  ['names equal but for their case', { creator: { name: 'Agency', abilities: [] } }, 'NAME_TAKEN'],
  ['a member with a hidden letter', { creator: { name: 'a\u200b', abilities: [] } }, 'NAME_INVALID'],
  [
    'an organisation twice',
    { members: [...measurement.members, { organisation: 'org_agency', name: 'b', abilities: [] }] },
    'ALREADY_MEMBER',
  ],
  [
    'the creator among the members',
    { members: [{ organisation: 'org_publisher', name: 'b', abilities: [] }] },
    'ALREADY_MEMBER',
  ],
  [
    'an organisation that does not exist',
    { members: [{ organisation: 'org_x', name: 'b', abilities: [] }] },
    'ORGANISATION_UNKNOWN',
  ],
  ['one purpose twice', { settings: { purposes: ['Reach', 'reach'] } }, 'NAME_INVALID'],
]
for (const [name, given, reason] of unusable) {
  test(`no collaboration is made of ${name}`, async () => {
    const before = value(await listCollaborations(world.store.db, by('publisher'), {})).items.length
    assert.equal(reasonOf(await createCollaboration(world, by('publisher'), { ...measurement, ...given })), reason)
    assert.equal(value(await listCollaborations(world.store.db, by('publisher'), {})).items.length, before)
  })
}

test('where nobody is named to pay, who asks pays', async () => {
  const { id } = value(
    await createCollaboration(world, by('publisher'), {
      name: 'x',
      creator: { name: 'publisher', abilities: ['query', 'receive'] },
      members: [{ organisation: 'org_agency', name: 'agency', abilities: ['query'] }],
    }),
  )
  const members = value(await listMembers(world.store.db, by('publisher'), id)).items
  assert.deepEqual(
    members.map(({ name, abilities, paymentAccepted }) => [name, abilities, paymentAccepted]),
    [
      ['agency', ['pay', 'query'], false],
      ['publisher', ['pay', 'query', 'receive'], true],
    ],
  )
})

test('invitations are listed until they are answered, and what waits too', async () => {
  const mine = await openRooms()
  const id = await openMeasurement(mine.world, 'advertiser')
  const invited = async (name: Name): Promise<readonly string[]> =>
    value(await listCollaborations(mine.world.store.db, by(name), { status: 'invited' })).items.map((one) => one.id)
  assert.deepEqual(await invited('advertiser'), [id])
  assert.deepEqual(await invited('agency'), [])
  assert.deepEqual(
    (await listWaiting(mine.world, by('advertiser'))).items.map(({ kind, collaboration }) => [kind, collaboration]),
    [['invitation', id]],
  )
  const { items } = value(await listMembers(mine.world.store.db, by('advertiser'), id))
  assert.equal(items[0]?.organisationName, 'advertiser Ltd')
  value(await acceptInvitation(mine.world, by('advertiser'), id, { acceptsPayment: true }))
  assert.deepEqual((await listWaiting(mine.world, by('advertiser'))).items, [])
})

test('an invitation is accepted as it was read, or not at all', async () => {
  const id = await openMeasurement(world, 'advertiser')
  const { revision } = value(await readCollaboration(world.store.db, by('advertiser'), id))
  value(await updateCollaboration(world, by('publisher'), id, { description: 'for more' }))
  const accept = { acceptsPayment: true }
  assert.equal(
    reasonOf(await acceptInvitation(world, by('advertiser'), id, accept, String(revision))),
    'VERSION_CONFLICT',
  )
  value(await acceptInvitation(world, by('advertiser'), id, accept, String(revision + 1)))
})

test('a list goes on where it ended', async () => {
  const mine = await openRooms()
  const made = new Set<string>()
  for (let n = 0; n < 7; n++) made.add(await openMeasurement(mine.world, 'advertiser'))
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const query = { limit: 3, ...(cursor === undefined ? {} : { cursor }) }
    const page = value(await listCollaborations(mine.world.store.db, by('publisher'), query))
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== undefined)
  assert.deepEqual(seen, [...made].reverse())
  assert.equal(
    reasonOf(await listCollaborations(mine.world.store.db, by('publisher'), { cursor: 'x' })),
    'CURSOR_UNKNOWN',
  )
})

test('who left gets a signed statement of what went, and only its own; it cannot come back', async () => {
  const calls: unknown[] = []
  const mine = await openRooms({
    onLeave: [
      async (_tx, { member }, cause) => ({
        deleted: [
          { kind: 'table', count: 2, names: ['visits', 'buys'] },
          { kind: 'result', count: 0 },
        ],
        afterwards: () => void calls.push([member, cause]),
      }),
    ],
  })
  const id = await openMeasurement(mine.world)
  const { statement, spelled, signature } = value(await leaveCollaboration(mine.world, by('agency'), id))
  assert.deepEqual(statement.deleted, [{ kind: 'table', count: 2, names: ['visits', 'buys'] }])
  assert.deepEqual(JSON.parse(spelled), statement)
  const key = signingKey(mine.world.name, mine.world.signingSeed)
  assert.ok(verifyDeletion(spelled, signature, key))
  assert.ok(!verifyDeletion(spelled.replace('2', '3'), signature, key))
  assert.deepEqual(calls, [['agency', 'left']])
  assert.equal(mine.lines.length, 1)
  const { db } = mine.world.store
  assert.deepEqual(value(await readDeletionStatement(db, by('agency'), id)).statement, statement)
  assert.equal(reasonOf(await readDeletionStatement(db, by('publisher'), id)), 'COLLABORATION_NOT_FOUND')
  assert.equal(reasonOf(await readCollaboration(db, by('agency'), id)), 'COLLABORATION_NOT_FOUND')
  assert.equal(reasonOf(await acceptInvitation(mine.world, by('agency'), id, {})), 'COLLABORATION_NOT_FOUND')
  const again = { type: 'add-member', organisation: 'org_agency', name: 'again', abilities: [] } as const
  assert.equal(reasonOf(await openChangeRequest(mine.world, by('publisher'), id, { changes: [again] })), 'WAS_MEMBER')
})

test('a closed collaboration can be read by who was in it, and nothing in it changes', async () => {
  const order: string[] = []
  const mine = await openRooms({
    onLeave: [async (_tx, { member }) => ({ afterwards: () => void order.push(member) })],
  })
  const world = { ...mine.world, destroyVault: (id: string): void => void order.push(id) }
  const id = await openMeasurement(world, 'agency')
  value(await closeCollaboration(world, by('publisher'), id))
  assert.deepEqual(order, ['advertiser', 'publisher', id])
  assert.equal(value(await readCollaboration(world.store.db, by('advertiser'), id)).status, 'closed')
  assert.equal(reasonOf(await readCollaboration(world.store.db, by('agency'), id)), 'COLLABORATION_NOT_FOUND')
  assert.equal(reasonOf(await pauseMembership(world, by('advertiser'), id)), 'COLLABORATION_CLOSED')
  assert.equal(reasonOf(await acceptInvitation(world, by('agency'), id, {})), 'COLLABORATION_NOT_FOUND')
  assert.equal(value(await readDeletionStatement(world.store.db, by('advertiser'), id)).statement.cause, 'closed')
  assert.equal(value(await listCollaborations(world.store.db, by('agency'), {})).items.length, 0)
})

test('a pause bites through its hooks, once, and does not take the say in changes', async () => {
  const calls: string[] = []
  const mine = await openRooms({
    onPause: [async () => ({ afterwards: () => void calls.push('pause') })],
    onResume: [async () => ({ afterwards: () => void calls.push('resume') })],
  })
  const id = await openMeasurement(mine.world)
  value(await pauseMembership(mine.world, by('agency'), id))
  value(await pauseMembership(mine.world, by('agency'), id))
  assert.notEqual((await membershipOf(mine.world.store.db, id, 'org_agency'))?.pausedAt, undefined)
  const edit = { changes: [{ type: 'edit-settings', resultRetentionDays: 3 }] } as const
  assert.equal(value(await openChangeRequest(mine.world, by('publisher'), id, edit)).approvals.length, 3)
  value(await resumeMembership(mine.world, by('agency'), id))
  assert.deepEqual(calls, ['pause', 'resume'])
})

test('who pays', async () => {
  const id = await openMeasurement(world, 'advertiser')
  const payer = async (asked: string | undefined, asker: string): Promise<string> => {
    const outcome = await payerFor(world.store.db, id, asked, asker)
    return outcome.ok ? outcome.value.member : reasonOf(outcome)
  }
  assert.equal(await payer(undefined, 'advertiser'), 'PAYER_MISSING')
  assert.equal(await payer('advertiser', 'publisher'), 'PAYER_NOT_ACTIVE')
  value(await acceptInvitation(world, by('advertiser'), id, { acceptsPayment: true }))
  assert.equal(await payer(undefined, 'agency'), 'advertiser')
  assert.equal(await payer('publisher', 'advertiser'), 'PAYER_NOT_ABLE')
  assert.equal(await payer('nobody', 'advertiser'), 'PAYER_UNKNOWN')
  value(await pauseMembership(world, by('advertiser'), id))
  assert.equal(await payer('advertiser', 'advertiser'), 'PAYER_PAUSED')
  assert.equal(await payer(undefined, 'agency'), 'PAYER_PAUSED')
  value(await resumeMembership(world, by('advertiser'), id))
  value(await updateMembership(world, by('advertiser'), id, { acceptsPayment: false }))
  assert.equal(await payer(undefined, 'agency'), 'PAYMENT_NOT_ACCEPTED')
  value(await updateMembership(world, by('advertiser'), id, { acceptsPayment: true }))
  const grant = { changes: [{ type: 'grant-ability', member: 'agency', ability: 'pay' }] } as const
  const { id: change } = value(await openChangeRequest(world, by('agency'), id, grant))
  for (const name of ['publisher', 'advertiser'] as const) {
    value(await voteOnChange(world, by(name), id, change, { vote: 'approved' }))
  }
  assert.equal(await payer('agency', 'agency'), 'PAYMENT_NOT_ACCEPTED')
  value(await updateMembership(world, by('agency'), id, { acceptsPayment: true }))
  assert.equal(await payer(undefined, 'agency'), 'agency')
  assert.equal(await payer(undefined, 'publisher'), 'PAYER_NOT_NAMED')
})

test('acts stand in the log and are told of, once, to whom they concern', async () => {
  const mine = await openRooms()
  const { db } = mine.world.store
  const id = await openMeasurement(mine.world, 'agency')
  value(await declineInvitation(mine.world, by('agency'), id))
  const entries = await db.selectFrom('log_entries').select('entry').orderBy('sequence').execute()
  assert.deepEqual(
    entries
      .map(({ entry }) => JSON.parse(entry))
      .map(({ kind, member, action, subject }) => [kind, member, action, subject]),
    [
      ['governed', 'publisher', 'collaboration-created', 'ad-measurement'],
      ['governed', 'publisher', 'member-invited', 'advertiser'],
      ['governed', 'publisher', 'member-invited', 'agency'],
      ['governed', 'advertiser', 'member-joined', undefined],
      ['governed', 'agency', 'invitation-declined', undefined],
    ],
  )
  const events = await db.selectFrom('events').select(['kind', 'audience']).orderBy('sequence').execute()
  assert.deepEqual(events, [
    { kind: 'collaboration.invited', audience: '["org_advertiser","org_agency"]' },
    { kind: 'collaboration.member-joined', audience: '["org_publisher"]' },
  ])
  assert.deepEqual(
    (await activeMembers(db, id)).map(({ member }) => member),
    ['advertiser', 'publisher'],
  )
})
