import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type Scope, scopesOfRole } from '@glovebox/api'
import { type CollaborationDocument, readDocument as readText, writeDocument } from '@glovebox/cleanroom'
import { bring, type Ground, openGround, refusal, value } from '../contribution.fixture.ts'
import type { Contributor } from '../contribution-world.ts'
import { readAssociation } from '../table/read-associations.ts'
import { proposeTemplate } from '../template/propose-template.ts'
import { readTemplate } from '../template/read-templates.ts'
import { applyDocument } from './apply-document.ts'
import { readDocument } from './read-document.ts'
import { roomDocument } from './room-document.ts'

let ground: Ground
beforeEach(async () => {
  ground = await openGround()
  ground.putFile(ground.publisher, 'impressions.csv', 'user_id,city\n')
  ground.putFile(ground.publisher, 'orders.csv', 'user_id,city\n')
  ground.putFile(ground.advertiser, 'purchases.csv', 'user_id,city\n')
})
afterEach(() => ground.close())

const administrator = new Set<Scope>(scopesOfRole.administrator)
const apply = (
  who: Contributor,
  document: CollaborationDocument | string,
  options: Partial<Parameters<typeof applyDocument>[4]> = {},
) => {
  const text = typeof document === 'string' ? document : writeDocument(document)
  return applyDocument(ground.world, who, ground.collaboration, text, { scopes: administrator, ...options })
}

const reach = 'SELECT city, COUNT(DISTINCT user_id) AS reach\nFROM impressions\nGROUP BY city'
const file: CollaborationDocument = {
  version: 1,
  collaboration: 'room col_a',
  members: [
    { name: 'advertiser', abilities: ['query', 'receive'] },
    { name: 'agency', abilities: ['query', 'receive'] },
    { name: 'publisher' },
  ],
  tables: [
    {
      name: 'impressions',
      owner: 'publisher',
      source: { file: 'impressions.csv' },
      columns: { user_id: 'INTEGER', city: 'VARCHAR' },
      rule: { custom: { allowedAnalyses: ['reach'], differentialPrivacy: { columns: [{ name: 'user_id' }] } } },
      privacy: { unit: 'user_id' },
      accessBudget: [{ per: 'day', runs: 10 }],
    },
    {
      name: 'orders',
      owner: 'publisher',
      source: { file: 'orders.csv' },
      columns: ['user_id', 'city'],
      rule: { custom: { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: ['advertiser'] } },
      privacy: { unit: ['city', 'impressions.city', 'impressions.user_id'] },
    },
    { name: 'purchases', owner: 'advertiser', source: { file: 'purchases.csv' }, public: true },
  ],
  budgets: [{ owner: 'publisher', epsilon: 4 }],
  receivers: { impressions: ['agency'] },
  templates: [{ name: 'reach', author: 'advertiser', sql: reach, approvedBy: ['publisher'] }],
}

test('a file that all members apply is the collaboration', async () => {
  const { world, publisher, advertiser, collaboration } = ground
  const planned = value(await apply(publisher, file, { dryRun: true }))
  const first = value(await apply(publisher, file))
  assert.deepEqual([planned.changes, planned.text, planned.postponed], [first.changes, first.text, first.postponed])
  assert.deepEqual(
    first.postponed.map(({ act, template, reason }) => [act, template, reason]),
    [['approve', 'reach', 'TEMPLATE_NOT_PROPOSED']],
  )
  assert.match(first.text, /^! `reach` is not approved yet: `advertiser` has not proposed it$/m)
  assert.ok(first.isApplied)
  assert.deepEqual(
    first.changes.map(({ kind, object, name }) => [kind, object, name]),
    [
      ['added', 'table', 'impressions'],
      ['added', 'table', 'orders'],
      ['added', 'budget', 'publisher'],
      ['added', 'receivers', 'impressions'],
    ],
  )
  const second = value(await apply(advertiser, file))
  assert.deepEqual(
    second.changes.map(({ object, name }) => [object, name]),
    [
      ['table', 'purchases'],
      ['template', 'reach'],
    ],
  )
  const third = value(await apply(publisher, file))
  assert.deepEqual(
    third.changes.map(({ name, path }) => [name, path]),
    [['reach', 'approvedBy']],
  )
  assert.equal(value(await readTemplate(world, 'org_adv', collaboration, 'reach')).latest.status, 'approved')
  const seen = value(await readAssociation(world, 'org_adv', collaboration, 'impressions'))
  assert.deepEqual(
    [seen.readiness.direct.status, seen.receivers, seen.accessLeft?.[0]?.left],
    ['ready', ['agency'], 10],
  )
  for (const who of [publisher, advertiser]) {
    const again = value(await apply(who, file))
    assert.deepEqual([again.changes, again.text, again.postponed], [[], '', []])
  }
})

test('an activation is proposed, approved and read back as one', async () => {
  const { publisher, advertiser, world, collaboration } = ground
  const orders = {
    name: 'orders',
    owner: 'publisher',
    source: { file: 'orders.csv' },
    rule: { custom: { allowedAnalyses: [], additionalAnalyses: 'ALLOWED' as const } },
  }
  const audience = { name: 'audience', author: 'advertiser', sql: 'SELECT COUNT(*) AS n FROM orders' }
  const said = { ...audience, kind: 'activation', approvedBy: ['publisher'] } as const
  const all = { ...file, tables: [orders], receivers: {}, budgets: [], templates: [said] }
  value(await apply(publisher, all))
  value(await apply(advertiser, all))
  assert.equal(refusal(await apply(advertiser, { ...all, templates: [audience] })), '409 KIND_FIXED')
  assert.equal(value(await apply(publisher, all)).changes.length, 1)
  assert.equal(value(await readTemplate(world, 'org_adv', collaboration, 'audience')).latest.status, 'approved')
  const { document } = readText(value(await readDocument(world, 'org_adv', collaboration)).text)
  assert.deepEqual(document?.templates, [said])
})

const each: CollaborationDocument = {
  ...file,
  tables: [
    { name: 'orders', owner: 'publisher', source: { file: 'orders.csv' }, rule: { custom: { allowedAnalyses: [] } } },
    {
      name: 'purchases',
      owner: 'advertiser',
      source: { file: 'purchases.csv' },
      rule: { custom: { allowedAnalyses: [] } },
    },
  ],
  budgets: [],
  receivers: {},
  templates: [
    { name: 'bought', author: 'publisher', sql: 'SELECT COUNT(*) AS n FROM purchases', approvedBy: ['advertiser'] },
    { name: 'ordered', author: 'advertiser', sql: 'SELECT COUNT(*) AS n FROM "orders"', approvedBy: ['publisher'] },
  ],
}
const acts = (plan: { readonly postponed: readonly { readonly act: string; readonly template: string }[] }) =>
  plan.postponed.map(({ act, template }) => `${act} ${template}`)

test('members who ask about each other, each waiting for the other, come together by one file whoever begins', async () => {
  const { publisher, advertiser, collaboration, world } = ground
  assert.deepEqual(acts(value(await apply(publisher, each))), ['propose bought', 'approve ordered'])
  assert.deepEqual(acts(value(await apply(advertiser, each))), ['approve bought'])
  assert.deepEqual(acts(value(await apply(publisher, each))), [])
  assert.deepEqual(acts(value(await apply(advertiser, each))), [])
  // And both write another text, which the other approves in the same file.
  const templates = (each.templates ?? []).map((one) => ({ ...one, sql: `${one.sql} WHERE user_id > 7` }))
  assert.deepEqual(acts(value(await apply(publisher, { ...each, templates }))), ['approve ordered'])
  assert.deepEqual(acts(value(await apply(advertiser, { ...each, templates }))), [])
  const last = value(await apply(publisher, { ...each, templates }))
  assert.deepEqual([acts(last), last.changes.map(({ name, path }) => [name, path])], [[], [['ordered', 'approvedBy']]])
  for (const name of ['bought', 'ordered']) {
    const { latest, current } = value(await readTemplate(world, 'org_adv', collaboration, name))
    assert.deepEqual([latest.status, current], ['approved', 2])
  }
})

test('what is read as a file can be applied as it is, and changes nothing', async () => {
  const { world, publisher, advertiser, collaboration } = ground
  await bring(ground, publisher, 'clicks')
  await bring(ground, advertiser, 'sales')
  for (const who of [publisher, advertiser]) {
    const { text, revision } = value(await readDocument(world, who.organisation, collaboration))
    assert.ok(readText(text).document !== undefined)
    const plan = value(await apply(who, text, { ifMatch: String(revision) }))
    assert.deepEqual([plan.changes, plan.revision], [[], revision])
  }
})

test('a dry run tells what would change, and changes nothing', async () => {
  const { world, publisher, collaboration } = ground
  const before = (await roomDocument(world, collaboration))?.text
  const budget = { ...file, tables: [], receivers: {}, templates: [] }
  const plan = value(await apply(publisher, budget, { dryRun: true }))
  assert.deepEqual([plan.isApplied, plan.revision, plan.changes.length], [false, 1, 1])
  assert.match(plan.text, /budget/)
  assert.equal((await roomDocument(world, collaboration))?.text, before)
})

test('what the file does not name stays, unless it is pruned', async () => {
  const { world, publisher, collaboration } = ground
  await bring(ground, publisher, 'clicks')
  const empty = { ...file, tables: [], receivers: {}, budgets: [], templates: [] }
  const plan = value(await apply(publisher, empty))
  assert.deepEqual([plan.changes, plan.kept], [[], ['table clicks']])
  const pruned = value(await apply(publisher, empty, { prune: true }))
  assert.deepEqual(
    pruned.changes.map(({ kind, name }) => [kind, name]),
    [['removed', 'clicks']],
  )
  assert.equal(refusal(await readAssociation(world, 'org_pub', collaboration, 'clicks')), '404 TABLE_NOT_FOUND')
})

test('a template that is pruned is withdrawn, and the log says so', async () => {
  const { world, publisher, advertiser, collaboration } = ground
  await bring(ground, publisher, 'clicks')
  const sql = 'SELECT city, COUNT(DISTINCT user_id) AS n FROM clicks GROUP BY city'
  value(await proposeTemplate(world, advertiser, collaboration, { name: 'clicked', sql }))
  value(await apply(advertiser, { ...file, tables: [], receivers: {}, budgets: [], templates: [] }, { prune: true }))
  const entries = await world.store.db.selectFrom('log_entries').select('entry').orderBy('sequence').execute()
  const said = entries.map(({ entry }) => JSON.parse(entry) as { readonly action?: string; readonly subject?: string })
  assert.ok(said.some(({ action, subject }) => action === 'template-withdrawn' && subject === 'clicked'))
})

test("others' parts of a file are theirs", async () => {
  const { publisher, advertiser } = ground
  await bring(ground, publisher, 'clicks')
  const hostile = {
    ...file,
    tables: [{ name: 'clicks', owner: 'publisher', source: { file: 'clicks.csv' }, public: true }],
    budgets: [{ owner: 'publisher', epsilon: 20 }],
    receivers: { clicks: ['advertiser'] },
    templates: [],
  }
  assert.deepEqual(value(await apply(advertiser, hostile, { prune: true })).changes, [])
  const taken = {
    ...hostile,
    tables: [{ name: 'clicks', owner: 'advertiser', source: { file: 'purchases.csv' } }],
    receivers: {},
    budgets: [],
  }
  assert.equal(refusal(await apply(advertiser, taken)), '409 NAME_TAKEN')
})

const unappliable: readonly (readonly [name: string, document: CollaborationDocument | string, says: string])[] = [
  ['is none', 'version: 2', '422 DOCUMENT_REFUSED'],
  ['is of another collaboration', { ...file, collaboration: 'other' }, '422 OTHER_COLLABORATION'],
  [
    'does not know the sender',
    { version: 1, collaboration: 'room col_a', members: [{ name: 'other' }] },
    '422 MEMBER_UNKNOWN',
  ],
]

for (const [name, document, says] of unappliable) {
  test(`a file that ${name} is refused`, async () => {
    assert.equal(refusal(await apply(ground.publisher, document)), says)
  })
}

test('a file is applied on what was read, by whoever may, and by members alone', async () => {
  const { publisher, advertiser, stranger } = ground
  const budget = { ...file, tables: [], receivers: {}, templates: [] }
  assert.equal(refusal(await apply(publisher, budget, { ifMatch: '7' })), '412')
  assert.equal(refusal(await apply(stranger, budget)), '404 COLLABORATION_NOT_FOUND')
  await bring(ground, publisher, 'impressions')
  const proposal = {
    ...file,
    tables: [],
    receivers: {},
    budgets: [],
    templates: [{ name: 'one', author: 'advertiser', sql: 'SELECT 1 AS one' }],
  }
  assert.equal(refusal(await apply(advertiser, proposal, { scopes: new Set<Scope>(['tables:write']) })), '403')
})

test('an approval in a file is of the text that stands in it', async () => {
  const { publisher, advertiser } = ground
  const rule = { custom: { allowedAnalyses: [] } }
  await bring(ground, publisher, 'impressions', { rule })
  const impressions = { name: 'impressions', owner: 'publisher', source: { file: 'impressions.csv' }, rule }
  const others = { ...file, tables: [impressions], receivers: {}, budgets: [] }
  value(await apply(advertiser, { ...others, templates: [{ name: 'reach', author: 'advertiser', sql: reach }] }))
  const other = [{ name: 'reach', author: 'advertiser', sql: `${reach} ORDER BY 1`, approvedBy: ['publisher'] }]
  const differs = value(await apply(publisher, { ...others, templates: other }))
  assert.deepEqual([differs.changes, differs.postponed.map(({ reason }) => reason)], [[], ['TEMPLATE_DIFFERS']])
  for (const other of [
    { kind: 'activation' as const },
    { parameters: [{ name: 'p', type: 'INTEGER' }] },
    { name: 'REACH' },
    { author: 'agency' },
  ]) {
    const templates = [{ name: 'reach', author: 'advertiser', sql: reach, approvedBy: ['publisher'], ...other }]
    const seen = value(await apply(publisher, { ...others, templates }))
    assert.deepEqual([seen.changes, seen.postponed.map(({ reason }) => reason)], [[], ['TEMPLATE_DIFFERS']])
  }
  const same = [{ name: 'reach', author: 'advertiser', sql: reach, approvedBy: ['publisher'] }]
  assert.equal(value(await apply(publisher, { ...others, templates: same })).changes.length, 1)
  const taken = [{ name: 'reach', author: 'advertiser', sql: reach, approvedBy: [] }]
  assert.deepEqual(
    value(await apply(publisher, { ...others, templates: taken })).changes.map(({ effect }) => effect),
    ['tightens'],
  )
})
