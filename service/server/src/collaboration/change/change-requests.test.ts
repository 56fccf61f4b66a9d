import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Change, ChangeRequestView, NewCollaborationSettings } from '@glovebox/api'
import type { Ability } from '@glovebox/cleanroom'
import { acceptInvitation, declineInvitation } from '../lifecycle/answer-invitation.ts'
import { createCollaboration } from '../lifecycle/create.ts'
import { leaveCollaboration } from '../lifecycle/leave.ts'
import { readCollaboration } from '../lifecycle/read.ts'
import { membershipOf } from '../membership.ts'
import { by, measurement, type Name, openMeasurement, openRooms, reasonOf, value } from '../rooms.fixture.ts'
import { listWaiting } from '../waiting.ts'
import { cancelChange, commentOnChange, voteOnChange } from './decide.ts'
import { openChangeRequest } from './open.ts'
import { listChangeRequests, readChangeRequest } from './read.ts'

const { world } = await openRooms()
const grantQuery: Change = { type: 'grant-ability', member: 'agency', ability: 'query' }
const addAuditor: Change = { type: 'add-member', organisation: 'org_auditor', name: 'auditor', abilities: ['receive'] }

const open = async (who: Name, id: string, ...changes: readonly Change[]): Promise<ChangeRequestView> =>
  value(await openChangeRequest(world, by(who), id, { changes }))
const approve = async (who: Name, id: string, change: string): Promise<ChangeRequestView> =>
  value(await voteOnChange(world, by(who), id, change, { vote: 'approved' }))
const abilitiesOf = async (id: string, who: Name): Promise<readonly Ability[] | undefined> =>
  (await membershipOf(world.store.db, id, `org_${who}`))?.abilities
const readChange = async (id: string, change: string): Promise<ChangeRequestView> =>
  value(await readChangeRequest(world.store.db, by('publisher'), id, change))

/** Who must approve what, besides who proposes it. */
const needed: readonly (readonly [string, Name, Change, readonly Name[]])[] = [
  ['a new member', 'advertiser', addAuditor, ['publisher', 'agency']],
  ['an ability given', 'agency', grantQuery, ['publisher', 'advertiser']],
  [
    'an ability taken',
    'publisher',
    { type: 'revoke-ability', member: 'advertiser', ability: 'query' },
    ['advertiser', 'agency'],
  ],
  ['an ability given up', 'advertiser', { type: 'revoke-ability', member: 'advertiser', ability: 'query' }, []],
  ['a member removed', 'publisher', { type: 'remove-member', member: 'agency' }, ['advertiser']],
  ['settings', 'agency', { type: 'edit-settings', purposes: ['reach'] }, ['publisher', 'advertiser']],
  [
    'what is approved by itself',
    'agency',
    { type: 'edit-auto-approved-change-types', types: ['add-member'] },
    ['publisher', 'advertiser'],
  ],
]
for (const [name, proposer, change, others] of needed) {
  test(`${name} needs the approval of ${others.join(' and ') || 'nobody else'}`, async () => {
    const id = await openMeasurement(world)
    let request = await open(proposer, id, change)
    for (const other of others) {
      assert.equal(request.status, 'pending')
      assert.equal(request.approvals.find(({ member }) => member === other)?.status, 'pending')
      const waiting = (await listWaiting(world, by(other))).items.filter(({ collaboration }) => collaboration === id)
      assert.deepEqual(
        waiting.map(({ subject }) => subject),
        [request.id],
      )
      request = await approve(other, id, request.id)
    }
    assert.equal(request.status, 'committed')
    assert.deepEqual(
      request.history.map(({ member, kind }) => [member, kind]),
      [[proposer, 'opened'], ...others.map((other) => [other, 'approved']), [proposer, 'committed']],
    )
    for (const other of others)
      assert.equal(
        (await listWaiting(world, by(other))).items.some((one) => one.collaboration === id),
        false,
      )
  })
}

test('nothing changes before the last approval, and all of it with that', async () => {
  const id = await openMeasurement(world)
  const { id: change } = await open('agency', id, grantQuery, addAuditor)
  await approve('publisher', id, change)
  assert.deepEqual(await abilitiesOf(id, 'agency'), ['receive'])
  assert.equal(await membershipOf(world.store.db, id, 'org_auditor'), undefined)
  await approve('advertiser', id, change)
  assert.deepEqual(await abilitiesOf(id, 'agency'), ['query', 'receive'])
  assert.equal((await membershipOf(world.store.db, id, 'org_auditor'))?.status, 'invited')
})

test('two members vote at once, and it is committed once', async () => {
  const id = await openMeasurement(world)
  const { id: change } = await open('agency', id, grantQuery)
  const votes = await Promise.all([approve('publisher', id, change), approve('advertiser', id, change)])
  assert.deepEqual(votes.map(({ status }) => status).sort(), ['committed', 'pending'])
  const { history } = await readChange(id, change)
  assert.equal(history.filter(({ kind }) => kind === 'committed').length, 1)
})

test('one denial ends it', async () => {
  const id = await openMeasurement(world)
  const { id: change } = await open('agency', id, grantQuery)
  const denied = value(await voteOnChange(world, by('publisher'), id, change, { vote: 'denied', comment: 'no need' }))
  assert.equal(denied.status, 'denied')
  assert.deepEqual(denied.history.at(-1), { ...denied.history.at(-1), kind: 'denied', comment: 'no need' })
  assert.equal(
    reasonOf(await voteOnChange(world, by('advertiser'), id, change, { vote: 'approved' })),
    'CHANGE_REQUEST_CLOSED',
  )
  assert.deepEqual(await abilitiesOf(id, 'agency'), ['receive'])
})

test('only the proposer cancels; everyone active comments', async () => {
  const id = await openMeasurement(world)
  const { id: change } = await open('agency', id, grantQuery)
  assert.equal(reasonOf(await cancelChange(world, by('publisher'), id, change)), 'NOT_PROPOSER')
  value(await commentOnChange(world, by('publisher'), id, change, 'why?'))
  assert.equal(value(await cancelChange(world, by('agency'), id, change)).status, 'cancelled')
  const listed = value(await listChangeRequests(world.store.db, by('publisher'), id, { status: 'cancelled' })).items
  assert.deepEqual(
    listed.map((one) => one.id),
    [change],
  )
  assert.equal(reasonOf(await commentOnChange(world, by('publisher'), id, change, 'x')), 'CHANGE_REQUEST_CLOSED')
})

test('a member to be removed has no vote on it, and only the creator proposes it', async () => {
  const id = await openMeasurement(world)
  const remove: Change = { type: 'remove-member', member: 'agency' }
  assert.equal(reasonOf(await openChangeRequest(world, by('advertiser'), id, { changes: [remove] })), 'NOT_CREATOR')
  const { id: change } = await open('publisher', id, remove)
  assert.equal(reasonOf(await voteOnChange(world, by('agency'), id, change, { vote: 'denied' })), 'APPROVAL_NOT_NEEDED')
  await approve('advertiser', id, change)
  assert.equal((await membershipOf(world.store.db, id, 'org_agency'))?.status, 'removed')
  assert.equal(reasonOf(await readCollaboration(world.store.db, by('agency'), id)), 'COLLABORATION_NOT_FOUND')
})

test('the creator takes an invitation back by itself', async () => {
  const id = await openMeasurement(world, 'agency')
  assert.equal((await open('publisher', id, { type: 'remove-member', member: 'agency' })).status, 'committed')
  assert.equal(reasonOf(await acceptInvitation(world, by('agency'), id, {})), 'COLLABORATION_NOT_FOUND')
  const again: Change = { type: 'add-member', organisation: 'org_agency', name: 'agency', abilities: [] }
  await approve('advertiser', id, (await open('publisher', id, again)).id)
  value(await acceptInvitation(world, by('agency'), id, {}))
})

test('a change request takes so many comments and no more', async () => {
  const id = await openMeasurement(world)
  const { id: change } = await open('agency', id, grantQuery)
  await world.store.transaction(id, async (tx) => {
    const rows = Array.from({ length: 499 }, (_, n) => ({
      change,
      sequence: n + 2,
      at: '2026-03-01T00:00:00.000Z',
      organisation: 'org_agency',
      user: null,
      kind: 'commented' as const,
      comment: 'x',
    }))
    await tx.insertInto('change_history').values(rows).execute()
  })
  assert.equal(reasonOf(await commentOnChange(world, by('agency'), id, change, 'x')), 'TOO_MANY_COMMENTS')
  await approve('publisher', id, change)
  assert.equal((await approve('advertiser', id, change)).history.length, 503)
})

test('who joins while a change is pending must approve it too', async () => {
  const id = await openMeasurement(world, 'advertiser')
  const { id: change } = await open('agency', id, grantQuery)
  value(await acceptInvitation(world, by('advertiser'), id, { acceptsPayment: true }))
  assert.equal((await approve('publisher', id, change)).status, 'pending')
  assert.equal((await approve('advertiser', id, change)).status, 'committed')
})

test('who leaves is waited for no longer', async () => {
  const id = await openMeasurement(world)
  const { id: change } = await open('publisher', id, { type: 'edit-settings', resultRetentionDays: 5 })
  await approve('advertiser', id, change)
  value(await leaveCollaboration(world, by('agency'), id))
  assert.equal((await readChange(id, change)).status, 'committed')
})

test('what a member proposed goes with it, and what no longer applies is denied with the reason', async () => {
  const id = await openMeasurement(world)
  const { id: about } = await open('publisher', id, grantQuery)
  const { id: of } = await open('agency', id, addAuditor)
  value(await leaveCollaboration(world, by('agency'), id))
  const [stale, gone] = [await readChange(id, about), await readChange(id, of)]
  assert.deepEqual([stale.status, stale.reason], ['denied', 'MEMBER_UNKNOWN'])
  assert.deepEqual([gone.status, gone.reason], ['cancelled', 'PROPOSER_GONE'])
})

test('of two equal requests the second is denied when the first is committed', async () => {
  const id = await openMeasurement(world)
  const [one, two] = [await open('agency', id, grantQuery), await open('publisher', id, grantQuery)]
  await approve('publisher', id, one.id)
  await approve('advertiser', id, one.id)
  const { status, reason } = await readChange(id, two.id)
  assert.deepEqual([status, reason], ['denied', 'ABILITY_GRANTED_ALREADY'])
})

test('who declined can be invited again', async () => {
  const id = await openMeasurement(world, 'agency')
  value(await declineInvitation(world, by('agency'), id))
  const { id: change } = await open('publisher', id, {
    type: 'add-member',
    organisation: 'org_agency',
    name: 'agency',
    abilities: [],
  })
  await approve('advertiser', id, change)
  value(await acceptInvitation(world, by('agency'), id, {}))
  assert.deepEqual(await abilitiesOf(id, 'agency'), [])
})

const inapplicable: readonly (readonly [string, Change, string])[] = [
  ['a member that is not there', { type: 'grant-ability', member: 'nobody', ability: 'query' }, 'MEMBER_UNKNOWN'],
  [
    'an ability that is there',
    { type: 'grant-ability', member: 'agency', ability: 'receive' },
    'ABILITY_GRANTED_ALREADY',
  ],
  ['an ability that is not', { type: 'revoke-ability', member: 'agency', ability: 'query' }, 'ABILITY_NOT_GRANTED'],
  ['the creator', { type: 'remove-member', member: 'publisher' }, 'CREATOR_STAYS'],
  ['a name that is taken', { ...addAuditor, name: 'AGENCY' }, 'NAME_TAKEN'],
  ['a name that is none', { ...addAuditor, name: '\u0007' }, 'NAME_INVALID'],
  ['an organisation that is in', { ...addAuditor, organisation: 'org_agency' }, 'ALREADY_MEMBER'],
  ['an organisation that does not exist', { ...addAuditor, organisation: 'org_x' }, 'ORGANISATION_UNKNOWN'],
  ['settings as they are', { type: 'edit-settings', resultRetentionDays: 30 }, 'NOTHING_CHANGES'],
  ['the list as it is', { type: 'edit-auto-approved-change-types', types: [] }, 'NOTHING_CHANGES'],
]
for (const [name, change, reason] of inapplicable) {
  test(`no change is proposed of ${name}`, async () => {
    const id = await openMeasurement(world)
    assert.equal(reasonOf(await openChangeRequest(world, by('publisher'), id, { changes: [change] })), reason)
    assert.deepEqual(value(await listChangeRequests(world.store.db, by('publisher'), id, {})).items, [])
  })
}

test('two changes of one request that exclude each other are refused', async () => {
  const id = await openMeasurement(world)
  const changes = [grantQuery, grantQuery]
  assert.equal(reasonOf(await openChangeRequest(world, by('publisher'), id, { changes })), 'ABILITY_GRANTED_ALREADY')
})

const automatic: readonly (readonly [NewCollaborationSettings['autoApprovedChangeTypes'], Change, boolean])[] = [
  [['add-member'], { ...addAuditor, abilities: ['contribute'] }, true],
  [['add-member'], addAuditor, false],
  [['add-member', 'grant-receive'], addAuditor, true],
  [['add-member', 'grant-receive'], { ...addAuditor, abilities: ['receive', 'query'] }, false],
  [['grant-receive'], grantQuery, false],
  [['remove-member'], { type: 'remove-member', member: 'agency' }, true],
  [['revoke-receive'], { type: 'revoke-ability', member: 'agency', ability: 'receive' }, true],
  [['add-member'], { type: 'edit-settings', resultRetentionDays: 9 }, false],
  [['add-member'], { type: 'edit-auto-approved-change-types', types: [] }, false],
]
for (const [types, change, isAuto] of automatic) {
  test(`with ${types} approved by itself, ${JSON.stringify(change)} is ${isAuto ? '' : 'not '}committed at once`, async () => {
    const id = await withAutoApproval(types)
    const request = await open('publisher', id, change)
    assert.deepEqual([request.isAutoApproved, request.status], [isAuto, isAuto ? 'committed' : 'pending'])
  })
}

async function withAutoApproval(
  autoApprovedChangeTypes: NewCollaborationSettings['autoApprovedChangeTypes'] = [],
): Promise<string> {
  const { id } = value(
    await createCollaboration(world, by('publisher'), {
      ...measurement,
      settings: { autoApprovedChangeTypes },
    }),
  )
  value(await acceptInvitation(world, by('advertiser'), id, { acceptsPayment: true }))
  value(await acceptInvitation(world, by('agency'), id, {}))
  return id
}

test('losing an ability tells who runs what it allowed', async () => {
  const lost: unknown[] = []
  const mine = await openRooms({
    onRevoke: [async (_tx, { member }, ability) => ({ afterwards: () => void lost.push([member, ability]) })],
  })
  const id = await openMeasurement(mine.world)
  const changes: readonly Change[] = [{ type: 'revoke-ability', member: 'advertiser', ability: 'query' }]
  value(await openChangeRequest(mine.world, by('advertiser'), id, { changes }))
  assert.deepEqual(lost, [['advertiser', 'query']])
})
