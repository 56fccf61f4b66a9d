import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSources } from '@glovebox/source'
import { connectionWith, define, doubles, folder, formats, pin, putParquet, rows, text } from './glue.fixture.ts'
import type { GlueDouble } from './glue-double.ts'
import { value } from './table-source.suite.ts'

const plain = { id: 'int' }
const refused: readonly (readonly [title: string, kind: string, reason: RegExp, make: (name: string) => void])[] = [
  [
    'a view',
    'unsupported',
    /view/,
    (name) => define(name, plain, formats.parquet, { table: { TableType: 'VIRTUAL_VIEW' } }),
  ],
  [
    'a link',
    'unsupported',
    /link/,
    (name) => define(name, plain, formats.parquet, { table: { TargetTable: { DatabaseName: 'db', Name: 'x' } } }),
  ],
  [
    'a table that Lake Formation governs',
    'unsupported',
    /Lake Formation/,
    (name) => define(name, plain, formats.parquet, { table: { IsRegisteredWithLakeFormation: true } }),
  ],
  [
    'projected partitions',
    'unsupported',
    /projection/,
    (name) => define(name, plain, formats.parquet, { parameters: { 'projection.enabled': 'true' } }),
  ],
  [
    'ORC',
    'unsupported',
    /OrcInputFormat/,
    (name) => define(name, plain, { InputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat', SerdeInfo: {} }),
  ],
  [
    'rows by expressions',
    'unsupported',
    /RegexSerDe/,
    (name) => define(name, plain, text('org.apache.hadoop.hive.serde2.RegexSerDe', {})),
  ],
  [
    'delimiters of several signs',
    'unsupported',
    /field.delim/,
    (name) => define(name, plain, formats.delimited({ 'field.delim': '||' })),
  ],
  [
    'a table of Hive’s own transactions',
    'unsupported',
    /transactional/,
    (name) => define(name, plain, formats.parquet, { parameters: { transactional: 'true' } }),
  ],
  ['a folder that is not there', 'not-found', /nothing lies/, (name) => define(name, plain, formats.parquet)],
  [
    'a place that is not S3',
    'unsupported',
    /no place of S3/,
    (name) => define(name, plain, formats.parquet, { location: 'hdfs://x/y' }),
  ],
  [
    'partitions in one folder',
    'unsupported',
    /twice/,
    (name) =>
      define(name, plain, formats.parquet, {
        keys: { k: 'string' },
        partitions: [
          [['a'], 's3://bucket/one/'],
          [['b'], 's3://bucket/one/'],
        ],
      }),
  ],
  [
    'a partition of another format',
    'unsupported',
    /another format/,
    (name) =>
      define(name, plain, formats.parquet, {
        keys: { k: 'string' },
        partitions: [[['a'], 's3://bucket/one/', formats.json()]],
      }),
  ],
  [
    'a value that is not of its key’s type',
    'malformed',
    /`k`/,
    (name) =>
      define(name, plain, formats.parquet, { keys: { k: 'int' }, partitions: [[['marked'], 's3://bucket/one/']] }),
  ],
]
for (const [title, kind, reason, make] of refused)
  test(`what is not read is refused with a reason: ${title}`, async () => {
    make('odd')
    const pinned = await pin('db.odd')
    assert.ok(!pinned.ok)
    assert.equal(pinned.failure.kind, kind)
    assert.match(pinned.failure.reason, reason)
    assert.doesNotMatch(pinned.failure.reason, /marked/)
  })

test('a file that is not what the catalog says is a failure that names the column', async () => {
  define('mismatch', { id: 'int', name: 'string' }, formats.parquet)
  await putParquet('mismatch/1', "SELECT 'x' AS id, 'y' AS name")
  const pinned = value(await pin('db.mismatch'))
  const fetched = await pinned.fetch({ folder: mkdtempSync(join(folder, 'need-')) }, {})
  assert.ok(!fetched.ok)
  assert.match(fetched.failure.reason, /`id` is int in the catalog and BYTE_ARRAY/)
  assert.deepEqual(await rows('db.mismatch', ['name'], { columns: ['name'] }), ['["y"]'])
})

test('versions change with the catalog, its partitions and files', async () => {
  const make = (VersionId: string, ...values: readonly string[]): void =>
    define('versions', plain, formats.parquet, {
      keys: { k: 'string' },
      partitions: values.map((one, at) => [[one], `s3://bucket/versions/${at}/`]),
      table: { VersionId },
    })
  await putParquet('versions/0/1', 'SELECT 1 AS id')
  await putParquet('versions/1/1', 'SELECT 2 AS id')
  const seen: string[] = []
  const look = async (): Promise<void> => void seen.push(value(await pin('db.versions')).version)
  make('1', 'a', 'b')
  await look()
  make('2', 'a', 'b')
  await look()
  make('2', 'a', 'c')
  await look()
  make('2', 'a')
  await look()
  await putParquet('versions/0/1', 'SELECT 3 AS id')
  await look()
  assert.equal(new Set(seen).size, 5)
})

const troubles: readonly (readonly [title: string, fault: ReturnType<GlueDouble['fault']>, kind: string])[] = [
  ['Lake Formation refuses', { kind: 'error', status: 400, type: 'AccessDeniedException' }, 'forbidden'],
  ['the credentials ended', { kind: 'error', status: 400, type: 'ExpiredTokenException' }, 'forbidden'],
  ['another place', { kind: 'redirect', to: 'http://127.0.0.1:1/' }, 'unsupported'],
  ['no JSON', { kind: 'body', status: 200, body: '<html>' }, 'malformed'],
  ['no table', { kind: 'body', status: 200, body: '{}' }, 'malformed'],
  ['other types', { kind: 'body', status: 200, body: '{"Table":{"Name":"x","PartitionKeys":7}}' }, 'malformed'],
]
for (const [title, fault, kind] of troubles)
  test(`what the catalog says instead of a table is a failure: ${title}`, async () => {
    define('trouble', plain, formats.parquet)
    doubles().glue.fault = () => fault
    const pinned = await pin('db.trouble')
    doubles().glue.fault = () => undefined
    assert.ok(!pinned.ok)
    assert.equal(pinned.failure.kind, kind, pinned.failure.reason)
    assert.doesNotMatch(pinned.failure.reason, /marked/)
  })

test('a catalog that is busy or breaks off is asked again', async () => {
  define('busy', plain, formats.parquet)
  await putParquet('busy/1', 'SELECT 1 AS id')
  const faults = [
    { kind: 'error', status: 400, type: 'ThrottlingException' },
    { kind: 'reset' },
    { kind: 'error', status: 500, type: 'InternalServiceException' },
  ] as const
  let at = 0
  doubles().glue.fault = () => faults[at++]
  assert.deepEqual(await rows('db.busy', ['id']), ['["1"]'])
  assert.equal(at, 4)
  doubles().glue.fault = () => undefined
})

test('a table that is not there, and addresses that may not be asked, are failures', async () => {
  const missing = await pin('db.nothing')
  assert.ok(!missing.ok && missing.failure.kind === 'not-found', JSON.stringify(missing))
  const own = await openSources({
    guard: { whyNot: () => undefined, allows: (address) => address !== '127.0.0.1' },
    cache: { bytes: 0 },
  })
  const opened = value(
    own.open({ kind: 'glue', path: 'db.busy' }, { connection: connectionWith(), owner: 'o', folder }),
  )
  const before = doubles().glue.asked.length
  const refusal = await opened.pin({})
  await own.close()
  assert.ok(!refusal.ok && refusal.failure.kind === 'forbidden', JSON.stringify(refusal))
  assert.equal(doubles().glue.asked.length, before)
})
