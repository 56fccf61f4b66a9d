import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type ColumnBounds, fetchParquet, type RangedFile, readFooter } from '@glovebox/source'
import fc from 'fast-check'
import { parquetMetadata } from 'hyparquet'
import { rowsOf } from './duckdb.ts'
import { value } from './table-source.suite.ts'

// What is brought of a Parquet file answers as the whole file does.

const folder = mkdtempSync(join(tmpdir(), 'glovebox-parquet-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const rows = `SELECT i AS id, (i * 7919 % 1000)::INTEGER AS small, (i // 100)::UTINYINT AS tiny,
  i::UBIGINT * 900000000000000 AS big, i / 3.0::DOUBLE AS x, (CASE WHEN i % 50 = 3 THEN 'nan' ELSE i / 8.0 END)::FLOAT AS f,
  CASE WHEN i BETWEEN 3000 AND 6200 THEN NULL ELSE 'n' || lpad(i::VARCHAR, 5, '0') END AS name,
  (i / 10)::DECIMAL(12, 2) AS price, DATE '2026-01-01' + (i // 40)::INTEGER AS day,
  TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (i) SECOND AS t, i % 2 = 0 AS even,
  {'a': i, 'b': [i, i + 1]} AS nested, uuid() AS u, repeat('padding', 9) || random() AS pad FROM range(20000) t(i)`

const variants: readonly (readonly [name: string, options: string])[] = [
  ['plain', 'ROW_GROUP_SIZE 2048'],
  ['zstd', "ROW_GROUP_SIZE 4096, COMPRESSION zstd, PARQUET_VERSION 'V2'"],
  ['gzip', 'ROW_GROUP_SIZE 2048, COMPRESSION gzip, BLOOM_FILTER_FALSE_POSITIVE_RATIO 0.001'],
]
const files = new Map<string, RangedFile>()
before(async () => {
  for (const [name, options] of variants) {
    const path = join(folder, `${name}.parquet`)
    await rowsOf(`COPY (${rows}) TO '${path}' (FORMAT parquet, ${options})`)
    files.set(name, inMemory(readFileSync(path)))
  }
})

function inMemory(bytes: Uint8Array, onRead: (bytes: number) => void = () => undefined): RangedFile {
  return {
    key: 'memory.parquet',
    bytes: bytes.length,
    version: '1',
    read: async (from, to) => {
      assert.ok(from >= 0 && from <= to && to <= bytes.length)
      onRead(to - from)
      return { ok: true, value: bytes.slice(from, to) }
    },
  }
}

const integer = { kind: 'integer' } as const
const bound = fc.oneof(
  fc
    .tuple(fc.integer({ min: -50, max: 21_000 }), fc.integer({ min: 0, max: 6000 }))
    .map(([low, more]): [ColumnBounds, string] => [
      { column: 'id', type: integer, low: BigInt(low), high: BigInt(low + more) },
      `id BETWEEN ${low} AND ${low + more}`,
    ]),
  fc
    .integer({ min: 0, max: 255 })
    .map((low): [ColumnBounds, string] => [{ column: 'TINY', type: integer, low: BigInt(low) }, `tiny >= ${low}`]),
  fc
    .integer({ min: 0, max: 260 })
    .map((low): [ColumnBounds, string] => [{ column: 'f', type: { kind: 'double' }, low }, `f >= ${low}`]),
  fc
    .double({ min: -10, max: 7000, noNaN: true })
    .map((high): [ColumnBounds, string] => [{ column: 'x', type: { kind: 'double' }, high }, `x <= ${high}::DOUBLE`]),
  fc.integer({ min: 0, max: 21_000 }).map((n): [ColumnBounds, string] => {
    const low = `n${String(n).padStart(5, '0')}`
    return [{ column: 'name', type: { kind: 'text' }, low }, `name >= '${low}'`]
  }),
  fc
    .integer({ min: 20_400, max: 20_900 })
    .map((high): [ColumnBounds, string] => [
      { column: 'day', type: { kind: 'date' }, high: BigInt(high) },
      `day <= DATE '1970-01-01' + ${high}`,
    ]),
  fc
    .integer({ min: -100, max: 25_000 })
    .map((seconds): [ColumnBounds, string] => [
      { column: 't', type: { kind: 'timestamp' }, low: 1_767_225_600_000_000n + BigInt(seconds) * 1_000_000n },
      `t >= TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (${seconds}) SECOND`,
    ]),
  fc
    .boolean()
    .map((even): [ColumnBounds, string] => [
      { column: 'even', type: { kind: 'boolean' }, low: even, high: even },
      `even = ${even}`,
    ]),
  // Bounds of another type than the column's leave nothing out.
  fc.constant<[ColumnBounds, string]>([{ column: 'day', type: integer, low: 10n ** 15n }, 'true']),
)
const names = ['id', 'small', 'tiny', 'big', 'x', 'f', 'name', 'price', 'day', 't', 'even', 'nested', 'u'] as const

for (const [name] of variants)
  test(`a query of what was brought of a file (${name}) answers as one of the whole`, async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...names), { minLength: 0, maxLength: 4 }),
        fc.array(bound, { minLength: 0, maxLength: 3 }),
        async (columns, bounds) => {
          const file = files.get(name)
          assert.ok(file !== undefined)
          const path = join(folder, `${name}-${run++}.parquet`)
          const where = ['true', ...bounds.map(([, sql]) => sql)].join(' AND ')
          const read = [...new Set([...columns, ...bounds.map(([{ column }]) => column.toLowerCase())])]
          value(await fetchParquet(file, { columns: read, bounds: bounds.map(([one]) => one) }, path, {}))
          const query = (from: string): string =>
            `SELECT count(*), ${[...columns.map((column) => `md5(string_agg(${column}::VARCHAR, '|' ORDER BY ${column}::VARCHAR))`), '1'].join(', ')} FROM '${from}' WHERE ${where}`
          assert.deepEqual(await rowsOf(query(path)), await rowsOf(query(join(folder, `${name}.parquet`))))
          rmSync(path)
        },
      ),
      { numRuns: 25 },
    )
  })

test('few bytes more are fetched than the needed columns of the needed row groups have', async () => {
  const path = join(folder, 'plain.parquet')
  const bytes = readFileSync(path)
  let read = 0
  const file = inMemory(bytes, (more) => {
    read += more
  })
  const bounds = [{ column: 'id', type: integer, low: 5000n, high: 8000n }]
  const fetched = value(await fetchParquet(file, { columns: ['pad'], bounds }, join(folder, 'few.parquet'), {}))
  const strict = await rowsOf(
    `SELECT sum(total_compressed_size) FROM parquet_metadata('${path}') WHERE path_in_schema = 'pad' AND row_group_id BETWEEN 2 AND 3`,
  )
  const needed = Number(JSON.parse(strict[0] ?? '[]')[0])
  assert.equal(fetched.rows, 4096)
  assert.ok(fetched.bytes >= needed && fetched.bytes <= needed * 1.1, `${fetched.bytes} of ${needed}`)
  assert.ok(read - fetched.bytes <= 65_536 * 2)
  assert.ok(statSync(join(folder, 'few.parquet')).blocks * 512 < bytes.length)
})

test('where rows must stay at their places no row group is left out', async () => {
  const file = inMemory(readFileSync(join(folder, 'plain.parquet')))
  const bounds = [{ column: 'id', type: integer, low: 50_000n }]
  const path = join(folder, 'placed.parquet')
  assert.equal(
    value(await fetchParquet(file, { columns: ['id'], bounds, keepsPositions: true }, path, {})).rows,
    20_000,
  )
  assert.deepEqual(
    await rowsOf(`SELECT count(*) FROM read_parquet('${path}', file_row_number = true) WHERE id = file_row_number`),
    ['["20000"]'],
  )
})

test('a column that was not brought cannot be read', async () => {
  const file = inMemory(readFileSync(join(folder, 'plain.parquet')))
  const path = join(folder, 'narrow.parquet')
  value(await fetchParquet(file, { columns: ['id'] }, path, {}))
  await assert.rejects(rowsOf(`SELECT sum(small) FROM '${path}'`))
})

test('columns have the types of the table in the documentation', async () => {
  const footer = value(await readFooter(inMemory(readFileSync(join(folder, 'plain.parquet'))), {}))
  assert.deepEqual(
    footer.columns.map(({ name, sourceType, type }) => `${name} ${sourceType} ${type?.kind}`),
    [
      'id INT64 (INT64) integer',
      'small INT32 (INT32) integer',
      'tiny INT32 (UINT8) integer',
      'big INT64 (UINT64) decimal',
      'x DOUBLE double',
      'f FLOAT double',
      'name BYTE_ARRAY (STRING) text',
      'price INT64 (DECIMAL(12,2)) decimal',
      'day INT32 (DATE) date',
      't INT64 (TIMESTAMP MICROS) timestamp',
      'even BOOLEAN boolean',
      'nested group undefined',
      'u FIXED_LEN_BYTE_ARRAY (UUID) text',
      'pad BYTE_ARRAY (STRING) text',
    ],
  )
})

test('an independent reader reads the rewritten footer, and finds nothing that points to what is not there', async () => {
  const file = files.get('gzip')
  assert.ok(file !== undefined)
  const path = join(folder, 'rewritten.parquet')
  const bounds = [{ column: 'id', type: integer, low: 2100n, high: 3900n }]
  value(await fetchParquet(file, { columns: ['id', 'name'], bounds }, path, {}))
  const metadata = parquetMetadata(new Uint8Array(readFileSync(path)))
  assert.equal(metadata.num_rows, 2048n)
  assert.equal(metadata.row_groups.length, 1)
  for (const { meta_data, offset_index_offset } of metadata.row_groups[0]?.columns ?? []) {
    assert.equal(meta_data?.bloom_filter_offset, undefined)
    assert.equal(offset_index_offset, undefined)
  }
})

test('footers that were meddled with are refused or read, quickly, and nothing is thrown', async () => {
  const whole = readFileSync(join(folder, 'plain.parquet'))
  const length = whole.readUInt32LE(whole.length - 8) + 8
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: length - 9 }), fc.constantFrom(0, 1, 15, 0x1c, 0x7f, 0x80, 0xf9, 0xff)), {
        minLength: 1,
        maxLength: 6,
      }),
      async (edits) => {
        const bytes = new Uint8Array(whole)
        for (const [at, byte] of edits) bytes[whole.length - length + at] = byte
        const footer = await readFooter(inMemory(bytes), {})
        if (!footer.ok) assert.ok(['malformed', 'unsupported'].includes(footer.failure.kind))
      },
    ),
    { numRuns: 300 },
  )
})

const magic = Buffer.from('PAR1')
const hostile: readonly (readonly [title: string, bytes: Uint8Array, kind: string])[] = [
  ['nothing', new Uint8Array(), 'malformed'],
  ['text', Buffer.from('id,name\n1,2\n3,4\n'), 'malformed'],
  ['an encrypted footer', Buffer.concat([magic, Buffer.alloc(20), Buffer.from('PARE')]), 'unsupported'],
  ['a footer longer than the file', withFooter(Buffer.alloc(4), 2 ** 32 - 1), 'malformed'],
  ['a list of four thousand million columns', withFooter(Buffer.from('15002cf9ffffffff0f', 'hex')), 'malformed'],
  ['a text of 2^63 bytes', withFooter(Buffer.from('1500288080808080808080807f', 'hex')), 'malformed'],
  ['structs in structs without end', withFooter(Buffer.alloc(60_000, 0x1c)), 'malformed'],
  [
    'lists in lists without end',
    withFooter(Buffer.concat([Buffer.from([0x19]), Buffer.alloc(60_000, 0x19)])),
    'malformed',
  ],
  ['no schema', withFooter(Buffer.from('150000', 'hex')), 'malformed'],
]
for (const [title, bytes, kind] of hostile)
  test(`a file with ${title} is refused`, async () => {
    const footer = await readFooter(inMemory(bytes), {})
    assert.ok(!footer.ok)
    assert.equal(footer.failure.kind, kind)
  })

function withFooter(metadata: Uint8Array, length = metadata.length): Uint8Array {
  const end = Buffer.alloc(4)
  end.writeUInt32LE(length)
  return Buffer.concat([magic, Buffer.alloc(8), metadata, end, magic])
}
