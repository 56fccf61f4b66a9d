import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { rowsOf } from './duckdb.ts'
import {
  account,
  type Columns,
  connectionWith,
  define,
  doubles,
  folder,
  formats,
  pin,
  putParquet,
  rows,
  scan,
  source,
} from './glue.fixture.ts'
import { sampleBytes, sampleRows } from './sample-table.ts'
import { tableSourceSuite, value } from './table-source.suite.ts'

const sample = { id: 'bigint', name: 'string', amount: 'double', day: 'date' }

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
