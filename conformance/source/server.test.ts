import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  changeConnection,
  getAssociation,
  getReceipt,
  listAssociations,
  makeConnection,
  previewSource,
  readSourceSchema,
  testSource,
  updateTable,
} from '@glovebox/api'
import { Client } from 'pg'
import { sharedPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { ask, everyone, makeRoom, rowsOf, type TestRoom } from '../api/room.suite.ts'
import { openTestServer, type TestServer } from '../api/server.suite.ts'

// A server whose members' tables stay in PostgreSQL, and what each of them is told.

let place: TestServer
let room: TestRoom
let owner: Client
let connection = ''
let target: { kind: 'postgres'; host: string; database: string; user: string; tls: { mode: 'off' } }
const secret = { password: 'marked-secret' }

before(async () => {
  const url = await (await sharedPostgres()).newDatabase()
  owner = new Client({ connectionString: url })
  await owner.connect()
  const role = `reader_of_server_${process.pid}`
  await owner.query(`
    CREATE ROLE ${role} LOGIN PASSWORD 'marked-secret';
    CREATE TABLE impressions (user_id text, campaign text, cost integer, note text);
    GRANT SELECT ON impressions TO ${role};`)
  for (const n of everyone(2000))
    await owner.query('INSERT INTO impressions VALUES ($1, $2, $3, $4)', [
      `u${n}`,
      n % 2 === 0 ? 'a' : 'b',
      n % 7,
      'marked-row',
    ])
  const parsed = new URL(url)
  target = {
    kind: 'postgres',
    host: parsed.searchParams.get('host') ?? '',
    database: parsed.pathname.slice(1),
    user: role,
    tls: { mode: 'off' },
  }
  place = await openTestServer({ sources: { allowPrivateAddresses: true }, log: { level: 'debug' } })
  room = await makeRoom(place)
  const made = await room.publisher.client.call(makeConnection, { body: { name: 'shop', target, secret } })
  connection = made.id
})

after(async () => {
  await place.close()
  await owner.end()
})

const reach =
  'SELECT campaign, COUNT(DISTINCT user_id) AS reach, SUM(cost) AS cost FROM impressions GROUP BY campaign ORDER BY campaign'

test('an owner looks at a source before a table is made of it', async () => {
  const { publisher } = room
  const source = { postgres: 'impressions', connection: 'shop' }
  const report = await publisher.client.call(testSource, { body: { source } })
  assert.equal(report.status, 'ok', JSON.stringify(report))
  assert.deepEqual(
    report.columns?.map(({ name, sourceType, type }) => [name, sourceType, type]),
    [
      ['user_id', 'text', 'VARCHAR'],
      ['campaign', 'text', 'VARCHAR'],
      ['cost', 'integer', 'BIGINT'],
      ['note', 'text', 'VARCHAR'],
    ],
  )
  const missing = await publisher.client.call(testSource, { body: { source: { ...source, postgres: 'nothing' } } })
  assert.equal(missing.failure?.kind, 'not-found')
  const unknown = await publisher.client.call(testSource, { body: { source: { ...source, connection: 'none' } } })
  assert.equal(unknown.failure?.kind, 'not-found')
})

test('an owner sees the first rows of a source, and what is lost where columns are declared otherwise', async () => {
  const { publisher, advertiser } = room
  const source = { postgres: 'impressions', connection: 'shop' }
  const shown = await publisher.client.call(previewSource, { body: { source, rows: 2 } })
  assert.equal(shown.rows?.length, 2, JSON.stringify(shown))
  assert.deepEqual(
    shown.columns?.map(({ name }) => name),
    ['user_id', 'campaign', 'cost', 'note'],
  )
  const read = await publisher.client.call(readSourceSchema, { body: { source, columns: { cost: 'SMALLINT' } } })
  assert.deepEqual(read.mismatches, [
    { column: 'cost', declared: 'SMALLINT', found: 'integer', effect: 'numbers outside of SMALLINT become NULL' },
  ])
  // The connection of another organisation is none.
  const other = await advertiser.client.call(previewSource, { body: { source } })
  assert.equal(other.failure?.kind, 'not-found')
})

test('a table that moves to PostgreSQL gives the same results', async () => {
  const { publisher, advertiser, collaboration, table } = room
  const before = await rowsOf(advertiser, await ask(room, reach))
  await publisher.client.call(updateTable, {
    params: { table },
    body: {
      source: { postgres: 'public.impressions', connection: 'shop' },
      columns: { user_id: 'VARCHAR', campaign: 'VARCHAR', cost: 'INTEGER' },
    },
  })
  const run = await ask(room, reach)
  assert.equal(run.status, 'ok', JSON.stringify(run))
  assert.deepEqual(await rowsOf(advertiser, run), before)
  const receipt = await publisher.client.call(getReceipt, { params: { collaboration, receipt: run.receipt ?? '' } })
  assert.match(JSON.stringify(receipt), /ver_[a-z2-7]{26}/)
})

test('other members see no source, and nothing of what opens it', async () => {
  const { advertiser, collaboration } = room
  const seen = JSON.stringify(await advertiser.client.call(listAssociations, { params: { collaboration } }))
  assert.doesNotMatch(seen, /postgres|shop|marked/)
})

test('a source that cannot be read is one thing for analysts, whatever its cause, and its owner is told it', async () => {
  const { publisher, advertiser, collaboration } = room
  const params = { collaboration, name: 'impressions' }
  const causes: readonly (readonly [change: object, reason: RegExp])[] = [
    [{ database: 'nothing' }, /no such database/],
    [{ host: '127.0.0.1', port: 1 }, /does not answer/],
    [{ user: 'nobody' }, /does not accept/],
  ]
  const told = new Set<string>()
  for (const [change, reason] of causes) {
    const body = { name: 'shop', target: { ...target, ...change }, secret }
    await publisher.client.call(changeConnection, { params: { connection }, body })
    const run = await ask(room, `${reach} LIMIT ${told.size + 10}`).catch((error: unknown) => error)
    const { run: _, id: __, receipt: ___, ...rest } = JSON.parse(JSON.stringify(run)) as Record<string, unknown>
    told.add(JSON.stringify(codesIn(rest)))
    const view = await publisher.client.call(getAssociation, { params })
    assert.match(view.trouble?.reason ?? '', reason)
    const other = await advertiser.client.call(getAssociation, { params })
    assert.equal(other.trouble, undefined)
  }
  assert.deepEqual([...told], ['["RUN_DATA_MISSING"]'])
  await publisher.client.call(changeConnection, { params: { connection }, body: { name: 'shop', target, secret } })
})

test('neither secret nor row is in the operator’s log', () => {
  assert.ok(place.log.length > 0)
  assert.doesNotMatch(place.log.join('\n'), /marked/)
})

function codesIn(value: unknown): readonly string[] {
  return [...new Set(JSON.stringify(value).match(/"code":"([A-Z_]+)"/g) ?? [])]
    .map((text) => text.slice(8, -1))
    .filter((code) => code !== 'REFUSED')
}
