import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import {
  anyAddress,
  type Connection,
  type LocalTable,
  type Need,
  openSources,
  type PinnedTable,
  type S3Connection,
  type Sourced,
  type Sources,
} from '@glovebox/source'
import { rowsOf } from './duckdb.ts'
import { type CatalogTable, type GlueDouble, openGlueDouble } from './glue-double.ts'
import { openS3Double, type S3Double } from './s3-double.ts'
import { sampleBytes, sampleRows } from './sample-table.ts'
import { tableSourceSuite, value } from './table-source.suite.ts'

// The Glue Data Catalog as a double has it, which holds requests and answers against AWS's own model; files in a double of S3.

const folder = mkdtempSync(join(tmpdir(), 'glovebox-glue-'))
const account = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'a/secret+of/forty+characters/0123456789ab',
  sessionToken: 'a/session+token==',
  region: 'eu-central-1',
}
let [glue, s3, sources]: [GlueDouble?, S3Double?, Sources?] = []
before(async () => {
  glue = await openGlueDouble(account, { pageSize: 2 })
  s3 = await openS3Double(account, { bucket: 'bucket', clock: Date.now, pageSize: 3 })
  sources = await openSources({ guard: anyAddress, cache: { bytes: 1_000_000 } })
})
after(async () => {
  await glue?.close()
  await s3?.close()
  await sources?.close()
  rmSync(folder, { recursive: true, force: true })
})

function doubles(): { readonly glue: GlueDouble; readonly s3: S3Double } {
  if (glue === undefined || s3 === undefined) throw new Error('not begun')
  return { glue, s3 }
}

function connectionWith(secretAccessKey: string = account.secretAccessKey): Connection {
  const { glue, s3 } = doubles()
  const { accessKeyId, sessionToken, region } = account
  return {
    ...({ kind: 's3', region, addressing: 'path', endpoint: s3.url, glueEndpoint: glue.url } as const),
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  }
}

function source(path: string, connection: Connection = connectionWith()) {
  if (sources === undefined) throw new Error('not begun')
  return value(sources.open({ kind: 'glue', path }, { connection, owner: 'owner', folder }))
}

const pin = (path: string): Promise<Sourced<PinnedTable>> => source(path).pin({})

const formats = {
  parquet: {
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  },
  delimited: (parameters: Readonly<Record<string, string>> = { 'field.delim': ',' }) =>
    text('org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe', parameters),
  quoted: (parameters: Readonly<Record<string, string>> = {}) =>
    text('org.apache.hadoop.hive.serde2.OpenCSVSerde', parameters),
  json: (parameters: Readonly<Record<string, string>> = {}) => text('org.openx.data.jsonserde.JsonSerDe', parameters),
}

function text(library: string, parameters: Readonly<Record<string, string>>) {
  return {
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    SerdeInfo: { SerializationLibrary: library, Parameters: parameters },
  }
}

type Columns = Readonly<Record<string, string>>

const columnsOf = (columns: Columns) => Object.entries(columns).map(([Name, Type]) => ({ Name, Type }))

function define(
  name: string,
  columns: Columns,
  format: object,
  more: {
    readonly keys?: Columns
    readonly partitions?: readonly (readonly [values: readonly string[], location: string, format?: object])[]
    readonly parameters?: Columns
    readonly location?: string
    readonly table?: object
  } = {},
): void {
  const Columns = columnsOf(columns)
  const defined: CatalogTable = {
    table: {
      Name: name,
      DatabaseName: 'db',
      TableType: 'EXTERNAL_TABLE',
      VersionId: '1',
      Parameters: { EXTERNAL: 'TRUE', ...more.parameters },
      StorageDescriptor: { Columns, Location: more.location ?? `s3://bucket/${name}`, ...format },
      PartitionKeys: columnsOf(more.keys ?? {}),
      ...more.table,
    },
    partitions: (more.partitions ?? []).map(([Values, Location, own = format]) => ({
      DatabaseName: 'db',
      TableName: name,
      Values,
      StorageDescriptor: { Columns, Location, ...own },
    })),
  }
  doubles().glue.tables.set(`db.${name}`, defined)
}

const sample = { id: 'bigint', name: 'string', amount: 'double', day: 'date' }

/** Rows of a local table as its catalog has its columns: names in files, constants and columns that are in none. */
function scan(columns: Columns): (table: LocalTable) => string {
  return ({ format, files }) => {
    const scans = files.map(({ path, constants = {}, names = {} }) => {
      const cells = Object.entries(columns).map(([name, type]) => {
        const quoted = `"${name}"`
        if (Object.hasOwn(constants, name))
          return `${constants[name] === null ? 'NULL' : `'${constants[name]}'`} AS ${quoted}`
        const own = Object.hasOwn(names, name) ? names[name] : name
        return own === null ? `NULL AS ${quoted}` : `CAST("${own}" AS ${type}) AS ${quoted}`
      })
      const options =
        format === 'csv' ? ", header = true, all_varchar = true, nullstr = '', allow_quoted_nulls = false" : ''
      return `SELECT ${cells.join(', ')} FROM read_${format}('${path}'${options})`
    })
    const nothing = `SELECT ${Object.entries(columns)
      .map(([name, type]) => `CAST(NULL AS ${type}) AS "${name}"`)
      .join(', ')} WHERE false`
    return `(${[nothing, ...scans].join(' UNION ALL ')})`
  }
}

let count = 0
const suites: readonly (readonly [title: string, put: (name: string) => Promise<void>])[] = [
  [
    'Parquet in one folder',
    async (name) => {
      define(name, sample, formats.parquet)
      doubles().s3.put(`${name}/1.parquet`, await sampleBytes(folder, 'a.parquet', 'id < 2000'))
      doubles().s3.put(`${name}/x/2.snappy.parquet`, await sampleBytes(folder, 'b.parquet', 'id >= 2000'))
      doubles().s3.put(`${name}/_SUCCESS`, new Uint8Array())
    },
  ],
  [
    'compressed lines of cells',
    async (name) => {
      define(name, sample, formats.delimited({}), { parameters: { 'skip.header.line.count': '1' } })
      const lines = async (where: string): Promise<Uint8Array> => {
        const path = join(folder, `${count++}.csv`)
        const options = "FORMAT csv, HEADER true, DELIM '\u0001', QUOTE '', ESCAPE '', NULLSTR '\\N'"
        await rowsOf(`COPY (SELECT * FROM ${sampleRows} WHERE ${where} ORDER BY id) TO '${path}' (${options})`)
        return new Uint8Array(readFileSync(path))
      }
      doubles().s3.put(`${name}/1.csv.gz`, gzipSync(await lines('id < 2000')))
      doubles().s3.put(`${name}/2.csv.zst`, zstdCompressSync(await lines('id >= 2000')))
    },
  ],
  [
    'objects of JSON',
    async (name) => {
      define(name, sample, formats.json())
      doubles().s3.put(`${name}/1.json`, await sampleBytes(folder, 'a.json'))
    },
  ],
]
for (const [title, put] of suites)
  tableSourceSuite(`${title}, of a Glue catalog`, async () => {
    const name = `suite${count++}`
    await put(name)
    return {
      source: source(`db.${name}`),
      change: async () => put(name).then(async () => doubles().s3.put(`${name}/1.json.gz`, gzipSync(''))),
      withWrongSecret: source(`db.${name}`, connectionWith('wrong')),
      secrets: [account.secretAccessKey, account.sessionToken, 'X-Amz', 'marked'],
      scan: scan(sample),
      close: async () => undefined,
    }
  })

async function rows(path: string, columns: readonly string[], need: Partial<Need> = {}): Promise<readonly string[]> {
  const pinned = value(await pin(path))
  const local = value(await pinned.fetch({ folder: mkdtempSync(join(folder, 'need-')), ...need }, {}))
  const cells = columns.map((name) => `"${name}"::VARCHAR`).join(', ')
  return rowsOf(
    `SELECT ${cells} FROM ${scan(Object.fromEntries(columns.map((name) => [name, 'VARCHAR'])))(local)} ORDER BY ALL`,
  )
}

async function putParquet(key: string, select: string): Promise<void> {
  const path = join(folder, `${count++}.parquet`)
  await rowsOf(`COPY (${select}) TO '${path}' (FORMAT parquet)`)
  doubles().s3.put(key, new Uint8Array(readFileSync(path)))
}

test('columns are found in files by name in whatever case, and are NULL where a file has them not', async () => {
  define('cases', { id: 'int', label: 'string', more: 'decimal(10,2)' }, formats.parquet)
  await putParquet('cases/1', `SELECT 1 AS "ID", 'a' AS "Label", 2.5::DECIMAL(10,2) AS more, 7 AS other`)
  await putParquet('cases/2', `SELECT 'b' AS label, 2 AS id`)
  const pinned = value(await pin('db.cases'))
  assert.deepEqual(
    pinned.columns?.map(({ name, sourceType, type }) => [name, sourceType, type?.kind]),
    [
      ['id', 'int', 'integer'],
      ['label', 'string', 'text'],
      ['more', 'decimal(10,2)', 'decimal'],
    ],
  )
  assert.deepEqual(await rows('db.cases', ['id', 'label', 'more']), ['["1","a","2.50"]', '["2","b",null]'])
})

test('partitions are constants of their keys’ types, wherever they lie, and those out of bounds are not fetched', async () => {
  define('parts', { id: 'int' }, formats.parquet, {
    keys: { year: 'int', kind: 'string' },
    partitions: [
      [['2025', 'a'], 's3://bucket/parts/year=2025/kind=a'],
      [['02026', 'b c'], 's3a://bucket/parts/year=2026/kind=b%20c/'],
      [['2027', '__HIVE_DEFAULT_PARTITION__'], 's3://bucket/elsewhere/x/'],
    ],
  })
  await putParquet('parts/year=2025/kind=a/1.parquet', 'SELECT 1 AS id')
  await putParquet('parts/year=2026/kind=b%20c/1.parquet', "SELECT 2 AS id, 'in the file' AS kind")
  await putParquet('elsewhere/x/1.parquet', 'SELECT 3 AS id')
  await putParquet('parts/year=1999/kind=a/1.parquet', 'SELECT 99 AS id')
  const all = ['["1","2025","a"]', '["2","2026","b c"]', '["3","2027",null]']
  assert.deepEqual(await rows('db.parts', ['id', 'year', 'kind']), all)
  const bounds = [{ column: 'year', type: { kind: 'integer' }, low: 2026n, high: 2026n }] as const
  const before = doubles().s3.arrived.length
  assert.deepEqual(await rows('db.parts', ['id', 'year', 'kind'], { bounds }), all.slice(1, 2))
  const read = doubles()
    .s3.arrived.slice(before)
    .filter(({ key }) => key.endsWith('.parquet'))
  assert.ok(
    read.every(({ key }) => key.includes('2026')),
    JSON.stringify(read.map(({ key }) => key)),
  )
  const byKind = [{ column: 'kind', type: { kind: 'text' }, low: 'b' }] as const
  assert.deepEqual(await rows('db.parts', ['kind'], { columns: ['kind'], bounds: byKind }), ['["b c"]'])
  assert.ok(doubles().glue.asked.some(({ input }) => input.NextToken !== undefined))
})

const lines: readonly (readonly [
  title: string,
  columns: Columns,
  format: object,
  text: string,
  rows: readonly string[],
  parameters?: Columns,
])[] = [
  [
    'delimiters that are no signs',
    { id: 'int', name: 'string' },
    formats.delimited({}),
    '1\u0001a "quoted", b\r\n2\u0001\\N\n\u0001\n4',
    ['["1","a \\"quoted\\", b"]', '["2",null]', '["4",null]', '[null,""]'],
  ],
  [
    'escapes, a mark of NULL and header lines',
    { id: 'int', name: 'string' },
    formats.delimited({ 'field.delim': '|', 'escape.delim': '\\', 'serialization.null.format': 'none' }),
    'a|b\nc|d\n1|x\\|y\\\\\n2|none|more\n',
    ['["1","x|y\\\\"]', '["2",null]'],
    { 'skip.header.line.count': '2' },
  ],
  [
    'tabs by their number',
    { id: 'int', name: 'string' },
    formats.delimited({ 'serialization.format': '9' }),
    '1\tü\n',
    ['["1","ü"]'],
  ],
  [
    'quotes',
    { id: 'int', name: 'string', day: 'date', at: 'timestamp' },
    formats.quoted({ separatorChar: ';', quoteChar: "'" }),
    "'1';'it''s; \\'so\\'';19723;1700000000123\n2;;'2024-01-02';''\n",
    ['["1","it\'s; \'so\'","2024-01-01","2023-11-14 22:13:20.123000"]', '["2","","2024-01-02",null]'],
  ],
  [
    'keys in whatever case, and numbers as they are written',
    { id: 'bigint', big: 'decimal(30,0)', label: 'string', ok: 'boolean' },
    formats.json({ 'mapping.label': 'The Label' }),
    '{"ID":9007199254740993,"big":123456789012345678901234567890,"the label":"a","ok":true}\n{"id":null,"The Label":{"x":1}}\n\n',
    [
      '["9007199254740993","123456789012345678901234567890","a","true"]',
      '[null,null,"{\\"x\\":1}",null]',
      '[null,null,null,null]',
    ],
  ],
]
for (const [title, columns, format, content, expected, parameters = {}] of lines)
  test(`lines are read as their SerDe does: ${title}`, async () => {
    const name = `lines${count++}`
    define(name, columns, format, { parameters })
    doubles().s3.put(`${name}/data`, Buffer.from(content))
    doubles().s3.put(`${name}/more.zst`, zstdCompressSync(''))
    assert.deepEqual(await rows(`db.${name}`, Object.keys(columns)), expected)
  })

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

test('a role is taken on for the definition of just one table, and for just the folders of its files', async () => {
  define('own', plain, formats.parquet, {
    keys: { k: 'string' },
    partitions: [
      [['a'], 's3://bucket/own/a/'],
      [['b'], 's3://bucket/away/b/'],
    ],
  })
  await putParquet('own/a/1', 'SELECT 1 AS id')
  await putParquet('away/b/1', 'SELECT 2 AS id')
  const policies: { readonly Statement: readonly { readonly Action: unknown; readonly Resource: unknown }[] }[] = []
  const sts = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    policies.push(JSON.parse(new URLSearchParams(body).get('Policy') ?? ''))
    const { accessKeyId, secretAccessKey, sessionToken } = account
    response.end(
      `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(Date.now() + 900_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    )
  })
  await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve))
  const connection: Connection = {
    ...(connectionWith() as S3Connection),
    stsEndpoint: `http://127.0.0.1:${(sts.address() as AddressInfo).port}/`,
    credentials: { accessKeyId: 'AKIAOWN', secretAccessKey: 'own' },
    role: { arn: 'arn:aws:iam::123456789012:role/reader' },
  }
  const pinned = value(await source('db.own', connection).pin({}))
  value(await pinned.fetch({ folder: mkdtempSync(join(folder, 'need-')) }, {}))
  sts.close()
  sts.closeAllConnections()
  const allowed = policies.map(({ Statement }) => Statement.map(({ Resource }) => Resource))
  const catalog = 'arn:aws:glue:eu-central-1:123456789012'
  assert.deepEqual(allowed[0], [[`${catalog}:catalog`, `${catalog}:database/db`, `${catalog}:table/db/own`]])
  assert.deepEqual(allowed.slice(1).flat().sort(), [
    'arn:aws:s3:::bucket',
    'arn:aws:s3:::bucket',
    'arn:aws:s3:::bucket/away/b/*',
    'arn:aws:s3:::bucket/own/*',
  ])
})
