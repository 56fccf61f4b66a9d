import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { anyQuery, bring, type Ground, openGround, refusal, value } from '../contribution.fixture.ts'
import { readDocument } from '../document/read-document.ts'
import { roomDocument } from '../document/room-document.ts'
import { associateTable, changeAssociation, revokeAssociation } from './associate-table.ts'
import { changeTable, readSchema } from './change-table.ts'
import { createTable } from './create-table.ts'
import { deleteTable } from './delete-table.ts'
import { listAssociations, readAssociation } from './read-associations.ts'
import { listTables, listTableVersions, readTable } from './read-tables.ts'

let ground: Ground
const stopped: string[] = []

before(async () => {
  const onTableStopped = async (_tx: unknown, { table, why }: { readonly table: string; readonly why: string }) => ({
    afterwards: () => void stopped.push(`${table} ${why}`),
  })
  ground = await openGround({ hooks: { onTableStopped: [onTableStopped], onTemplateStopped: [] } })
})
after(() => ground.close())

test('a table is configured, with the types of its file', async () => {
  const { world, publisher, putFile } = ground
  putFile(publisher, 'views.csv', 'user_id,city\n1,Rome\n')
  const table = value(
    await createTable(world, publisher, { name: 'views', source: { file: 'views.csv' }, rule: anyQuery }),
  )
  assert.deepEqual(table.schema, [
    { name: 'user_id', type: 'INTEGER' },
    { name: 'city', type: 'VARCHAR' },
  ])
  assert.equal(table.version, 1)
  assert.deepEqual(value(await readTable(world.store.db, 'org_pub', table.id)), table)
})

test('a table whose file is not there yet gets its types later', async () => {
  const { world, publisher, putFile } = ground
  const table = value(await createTable(world, publisher, { name: 'late', source: { file: 'late.csv' } }))
  assert.equal(table.schema, undefined)
  assert.equal(refusal(await readSchema(world, publisher, table.id)), '422 SOURCE_NOT_FOUND')
  putFile(publisher, 'late.csv', 'user_id,city\n')
  assert.equal(value(await readSchema(world, publisher, table.id)).schema?.length, 2)
})

const wrongTables = [
  { name: 'a rule of an unknown kind', given: { rule: { magic: {} } } },
  {
    name: 'a rule that names no column of the file',
    given: { rule: { list: { joinColumns: ['nothing'], listColumns: ['city'] } } },
  },
  { name: 'a source that is an address', given: { source: { file: 's3://bucket/key.csv' } } },
  { name: 'no source', given: { source: null } },
  { name: 'a public table with a rule', given: { public: true, rule: anyQuery } },
  { name: 'a text where a rule belongs', given: { rule: 'yes' } },
  { name: 'a column that is not in the file', given: { columns: ['nothing'] } },
  { name: 'a name that does not show', given: { name: '\u200b' } },
]

for (const { name, given } of wrongTables) {
  test(`a table with ${name} is refused, with what would be accepted`, async () => {
    const { world, publisher, putFile } = ground
    putFile(publisher, 'views.csv', 'user_id,city\n1,Rome\n')
    const outcome = await createTable(world, publisher, { name: 'wrong', source: { file: 'views.csv' }, ...given })
    assert.ok(!outcome.ok)
    assert.equal(outcome.problem.status, 422)
    const { diagnostics = [], detail = '' } = outcome.problem
    assert.ok(diagnostics.every(({ help }) => help.length > 0) && (diagnostics.length > 0 || detail.length > 0))
  })
}

test("another organisation's table does not exist", async () => {
  const { world, publisher, advertiser, collaboration } = ground
  const { id } = value(await createTable(world, publisher, { name: 'hidden', source: { file: 'h.csv' } }))
  const outcomes = [
    await readTable(world.store.db, 'org_adv', id),
    await changeTable(world, advertiser, id, { description: 'mine' }),
    await deleteTable(world, advertiser, id),
    await readSchema(world, advertiser, id),
    await listTableVersions(world.store.db, 'org_adv', id),
    await associateTable(world, advertiser, collaboration, { table: id }),
  ]
  assert.deepEqual(outcomes.map(refusal), Array(outcomes.length).fill('404 TABLE_NOT_FOUND'))
  assert.deepEqual(value(await listTables(world.store.db, 'org_adv', {})).items, [])
})

test('members see schema, rule and readiness of a table, and only its owner where its rows are', async () => {
  const { world, publisher, collaboration } = ground
  const table = await bring(ground, publisher, 'impressions')
  const seen = value(await readAssociation(world, 'org_adv', collaboration, 'impressions'))
  assert.deepEqual([seen.owner, seen.table, seen.source], ['publisher', undefined, undefined])
  assert.deepEqual(seen.rule, anyQuery)
  assert.equal(seen.readiness.direct.status, 'ready')
  assert.deepEqual(
    seen.readiness.additional.reasons.map(({ code }) => code),
    ['ADDITIONAL_ANALYSES_NOT_ALLOWED'],
  )
  const own = value(await readAssociation(world, 'org_pub', collaboration, 'impressions'))
  assert.deepEqual([own.table, own.source], [table.id, { file: 'impressions.csv' }])
  const others = value(await readDocument(world, 'org_adv', collaboration))
  assert.ok(!others.text.includes('impressions.csv'))
  assert.ok(value(await readDocument(world, 'org_pub', collaboration)).text.includes('impressions.csv'))
  const room = await roomDocument(world, collaboration)
  assert.ok(room !== undefined && !room.text.includes('impressions.csv'))
  assert.equal(room.forServer.tables.find(({ name }) => name === 'impressions')?.source.path, 'impressions.csv')
  assert.equal((await roomDocument(world, collaboration))?.forServer, room.forServer)
})

test('whoever is not in a collaboration is told that there is none', async () => {
  const { world, stranger, collaboration } = ground
  const { id } = value(await createTable(world, stranger, { name: 't', source: { file: 't.csv' } }))
  const told = '404 COLLABORATION_NOT_FOUND'
  assert.equal(refusal(await listAssociations(world, 'org_str', collaboration)), told)
  assert.equal(refusal(await readAssociation(world, 'org_str', collaboration, 'impressions')), told)
  assert.equal(refusal(await associateTable(world, stranger, collaboration, { table: id })), told)
  assert.equal(refusal(await associateTable(world, stranger, 'col_none', { table: id })), told)
  assert.equal(
    refusal(await changeAssociation(world, stranger, collaboration, 'impressions', { status: 'paused' })),
    told,
  )
  assert.equal(refusal(await revokeAssociation(world, stranger, collaboration, 'impressions')), told)
  assert.equal(refusal(await readDocument(world, 'org_str', collaboration)), told)
})

test('only its owner changes a table in a collaboration', async () => {
  const { world, advertiser, collaboration } = ground
  const paused = await changeAssociation(world, advertiser, collaboration, 'impressions', { status: 'paused' })
  assert.equal(refusal(paused), '404 TABLE_NOT_YOURS')
  assert.equal(refusal(await revokeAssociation(world, advertiser, collaboration, 'impressions')), '404 TABLE_NOT_YOURS')
})

test('two tables of a collaboration have two names, also in another case', async () => {
  const { world, advertiser, collaboration } = ground
  const { id } = value(await createTable(world, advertiser, { name: 'IMPRESSIONS', source: { file: 'i.csv' } }))
  assert.equal(refusal(await associateTable(world, advertiser, collaboration, { table: id })), '409 NAME_TAKEN')
  const other = await associateTable(world, advertiser, collaboration, { table: id, name: 'purchases' })
  assert.equal(value(other).name, 'purchases')
})

test('receivers and access budgets that cannot be are refused', async () => {
  const { world, publisher, collaboration } = ground
  const change = (patch: Parameters<typeof changeAssociation>[4]) =>
    changeAssociation(world, publisher, collaboration, 'impressions', patch)
  assert.equal(refusal(await change({ receivers: ['nobody'] })), '422 MEMBER_UNKNOWN')
  const twice = [
    { per: 'day', runs: 1 },
    { per: 'day', runs: 2 },
  ] as const
  assert.equal(refusal(await change({ accessBudget: twice })), '422 TABLE_REFUSED')
  const changed = value(await change({ receivers: ['agency'], accessBudget: [{ per: 'day', runs: 3 }] }))
  assert.equal(changed.accessLeft?.[0]?.left, 3)
  assert.deepEqual((await roomDocument(world, collaboration))?.document.receivers, { impressions: ['agency'] })
  assert.equal(value(await change({ receivers: null, accessBudget: null })).receivers, undefined)
})

test('a pause takes a table out of the room at once, and stops what reads it', async () => {
  const { world, publisher, collaboration } = ground
  const names = async () => (await roomDocument(world, collaboration))?.forServer.tables.map(({ name }) => name)
  stopped.length = 0
  const paused = value(await changeAssociation(world, publisher, collaboration, 'impressions', { status: 'paused' }))
  assert.deepEqual(
    [paused.status, paused.readiness.direct.reasons.map(({ code }) => code)],
    ['paused', ['TABLE_PAUSED']],
  )
  assert.ok(!(await names())?.includes('impressions'))
  assert.deepEqual(stopped, ['impressions paused'])
  value(await changeAssociation(world, publisher, collaboration, 'impressions', { status: 'active' }))
  assert.ok((await names())?.includes('impressions'))
})

test('a changed rule holds at once, is remembered, and refused where it could not stand', async () => {
  const { world, publisher, collaboration } = ground
  const table = await bring(ground, publisher, 'clicks')
  const before = await roomDocument(world, collaboration)
  const rule = { list: { joinColumns: ['user_id'], listColumns: ['city'] } }
  stopped.length = 0
  const changed = value(await changeTable(world, publisher, table.id, { rule }, '1'))
  assert.equal(changed.version, 2)
  assert.deepEqual(stopped, ['clicks changed'])
  const room = await roomDocument(world, collaboration)
  assert.equal(room?.forServer.tables.find(({ name }) => name === 'clicks')?.rule?.kind, 'list')
  assert.ok((room?.revision ?? 0) > (before?.revision ?? 0))
  assert.equal(refusal(await changeTable(world, publisher, table.id, { rule: anyQuery }, '1')), '412')
  const versions = value(await listTableVersions(world.store.db, 'org_pub', table.id)).items
  assert.deepEqual(
    versions.map(({ version, rule: kept }) => [version, kept]),
    [
      [2, rule],
      [1, anyQuery],
    ],
  )
  assert.ok(versions[0]?.hash !== versions[1]?.hash)
  const unfit = await changeTable(world, publisher, table.id, {
    rule: null,
    privacy: { unit: ['user_id', 'nowhere.id', 'nowhere.city'] },
  })
  assert.equal(refusal(unfit), '422 TABLE_REFUSED_IN_COLLABORATION')
  assert.equal(value(await readTable(world.store.db, 'org_pub', table.id)).version, 2)
})

test('a table is forgotten once it is in no collaboration', async () => {
  const { world, publisher, collaboration } = ground
  const table = await bring(ground, publisher, 'short')
  assert.equal(refusal(await deleteTable(world, publisher, table.id)), '409 TABLE_IN_USE')
  stopped.length = 0
  value(await revokeAssociation(world, publisher, collaboration, 'short'))
  assert.deepEqual(stopped, ['short revoked'])
  assert.equal(refusal(await readAssociation(world, 'org_pub', collaboration, 'short')), '404 TABLE_NOT_FOUND')
  value(await deleteTable(world, publisher, table.id))
  assert.equal(refusal(await readTable(world.store.db, 'org_pub', table.id)), '404 TABLE_NOT_FOUND')
})
