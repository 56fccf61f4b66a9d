import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { getReceipt, makeConnection, testSource, updateTable } from '@glovebox/api'
import { addTable } from '../../apps/member/src/share/manage/edit-config.ts'
import { must, openTestShare, type TestShare } from '../../apps/member/src/share/share.suite.ts'
import { ask, everyone, impressions, makeRoom, rowsOf as rowsOfRun, type TestRoom } from '../api/room.suite.ts'
import { openTestServer, type TestServer } from '../api/server.suite.ts'
import { add, commit, commitKey, metaData, protocol } from './delta-table.ts'
import { rowsOf } from './duckdb.ts'
import { type GlueDouble, openGlueDouble } from './glue-double.ts'
import { icebergTable } from './iceberg-table.ts'
import { openS3Double, type S3Double } from './s3-double.ts'

// One server, and a member's table that moves from place to place: the results stay what they were.

const folder = mkdtempSync(join(tmpdir(), 'glovebox-kinds-'))
const account = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'marked/secret+of/forty+characters/01234567',
  region: 'eu-central-1',
}
const columns = { user_id: 'VARCHAR', campaign: 'VARCHAR', cost: 'INTEGER' } as const
const names = Object.keys(columns)
let place: TestServer
let room: TestRoom
let s3: S3Double
let glue: GlueDouble
let share: TestShare
let expected: unknown

before(async () => {
  place = await openTestServer({ sources: { allowPrivateAddresses: true }, log: { level: 'debug' } })
  room = await makeRoom(place, { csv: impressions(everyone(2000)) })
  s3 = await openS3Double(account, { bucket: 'lake', clock: Date.now })
  glue = await openGlueDouble(account)
  share = await openTestShare()
  share.now = Date.now()
  await putEverywhere()
  const { accessKeyId, secretAccessKey, region } = account
  const lake = { kind: 's3', region, endpoint: s3.url, accessKeyId, glueEndpoint: glue.url } as const
  const { client } = room.publisher
  await client.call(makeConnection, { body: { name: 'lake', target: lake, secret: { secretAccessKey } } })
  const bearerToken = await share.recipient('room', ['results'])
  const profile = { shareCredentialsVersion: 1, endpoint: share.server.endpoint, bearerToken }
  await client.call(makeConnection, {
    body: { name: 'partner', target: { kind: 'delta-sharing' }, secret: { profile } },
  })
  expected = await rowsOfRun(room.advertiser, await ask(room, reach))
})

after(async () => {
  await place.close()
  await Promise.all([s3.close(), glue.close(), share.close()])
  rmSync(folder, { recursive: true, force: true })
})

const reach =
  'SELECT campaign, COUNT(DISTINCT user_id) AS reach, SUM(cost) AS cost FROM impressions GROUP BY campaign ORDER BY campaign'

async function putEverywhere(): Promise<void> {
  const path = join(folder, 'impressions.parquet')
  const rows = `SELECT 'u' || n AS user_id, CASE WHEN n % 2 = 0 THEN 'a' ELSE 'b' END AS campaign, (n % 7)::BIGINT AS cost FROM range(2000) t(n)`
  const ids = `FIELD_IDS {${names.map((name, at) => `${name}: ${at + 1}`).join(', ')}}`
  await rowsOf(`COPY (${rows}) TO '${path}' (FORMAT parquet, ${ids})`)
  mkdirSync(join(share.data, 'impressions'))
  await rowsOf(`COPY (${rows}) TO '${share.data}/impressions/1.parquet' (FORMAT parquet)`)
  const bytes = new Uint8Array(readFileSync(path))
  s3.put('plain/impressions.parquet', bytes)
  const types = { user_id: 'string', campaign: 'string', cost: 'long' }
  const fields = Object.entries(types).map(([name, type]) => ({ name, type }))
  const table = icebergTable({
    location: 's3://lake/iceberg',
    schemas: [fields.map((field, at) => ({ id: at + 1, ...field }))],
    manifests: [{ sequence: 1, entries: [{ path: 'a.parquet', bytes, rows: 2000 }] }],
  })
  for (const [key, own] of Object.entries(table)) s3.put(`iceberg/${key}`, own)
  s3.put('delta/a.parquet', bytes)
  s3.put(`delta/${commitKey(0)}`, commit(protocol(), metaData(fields), add('a.parquet', bytes)))
  glue.tables.set('shop.impressions', {
    table: {
      Name: 'impressions',
      DatabaseName: 'shop',
      TableType: 'EXTERNAL_TABLE',
      StorageDescriptor: {
        Location: 's3://lake/plain/',
        Columns: names.map((Name) => ({ Name, Type: Name === 'cost' ? 'bigint' : 'string' })),
        InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  })
  must(
    await addTable(share.folder, 'results.default.impressions', {
      files: '../data/impressions/',
      partitions: {},
      buckets: share.buckets,
    }),
  )
}

const kinds: readonly Readonly<Record<string, string>>[] = [
  { s3: 's3://lake/plain/impressions.parquet', connection: 'lake' },
  { iceberg: 's3://lake/iceberg', connection: 'lake' },
  { delta: 's3://lake/delta', connection: 'lake' },
  { glue: 'shop.impressions', connection: 'lake' },
  { deltaSharing: 'results.default.impressions', connection: 'partner' },
]
for (const source of kinds)
  test(`a table that moves to ${Object.keys(source)[0]} gives the same results`, async () => {
    const { publisher, advertiser, collaboration, table } = room
    const report = await publisher.client.call(testSource, { body: { source } })
    assert.equal(report.status, 'ok', JSON.stringify(report))
    assert.deepEqual(
      report.columns?.map(({ name, type }) => [name, type]),
      [
        ['user_id', 'VARCHAR'],
        ['campaign', 'VARCHAR'],
        ['cost', 'BIGINT'],
      ],
    )
    await publisher.client.call(updateTable, { params: { table }, body: { source, columns } })
    const run = await ask(room, reach)
    assert.equal(run.status, 'ok', JSON.stringify(run))
    assert.deepEqual(await rowsOfRun(advertiser, run), expected)
    const receipt = await publisher.client.call(getReceipt, { params: { collaboration, receipt: run.receipt ?? '' } })
    assert.match(JSON.stringify(receipt), /ver_[a-z2-7]{26}/)
  })

test('no secret is in the operator’s log', () => {
  assert.ok(place.log.length > 0)
  assert.doesNotMatch(place.log.join('\n'), /marked|X-Amz-Signature/)
})
