import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Cell, cellOf } from '@glovebox/api'
import { parseTypeText, textType, type Value } from '@glovebox/sql'
import { tableFromIPC } from 'apache-arrow'
import { parquetReadObjects } from 'hyparquet'
import { arrowFormat } from './arrow.ts'
import { formatOf, formats } from './formats.ts'
import { parquetFormat } from './parquet.ts'
import type { ResultFormat, ResultParts } from './result-format.ts'

const types = [
  'BOOLEAN',
  'BIGINT',
  'DECIMAL(18,2)',
  'DECIMAL(38,0)',
  'DECIMAL(38,10)',
  'DOUBLE',
  'VARCHAR',
  'DATE',
  'TIMESTAMP',
  'NULL',
]
const columns = types.map((type, index) => ({ name: `c${index}`, type }))

const values: readonly (readonly Value[])[] = [
  [
    true,
    9007199254740993n,
    123456n,
    10n ** 37n,
    -(10n ** 37n) + 1n,
    0.1,
    '=SUM(A1)',
    20000n,
    1_700_000_000_123_456n,
    null,
  ],
  [false, -(2n ** 63n), -5n, -1n, 5n, Number.NaN, 'a,"b"\r\nc', -719162n, -1n, null],
  [null, null, null, null, null, null, null, null, null, null],
  [true, 2n ** 63n - 1n, 0n, 0n, 0n, Number.NEGATIVE_INFINITY, '', 0n, 0n, null],
  [true, 0n, 10n ** 17n, 7n, 10n ** 37n, -0.5, 'ÄÖ😀', 2932896n, 253402300799999999n, null],
]
const rows: readonly (readonly Cell[])[] = values.map((row) =>
  row.map((value, index) => cellOf(value, parseTypeText(types[index] ?? '')?.type ?? textType)),
)

async function written(format: ResultFormat, parts: ResultParts, of = columns): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of format.write(of, parts)) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What DuckDB reads in a file, as text. */
async function readByDuckdb(bytes: Buffer, read: (path: string) => string): Promise<readonly (readonly unknown[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'format-'))
  try {
    const path = join(folder, 'result')
    writeFileSync(path, bytes)
    const connection = await (await DuckDBInstance.create()).connect()
    const { getRows } = await connection.run(read(path)).then((result) => ({ getRows: () => result.getRows() }))
    const found = await getRows()
    connection.closeSync()
    return found
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const expectedTexts = [
  [
    'true',
    '9007199254740993',
    '1234.56',
    `1${'0'.repeat(37)}`,
    '-999999999999999999999999999.9999999999',
    '0.1',
    '=SUM(A1)',
    '2024-10-04',
    '2023-11-14 22:13:20.123456',
    null,
  ],
  [
    'false',
    '-9223372036854775808',
    '-0.05',
    '-1',
    '0.0000000005',
    'nan',
    'a,"b"\r\nc',
    '0001-01-01',
    '1969-12-31 23:59:59.999999',
    null,
  ],
  [null, null, null, null, null, null, null, null, null, null],
  ['true', '9223372036854775807', '0.00', '0', '0.0000000000', '-inf', '', '1970-01-01', '1970-01-01 00:00:00', null],
  [
    'true',
    '0',
    '1000000000000000.00',
    '7',
    '1000000000000000000000000000.0000000000',
    '-0.5',
    'ÄÖ😀',
    '9999-12-31',
    '9999-12-31 23:59:59.999999',
    null,
  ],
]
const asTexts = columns.map(({ name }) => `${name}::VARCHAR`).join(', ')

test('json keeps every cell', async () => {
  const text = (await written(formats[0], [rows.slice(0, 2), [], rows.slice(2)])).toString()
  assert.deepEqual(JSON.parse(text), { columns, rows })
  assert.deepEqual(JSON.parse((await written(formats[0], [])).toString()), { columns, rows: [] })
})

test('csv is read by another program as it was, formulas unchanged', async () => {
  const csv = formatOf('text/csv; charset=utf-8')
  assert.ok(csv !== undefined)
  const bytes = await written(csv, [rows])
  assert.ok(bytes.toString().includes(',=SUM(A1),'))
  const found = await readByDuckdb(
    bytes,
    (path) => `FROM read_csv('${path}', header = true, all_varchar = true, quote = '"', escape = '"')`,
  )
  assert.equal(found.length, rows.length)
  assert.equal(found[1]?.[6], 'a,"b"\r\nc')
})

test('parquet is read by DuckDB with the types and values that were written', async () => {
  const bytes = await written(parquetFormat, [rows.slice(0, 2), rows.slice(2)])
  const found = await readByDuckdb(bytes, (path) => `SELECT ${asTexts} FROM read_parquet('${path}')`)
  assert.deepEqual(found, expectedTexts)
  const described = await readByDuckdb(
    bytes,
    (path) => `SELECT column_type FROM (DESCRIBE FROM read_parquet('${path}'))`,
  )
  assert.deepEqual(
    described.map(([type]) => type),
    types.map((type) => (type === 'NULL' ? 'VARCHAR' : type)),
  )
})

test('parquet is read by a second reader', async () => {
  const bytes = await written(parquetFormat, [rows])
  const file = new Uint8Array(bytes).buffer
  const found = await parquetReadObjects({ file })
  assert.equal(found[0]?.c1, 9007199254740993n)
  assert.equal(found[4]?.c6, 'ÄÖ😀')
  assert.equal(found.length, rows.length)
})

test('arrow is read back with the values that were written, in several batches', async () => {
  const many = Array.from({ length: 10_000 }, () => rows)
  const table = tableFromIPC(await written(arrowFormat, many))
  assert.equal(table.numRows, 50_000)
  assert.ok(table.batches.length > 1)
  const column = (name: string): readonly unknown[] => [...(table.getChild(name) ?? [])].slice(0, rows.length)
  assert.deepEqual(column('c0'), [true, false, null, true, true])
  assert.deepEqual(
    column('c1'),
    values.map(([, integer]) => integer),
  )
  assert.deepEqual(column('c5'), [0.1, Number.NaN, null, Number.NEGATIVE_INFINITY, -0.5])
  assert.deepEqual(
    column('c6'),
    values.map((row) => row[6]),
  )
  assert.deepEqual(
    column('c7').map((day) => (day === null ? null : Number(day) / 86_400_000)),
    [20000, -719162, null, 0, 2932896],
  )
  const words = column('c4')[0]
  assert.ok(words instanceof Uint32Array)
  const unscaled = BigInt.asIntN(
    128,
    [...words].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n),
  )
  assert.equal(unscaled, -(10n ** 37n) + 1n)
  assert.equal(String(table.schema.fields[8]?.type), 'Timestamp<MICROSECOND>')
})

test('an empty result is a whole file in every format', async () => {
  assert.deepEqual(await readByDuckdb(await written(parquetFormat, []), (path) => `FROM read_parquet('${path}')`), [])
  assert.equal(tableFromIPC(await written(arrowFormat, [])).schema.fields.length, columns.length)
})

test('two columns of one name are both kept', async () => {
  const twins = ['n', 'n', 'n_2', 'n'].map((name) => ({ name, type: 'BIGINT' }))
  const table = tableFromIPC(await written(arrowFormat, [[[1, 2, 3, 4]]], twins))
  assert.deepEqual(
    table.schema.fields.map(({ name }) => name),
    ['n', 'n_3', 'n_2', 'n_4'],
  )
  const found = await readByDuckdb(
    await written(parquetFormat, [[[1, 2, 3, 4]]], twins),
    (path) => `FROM read_parquet('${path}')`,
  )
  assert.deepEqual(found, [[1n, 2n, 3n, 4n]])
})
