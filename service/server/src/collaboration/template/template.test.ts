import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { NewReview, NewTemplate } from '@glovebox/api'
import { bring, type Ground, openGround, refusal, someone, value } from '../contribution.fixture.ts'
import type { Contributor } from '../contribution-world.ts'
import { roomDocument } from '../document/room-document.ts'
import { changeAssociation, revokeAssociation } from '../table/associate-table.ts'
import { changeTable } from '../table/change-table.ts'
import { putApprovalRules, readApprovalRules } from './approval-rules.ts'
import { proposeTemplate, proposeVersion } from './propose-template.ts'
import { diffVersions, listTemplates, readTemplate, readVersion } from './read-templates.ts'
import { reviewTemplate, withdrawTemplate } from './review-template.ts'

let ground: Ground
const stopped: string[] = []
const templatesOnly = { rule: { custom: { allowedAnalyses: [] } } }
const sql = 'SELECT city, COUNT(DISTINCT user_id) AS reach\nFROM impressions\nGROUP BY city'

before(async () => {
  const onTemplateStopped = async (_tx: unknown, { template }: { readonly template: string }) => ({
    afterwards: () => void stopped.push(template),
  })
  ground = await openGround({ hooks: { onTableStopped: [], onTemplateStopped: [onTemplateStopped] } })
  await bring(ground, ground.publisher, 'impressions', templatesOnly)
  await bring(ground, ground.advertiser, 'purchases', templatesOnly)
})
after(() => ground.close())

const propose = (given: NewTemplate, who: Contributor = ground.advertiser) =>
  proposeTemplate(ground.world, who, ground.collaboration, given)
const review = (name: string, version: number, given: NewReview, who: Contributor = ground.publisher) =>
  reviewTemplate(ground.world, who, ground.collaboration, name, version, given)
const approve = (name: string, version = 1, who?: Contributor) => review(name, version, { decision: 'approved' }, who)
const standing = async (name: string): Promise<string | undefined> =>
  (await roomDocument(ground.world, ground.collaboration))?.forServer.templates.find((one) => one.name === name)?.sql

test('a template runs once every owner approved it, and its rule then names it', async () => {
  const proposed = value(await propose({ name: 'reach', sql, description: 'per city' }))
  assert.deepEqual(
    [proposed.latest.status, proposed.latest.waitingFor, proposed.current],
    ['proposed', ['publisher'], undefined],
  )
  assert.deepEqual(proposed.latest.tables, ['impressions'])
  assert.equal(await standing('reach'), undefined)
  const approved = value(
    await review('reach', 1, { decision: 'approved', hash: proposed.latest.hash, comment: 'fine' }),
  )
  assert.deepEqual([approved.latest.status, approved.current], ['approved', 1])
  assert.deepEqual(
    approved.latest.reviews.map(({ member, decision, comment }) => [member, decision, comment]),
    [['publisher', 'approved', 'fine']],
  )
  assert.equal(await standing('reach'), sql)
  const room = await roomDocument(ground.world, ground.collaboration)
  const rule = room?.forServer.tables.find(({ name }) => name === 'impressions')?.rule
  assert.deepEqual(rule?.kind === 'custom' && rule.allowedAnalyses, ['reach'])
})

test('another version waits beside the one that runs, and then takes its place', async () => {
  const { world, collaboration, advertiser } = ground
  const other = `${sql}\nORDER BY reach`
  const proposed = value(await proposeVersion(world, advertiser, collaboration, 'reach', { sql: other }))
  assert.deepEqual([proposed.current, proposed.latest.version, proposed.latest.status], [1, 2, 'proposed'])
  assert.equal(await standing('reach'), sql)
  const diff = value(await diffVersions(world, 'org_pub', collaboration, 'reach', 2))
  assert.deepEqual(
    diff.lines.filter(({ kind }) => kind !== 'same'),
    [{ kind: 'added', text: 'ORDER BY reach' }],
  )
  stopped.length = 0
  value(await approve('reach', 2))
  assert.deepEqual(stopped, ['reach'])
  assert.equal(await standing('reach'), other)
  assert.equal(value(await readVersion(world, 'org_pub', collaboration, 'reach', 1)).status, 'withdrawn')
  assert.equal(refusal(await approve('reach', 1)), '409 VERSION_WITHDRAWN')
})

test('an approval that is withdrawn bites at once', async () => {
  stopped.length = 0
  const after = value(
    await review('reach', 2, { decision: 'withdrawn', comment: 'no more' }, someone('org_pub', 'usr_other')),
  )
  assert.deepEqual([after.latest.status, after.current], ['proposed', undefined])
  assert.deepEqual(stopped, ['reach'])
  assert.equal(await standing('reach'), undefined)
  value(await approve('reach', 2))
  assert.ok((await standing('reach')) !== undefined)
})

test('what was looked at is what is approved', async () => {
  value(await propose({ name: 'pinned', sql }))
  const wrong = await review('pinned', 1, { decision: 'approved', hash: '0'.repeat(64) })
  assert.equal(refusal(wrong), '412')
})

const joined =
  'SELECT COUNT(DISTINCT impressions.user_id) AS n FROM impressions JOIN purchases ON impressions.user_id = purchases.user_id'

test('every owner of every table has a say, and one of them can reject', async () => {
  const proposed = value(await propose({ name: 'overlap', sql: joined }, ground.agency))
  assert.deepEqual(proposed.latest.waitingFor.toSorted(), ['advertiser', 'publisher'])
  assert.deepEqual(value(await approve('overlap')).latest.waitingFor, ['advertiser'])
  const rejected = value(await review('overlap', 1, { decision: 'rejected', comment: 'too much' }, ground.advertiser))
  assert.equal(rejected.latest.status, 'rejected')
  assert.equal(value(await approve('overlap', 1, ground.advertiser)).latest.status, 'approved')
})

test('who proposes speaks for its own organisation', async () => {
  const own = value(await propose({ name: 'own', sql: 'SELECT COUNT(DISTINCT user_id) AS n FROM purchases' }))
  assert.equal(own.latest.status, 'approved')
  assert.equal(refusal(await approve('own', 1, ground.advertiser)), '409 OWN_TEMPLATE')
  assert.equal(refusal(await approve('own')), '409 NOT_AN_OWNER')
})

test('with two reviewers four eyes look, on every side, and none of them are a key', async () => {
  const proposed = value(await propose({ name: 'careful', sql: joined, reviewers: 2 }))
  assert.deepEqual(proposed.latest.waitingFor.toSorted(), ['advertiser', 'publisher'])
  value(await approve('careful'))
  assert.equal(value(await approve('careful')).latest.status, 'proposed')
  const key: Contributor = { organisation: 'org_pub', by: 'key_a', name: 'a key' }
  assert.equal(refusal(await approve('careful', 1, key)), '409 PERSON_NEEDED')
  const second = value(await approve('careful', 1, someone('org_pub', 'usr_second')))
  assert.deepEqual(second.latest.waitingFor, ['advertiser'])
  assert.equal(value(await approve('careful', 1, someone('org_adv', 'usr_second_a'))).latest.status, 'approved')
})

test('two people who approve at once are both counted', async () => {
  value(await propose({ name: 'twice', sql, reviewers: 2 }))
  await Promise.all([approve('twice'), approve('twice', 1, someone('org_pub', 'usr_second'))])
  const { latest } = value(await readTemplate(ground.world, 'org_adv', ground.collaboration, 'twice'))
  assert.deepEqual([latest.status, latest.reviews.length], ['approved', 2])
})

test('an owner may approve by itself what an author writes about some of its tables', async () => {
  const { world, collaboration, publisher } = ground
  assert.equal(
    refusal(await putApprovalRules(world, publisher, collaboration, { rules: [{ author: 'nobody' }] })),
    '422 MEMBER_UNKNOWN',
  )
  const rules = [{ author: 'agency', tables: ['impressions'] }]
  assert.deepEqual(value(await putApprovalRules(world, publisher, collaboration, { rules })), {
    rules,
    minimumReviewers: 1,
    version: 1,
  })
  assert.deepEqual(value(await readApprovalRules(world.store.db, 'org_adv', collaboration)).rules, [])
  const ofAgency = value(await propose({ name: 'by agency', sql }, ground.agency))
  assert.deepEqual([ofAgency.latest.status, ofAgency.latest.reviews[0]?.isAutomatic], ['approved', true])
  assert.equal(value(await propose({ name: 'by advertiser', sql })).latest.status, 'proposed')
  value(await putApprovalRules(world, publisher, collaboration, { rules: [] }, '1'))
  assert.equal(value(await propose({ name: 'later', sql }, ground.agency)).latest.status, 'proposed')
})

test('an owner asks for four eyes of its own, however few its author wants', async () => {
  const { world, publisher, collaboration } = ground
  const rulesOf = async () => value(await readApprovalRules(world.store.db, 'org_pub', collaboration))
  value(await putApprovalRules(world, publisher, collaboration, { rules: [], minimumReviewers: 2 }))
  const kept = value(await putApprovalRules(world, publisher, collaboration, { rules: [] }))
  assert.deepEqual([kept.minimumReviewers, await rulesOf()], [2, kept])
  value(await propose({ name: 'watched', sql: joined }))
  const key: Contributor = { organisation: 'org_pub', by: 'key_a', name: 'a key' }
  assert.equal(refusal(await approve('watched', 1, key)), '409 PERSON_NEEDED')
  assert.deepEqual(value(await approve('watched')).latest.waitingFor, ['publisher'])
  assert.equal(await standing('watched'), undefined)
  assert.equal(value(await approve('watched', 1, someone('org_pub', 'usr_second'))).latest.status, 'approved')
  value(await putApprovalRules(world, publisher, collaboration, { rules: [], minimumReviewers: 1 }))
  value(await propose({ name: 'unwatched', sql }))
  assert.equal(value(await approve('unwatched')).latest.status, 'approved')
})

test('of four eyes none are a key, whoever proposes with it', async () => {
  const byKey: Contributor = { organisation: 'org_adv', by: 'key_b', name: 'a key' }
  const own = 'SELECT COUNT(DISTINCT user_id) AS n FROM purchases'
  value(await propose({ name: 'by key', sql: own, reviewers: 2 }, byKey))
  assert.deepEqual(value(await approve('by key', 1, ground.advertiser)).latest.waitingFor, ['advertiser'])
  const second = value(await approve('by key', 1, someone('org_adv', 'usr_second_a')))
  assert.equal(second.latest.status, 'approved')
})

test('what anyone could read nobody approved, once not anyone may', async () => {
  const { world, publisher, collaboration } = ground
  const table = await bring(ground, publisher, 'cities', { rule: undefined, public: true } as never)
  const early = { name: 'early', sql: 'SELECT user_id, city FROM cities' }
  assert.equal(value(await propose(early)).latest.status, 'approved')
  assert.ok((await standing('early')) !== undefined)
  value(await changeTable(world, publisher, table.id, { public: false, ...templatesOnly } as never))
  const room = await roomDocument(world, collaboration)
  const rule = room?.forServer.tables.find(({ name }) => name === 'cities')?.rule
  assert.deepEqual(rule?.kind === 'custom' && rule.allowedAnalyses, [])
  assert.deepEqual(room?.document.templates?.find(({ name }) => name === 'early')?.approvedBy, [])
})

test('an activation needs rules that allow one, and people who approve it', async () => {
  const { world, publisher, collaboration } = ground
  const given = { name: 'audience', kind: 'activation', sql } as const
  assert.equal(refusal(await propose(given, ground.agency)), '422 ADDITIONAL_ANALYSES_NOT_ALLOWED')
  value(await putApprovalRules(world, publisher, collaboration, { rules: [{ author: 'ANY' }] }))
  const open = { rule: { custom: { allowedAnalyses: [], additionalAnalyses: 'ALLOWED' } } }
  const table = await bring(ground, publisher, 'segments', open)
  const proposed = value(
    await propose({ ...given, sql: 'SELECT COUNT(DISTINCT user_id) AS n FROM segments' }, ground.agency),
  )
  assert.equal(proposed.latest.status, 'proposed')
  value(await approve('audience'))
  assert.ok((await standing('audience')) !== undefined)
  value(await changeTable(world, publisher, table.id, templatesOnly))
  assert.equal(await standing('audience'), undefined)
  value(await putApprovalRules(world, publisher, collaboration, { rules: [] }))
})

const wrong: readonly (readonly [name: string, given: NewTemplate, says: string])[] = [
  ['SQL that is none', { name: 'wrong', sql: 'SELEC' }, '422 TEMPLATE_REFUSED'],
  ['a table that is not there', { name: 'wrong', sql: 'SELECT a FROM nothing' }, '422 TEMPLATE_REFUSED'],
  [
    'a parameter of no type',
    { name: 'wrong', sql, parameters: [{ name: 'p', type: 'MAGIC' }] },
    '422 TEMPLATE_REFUSED',
  ],
  ['a name that means something else', { name: 'ANY_QUERY', sql }, '422 NAME_INVALID'],
  ['a name that is taken', { name: 'REACH', sql }, '409 NAME_TAKEN'],
]

for (const [name, given, says] of wrong) {
  test(`a template with ${name} is refused`, async () => {
    assert.equal(refusal(await propose(given)), says)
  })
}

test('whoever is not in a collaboration learns nothing of its templates', async () => {
  const { world, stranger, collaboration } = ground
  const told = '404 COLLABORATION_NOT_FOUND'
  assert.equal(refusal(await listTemplates(world, 'org_str', collaboration)), told)
  assert.equal(refusal(await readTemplate(world, 'org_str', collaboration, 'reach')), told)
  assert.equal(refusal(await readVersion(world, 'org_str', collaboration, 'reach', 1)), told)
  assert.equal(refusal(await diffVersions(world, 'org_str', collaboration, 'reach', 1)), told)
  assert.equal(refusal(await propose({ name: 'x', sql }, stranger)), told)
  assert.equal(refusal(await approve('reach', 1, stranger)), told)
  assert.equal(refusal(await withdrawTemplate(world, stranger, collaboration, 'reach', 1)), told)
  assert.equal(refusal(await readApprovalRules(world.store.db, 'org_str', collaboration)), told)
})

test('only its author withdraws or goes on with a template', async () => {
  const { world, publisher, advertiser, collaboration } = ground
  assert.equal(refusal(await proposeVersion(world, publisher, collaboration, 'own', { sql })), '404 TEMPLATE_NOT_YOURS')
  assert.equal(refusal(await withdrawTemplate(world, publisher, collaboration, 'own', 1)), '404 TEMPLATE_NOT_YOURS')
  const gone = value(await withdrawTemplate(world, advertiser, collaboration, 'own', 1))
  assert.deepEqual([gone.latest.status, gone.current], ['withdrawn', undefined])
  assert.equal(await standing('own'), undefined)
})

test('a template falls with a table that it reads, and an approval is not one of the next of that name', async () => {
  const { world, publisher, collaboration } = ground
  const names = async () => (await roomDocument(world, collaboration))?.templates.map(({ name }) => name) ?? []
  assert.ok((await names()).includes('reach'))
  value(await changeAssociation(world, publisher, collaboration, 'impressions', { status: 'paused' }))
  assert.ok(!(await names()).includes('reach'))
  value(await changeAssociation(world, publisher, collaboration, 'impressions', { status: 'active' }))
  assert.ok((await names()).includes('reach'))
  value(await revokeAssociation(world, publisher, collaboration, 'impressions'))
  const { id } = await bring(ground, publisher, 'impressions2', templatesOnly)
  const { associateTable } = await import('../table/associate-table.ts')
  value(await associateTable(world, publisher, collaboration, { table: id, name: 'impressions' }))
  const room = await roomDocument(world, collaboration)
  const rule = room?.forServer.tables.find(({ name }) => name === 'impressions')?.rule
  assert.deepEqual(rule?.kind === 'custom' && rule.allowedAnalyses, [])
})
