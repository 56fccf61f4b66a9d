import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  type ConnectionSecret,
  type ConnectionTarget,
  makeConnection,
  putFile,
  type Run,
  readRun,
  submitRun,
  testSource,
  updateTable,
} from '@glovebox/api'
import { Client } from 'pg'
import { sharedPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { readEverything } from '../api/isolation.suite.ts'
import { ask, everyone, makeRoom, type TestRoom } from '../api/room.suite.ts'
import { openS3Double, type S3Double } from '../source/s3-double.ts'
import { asTestServer, type Child, startChild } from './child.suite.ts'
import { cellMark, markedFiles, marksIn, secretMark, until, watchProcesses } from './marked.suite.ts'

// Secrets and cells that bear marks go through a whole life of a server: sources that answer, fail and lie, an engine
// that fails, a kill in the middle of a run. Afterwards nothing that anybody else could see holds a mark.

const base = mkdtempSync(join(tmpdir(), 'glovebox-marked-'))
const [folder, temporary] = [join(base, 'server'), join(base, 'tmp')]
const settings = {
  folder,
  listen: { port: 0 },
  log: { level: 'debug' as const },
  sources: { allowPrivateAddresses: true },
  metrics: { token: 'a-token-for-metrics' },
}
const secretOf = (kind: string): string => `${secretMark}-of-${kind}`
const rows = everyone(400)
const csv = ['user_id,campaign,cost', ...rows.map((n) => `${cellMark}-${n},${n % 2 === 0 ? 'a' : 'b'},${n % 7}`)].join(
  '\n',
)

let child: Child
let url = ''
let room: TestRoom
let s3: S3Double
let owner: Client
let said = ''
const runs: string[] = []

/** Starts a server whose every word is kept. */
async function start(): Promise<Pick<Awaited<ReturnType<Child['open']>>, 'url' | 'setUp'>> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  child = startChild({ settings, isFake: false })
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  for (const stream of [child.process.stdout, child.process.stderr])
    stream?.on('data', (part: Buffer) => {
      said += part.toString('latin1')
    })
  const where = await child.open()
  url = where.url
  settings.listen.port = Number(new URL(url).port)
  return where
}

before(async () => {
  for (const one of [folder, temporary]) mkdirSync(one)
  s3 = await openS3Double(
    { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secretOf('s3'), region: 'eu-central-1' },
    { bucket: 'bucket', clock: () => Date.now() },
  )
  s3.put('people.csv', Buffer.from(csv))
  const database = await (await sharedPostgres()).newDatabase()
  owner = new Client({ connectionString: database })
  await owner.connect()
  const role = `reader_of_marks_${process.pid}`
  await owner.query(`
    CREATE ROLE ${role} LOGIN PASSWORD '${secretOf('postgres')}';
    CREATE TABLE people (user_id text, campaign text, cost integer);
    INSERT INTO people SELECT '${cellMark}-' || n, CASE WHEN n % 2 = 0 THEN 'a' ELSE 'b' END, n % 7 FROM generate_series(1, 400) n;
    CREATE VIEW slow AS SELECT user_id, campaign, cost + CASE WHEN pg_sleep(0.05) IS NULL THEN 1 ELSE 0 END AS cost FROM people;
    GRANT SELECT ON people, slow TO ${role};`)
  const where = await start()
  room = await makeRoom(asTestServer(child, folder, where), { csv, hasBystander: true })
  const parsed = new URL(database)
  const connections: readonly (readonly [name: string, target: ConnectionTarget, secret: ConnectionSecret])[] = [
    [
      'lake',
      { kind: 's3', region: 'eu-central-1', endpoint: s3.url, accessKeyId: 'AKIDEXAMPLE' },
      { secretAccessKey: secretOf('s3') },
    ],
    [
      'elsewhere',
      { kind: 's3', region: 'eu-central-1', endpoint: s3.url, accessKeyId: 'AKIDEXAMPLE' },
      { secretAccessKey: secretOf('wrong-s3'), sessionToken: secretOf('session') },
    ],
    [
      'web',
      { kind: 'https', origin: `https://127.0.0.1:${new URL(s3.url).port}` },
      { headers: { authorization: `Bearer ${secretOf('https')}` } },
    ],
    [
      'shared',
      { kind: 'delta-sharing' },
      { profile: { shareCredentialsVersion: 1, endpoint: `${s3.url}/share`, bearerToken: secretOf('sharing') } },
    ],
    [
      'shop',
      {
        kind: 'postgres',
        host: parsed.searchParams.get('host') ?? parsed.hostname,
        database: parsed.pathname.slice(1),
        user: role,
        tls: { mode: 'off' },
      },
      { password: secretOf('postgres') },
    ],
  ]
  for (const [name, target, secret] of connections)
    await room.publisher.client.call(makeConnection, { body: { name, target, secret } })
})

after(async () => {
  await child.kill()
  await s3.close()
  await owner.end()
  rmSync(base, { recursive: true, force: true })
})

const sources: readonly Readonly<Record<string, string>>[] = [
  { s3: 's3://bucket/people.csv', connection: 'lake' },
  { s3: 's3://bucket/people.csv', connection: 'elsewhere' },
  { s3: 's3://bucket/nothing.csv', connection: 'lake' },
  { https: `https://127.0.0.1:1/people.csv`, connection: 'web' },
  { deltaSharing: 'a.b.c', connection: 'shared' },
  { postgres: 'public.people', connection: 'shop' },
  { postgres: 'public.nothing', connection: 'shop' },
  { file: 'broken.parquet' },
]
const columns = { user_id: 'VARCHAR', campaign: 'VARCHAR', cost: 'INTEGER' }
const question = (n: number): string =>
  `SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM impressions WHERE cost < ${n} GROUP BY campaign`

async function move(source: Readonly<Record<string, string>>): Promise<void> {
  await room.publisher.client.call(updateTable, { params: { table: room.table }, body: { source, columns } })
}

test('nothing that others see holds a secret or a cell, whatever sources, engines and killers do', async (t) => {
  const { publisher } = room
  const body = `PAR1${csv}PAR1`
  await publisher.client.call(
    putFile,
    { params: { path: 'broken.parquet' } },
    { upload: { media: 'application/octet-stream', body } },
  )
  const processes = watchProcesses(child.process.pid ?? 0)
  const ends: string[] = []
  const owned: unknown[] = []
  for (const [n, source] of sources.entries()) {
    owned.push(await publisher.client.call(testSource, { body: { source } }).catch(plainly))
    await move(source)
    const run = await ask(room, question(n + 1)).catch(plainly)
    if (typeof run !== 'string') runs.push(run.id)
    ends.push(typeof run === 'string' ? 'refused' : run.status)
  }
  await t.test('runs ended well and badly', () => {
    assert.deepEqual(ends.toSorted(), ['failed', 'ok', 'ok', ...Array(5).fill('refused')].toSorted(), ends.join())
  })
  processes.stop()
  await t.test('processes show neither, and dump no core', () => {
    assert.ok(processes.listings.size > 0)
    assert.deepEqual(marksIn([...processes.listings].join('\n')), [])
    assert.deepEqual([...processes.coreLimits], ['0 0'])
  })
  await t.test('a kill in the middle of a fetch leaves nothing behind when the server starts again', async () => {
    await move({ postgres: 'public.slow', connection: 'shop' })
    const params = { collaboration: room.collaboration }
    const run: Run = await room.advertiser.client.call(submitRun, { params, body: { sql: question(40) } })
    runs.push(run.id)
    await until('a fetch', () => fetched(join(folder, 'tmp')))
    await child.kill()
    assert.ok(readdirSync(join(folder, 'tmp')).length > 0, 'the kill came too late')
    await start()
    assert.deepEqual(readdirSync(join(folder, 'tmp')), [])
    const ended = await room.advertiser.client.call(readRun, { params: { ...params, run: run.id } })
    assert.equal(ended.status, 'failed')
  })
  await t.test('other members, and the operator, are told neither', async () => {
    for (const who of ['advertiser', 'bystander', 'operator'] as const) {
      const told = await everythingToldTo(who)
      assert.ok(told.length > 10_000)
      assert.deepEqual(marksIn(told), [], who)
    }
  })
  await t.test('their owner is told no secret', async () => {
    assert.deepEqual(marksIn(`${JSON.stringify(owned)}${await everythingToldTo('publisher')}`, [secretMark]), [])
  })
  await t.test('metrics and the log say neither', async () => {
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${settings.metrics.token}` } })
    assert.equal(metrics.status, 200)
    assert.deepEqual(marksIn(await metrics.text()), [])
    assert.ok(said.length > 1000, 'the log is not what is looked at')
    assert.deepEqual(marksIn(said), [])
  })
  await t.test('no file holds either, but what its owner uploaded', async () => {
    await child.stop()
    assert.ok(markedFiles(folder).length > 0, 'nothing is found where something is')
    assert.deepEqual(markedFiles(folder, ['data']), [])
    assert.deepEqual(markedFiles(temporary), [])
  })
})

function fetched(path: string): boolean {
  return existsSync(path) && readdirSync(path).length > 0
}

async function everythingToldTo(who: 'publisher' | 'advertiser' | 'bystander' | 'operator'): Promise<string> {
  const reader = room[who]
  assert.ok(reader !== undefined)
  const known = { collaboration: [room.collaboration], run: runs, name: ['impressions'], table: [room.table] }
  const told = await readEverything({ url }, reader, known)
  return told.map(([what, { status, text }]) => `${what} ${status} ${text}`).join('\n')
}

function plainly(error: unknown): string {
  return JSON.stringify(error, Object.getOwnPropertyNames(error))
}
