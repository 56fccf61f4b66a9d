import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type LocalOwner, openLocalOwner, openLocalRoom } from '@glovebox/server'
import { Client } from 'pg'
import { sharedPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { openS3Double, type S3Double } from './s3-double.ts'

// A room beside its file reads tables where they live, through connections that lie beside it too.

const folder = mkdtempSync(join(tmpdir(), 'glovebox-local-sources-'))
const file = join(folder, 'collaboration.yaml')
const secret = 'marked-secret'
const many = `id,note\n${Array.from({ length: 200_000 }, (_, n) => `${n},"note, ${n}\nand more"`).join('\n')}\n`
let double: S3Double
let database: Client
let owner: LocalOwner

before(async () => {
  const account = { region: 'eu-test-1', accessKeyId: 'AK', secretAccessKey: secret }
  double = await openS3Double(account, { bucket: 'bucket', clock: Date.now })
  double.put('many.csv', Buffer.from(many))
  double.put('many.csv.gz', gzipSync(many))
  const url = await (await sharedPostgres()).newDatabase()
  database = new Client({ connectionString: url })
  await database.connect()
  const role = `reader_local_${process.pid}`
  await database.query(`
    CREATE ROLE ${role} LOGIN PASSWORD 'marked-secret';
    CREATE TABLE orders (id bigint, total numeric(18,2), shape point);
    GRANT SELECT ON orders TO ${role};
    INSERT INTO orders SELECT n, n / 2.0 FROM generate_series(1, 5000) AS n`)
  owner = openLocalOwner({ file })
  const parsed = new URL(url)
  const target = {
    ...({ kind: 'postgres', host: parsed.searchParams.get('host') ?? '', user: role } as const),
    ...{ database: parsed.pathname.slice(1), tls: { mode: 'off' } as const },
  }
  assert.ok(owner.connections.make({ name: 'shop', target, secret: { password: 'marked-secret' } }).ok)
  const made = owner.connections.make(
    {
      name: 'lake',
      target: { kind: 's3', region: 'eu-test-1', endpoint: double.url, accessKeyId: 'AK' },
      secret: { secretAccessKey: secret },
    },
    'publisher',
  )
  assert.ok(made.ok)
  cpSync(join(import.meta.dirname, 'tables', 'chdb-iceberg'), join(folder, 'lake'), { recursive: true })
  writeFileSync(file, document())
})

after(async () => {
  await owner.close()
  await database.end()
  await double.close()
  rmSync(folder, { recursive: true })
})

const document = (connection = 'shop'): string => `version: 1
collaboration: local
members:
  - { name: publisher }
  - { name: analyst, abilities: [query, receive] }
tables:
  - { name: orders, owner: analyst, source: { postgres: orders, connection: ${connection} }, columns: { id: BIGINT, total: "DECIMAL(10,1)" }, public: true }
  - { name: notes, owner: publisher, source: { s3: "s3://bucket/many.csv", connection: lake }, public: true }
`

test('connections lie beside the file for this account alone, and are listed without their secrets', () => {
  const path = join(folder, '.glovebox', 'connections.json')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(statSync(join(folder, '.glovebox')).mode & 0o777, 0o700)
  assert.equal(readFileSync(join(folder, '.glovebox', '.gitignore'), 'utf8'), '*\n')
  assert.doesNotMatch(JSON.stringify(owner.connections.list()), /marked/)
})

test('a local room queries tables in PostgreSQL and in S3 together', async () => {
  const room = await openLocalRoom({ file })
  assert.ok(room.ok)
  try {
    const answer = await room.value.query(
      {
        kind: 'sql',
        member: 'analyst',
        sql: 'SELECT COUNT(*) AS n, SUM(orders.total) AS total FROM orders JOIN notes ON orders.id = notes.id',
      },
      {},
    )
    assert.equal(answer.status, 'ok', JSON.stringify(answer))
    assert.ok(answer.status === 'ok')
    assert.deepEqual(answer.rows, [[5000, '6251250.0']])
    const validated = await room.value.validate({ pin: false })
    assert.equal(validated.status, 'ok')
    assert.deepEqual(
      validated.diagnostics.map(({ code, message }) => [code, message]),
      [
        [
          'SOURCE_COLUMN_MISMATCH',
          'column `total` is declared as `DECIMAL(10,1)` and is `numeric(18,2)` in the source: numbers of more than 9 digits before the point become NULL',
        ],
      ],
    )
  } finally {
    await room.value.close()
  }
})

test('whoever runs it is told which source gives nothing, and why', async () => {
  const other = join(folder, 'other.yaml')
  writeFileSync(other, document('nothing'))
  const room = await openLocalRoom({ file: other })
  assert.ok(room.ok)
  try {
    const ask = { kind: 'sql', member: 'analyst', sql: 'SELECT COUNT(*) AS n FROM orders' } as const
    for (const answer of [await room.value.query(ask, {}), await room.value.validate({ pin: false })]) {
      assert.equal(answer.status, 'refused')
      const told = answer.diagnostics.find(({ code }) => code === 'SOURCE_FAILED')
      assert.match(told?.message ?? '', /`orders` cannot be read: there is no connection named `nothing`/)
      assert.doesNotMatch(JSON.stringify(answer), /marked/)
    }
  } finally {
    await room.value.close()
  }
})

test('a table of Iceberg is a folder beside the file', async () => {
  const shown = await owner.preview({ source: { iceberg: 'lake' }, rows: 1 }, {})
  assert.ok(shown.ok && shown.value.status === 'ok', JSON.stringify(shown))
  assert.equal(shown.value.rows?.length, 1)
})

test('a connection that is for the tables of one member is not for those of another', async () => {
  const question = { source: { s3: 's3://bucket/many.csv', connection: 'lake' } }
  const nobody = await owner.test(question, {})
  assert.ok(nobody.ok && nobody.value.failure?.kind === 'not-found')
  const publisher = openLocalOwner({ file, member: 'publisher' })
  const own = await publisher.test(question, {})
  await publisher.close()
  assert.ok(own.ok && own.value.status === 'ok', JSON.stringify(own))
})

for (const name of ['many.csv', 'many.csv.gz'])
  test(`of ${name} a preview reads no more than its head`, async () => {
    const publisher = openLocalOwner({ file, member: 'publisher' })
    const before = double.sent()
    const source = { s3: `s3://bucket/${name}`, connection: 'lake' }
    const shown = await publisher.preview({ source, rows: 2 }, {})
    await publisher.close()
    assert.ok(shown.ok && shown.value.status === 'ok', JSON.stringify(shown))
    assert.deepEqual(shown.value.rows, [
      [0, 'note, 0\nand more'],
      [1, 'note, 1\nand more'],
    ])
    assert.ok(double.sent() - before <= 1024 * 1024 + 1000, `${double.sent() - before} bytes were sent`)
  })

test('a preview of PostgreSQL is as long as it was asked for, without columns that SQL cannot use', async () => {
  const shown = await owner.preview({ source: { postgres: 'orders', connection: 'shop' }, rows: 3 }, {})
  assert.ok(shown.ok)
  const { tookMs: _, ...rest } = shown.value
  assert.deepEqual(rest, {
    status: 'ok',
    columns: [
      { name: 'id', type: 'BIGINT' },
      { name: 'total', type: 'DECIMAL(18,2)' },
    ],
    rows: [
      [1, '0.50'],
      [2, '1.00'],
      [3, '1.50'],
    ],
    omitted: ['shape'],
  })
})

test('the columns of a file that does not state them are found by reading it, and losses are told by column', async () => {
  writeFileSync(join(folder, 'people.csv'), 'id,born\n1,2001-01-01\n2,soon\n')
  const read = await owner.schema({ source: { file: 'people.csv' }, columns: { id: 'BIGINT', born: 'DATE' } }, {})
  assert.ok(read.ok)
  const { columns, mismatches } = read.value
  assert.deepEqual(columns, [
    { name: 'id', sourceType: 'BIGINT', type: 'BIGINT' },
    { name: 'born', sourceType: 'VARCHAR', type: 'VARCHAR' },
  ])
  const effect = 'texts that are no DATE become NULL'
  assert.deepEqual(mismatches, [{ column: 'born', declared: 'DATE', found: 'VARCHAR', effect }])
})

test('looking stops when whoever looks does', async () => {
  const stop = AbortSignal.abort()
  const shown = await owner.preview({ source: { postgres: 'orders', connection: 'shop' } }, { signal: stop })
  assert.ok(shown.ok && shown.value.failure?.kind === 'cancelled', JSON.stringify(shown))
})

test('a connection keeps its secret only where it stays', () => {
  const [before] = owner.connections.list()
  assert.ok(before?.target.kind === 'postgres')
  const { id, name, target } = before
  assert.ok(owner.connections.change(id, { name, target }).ok)
  const moved = owner.connections.change(id, { name, target: { ...target, host: 'elsewhere.example.org' } })
  assert.ok(!moved.ok && moved.problem.reason === 'SECRET_MISSING')
  const twice = owner.connections.make({ name: 'SHOP', target, secret: { password: 'x' } })
  assert.ok(!twice.ok && twice.problem.reason === 'NAME_TAKEN')
})
