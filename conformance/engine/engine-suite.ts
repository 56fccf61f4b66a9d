import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Engine, EngineJob, EngineLimits, EngineOutcome, EngineSource, EngineTable } from '@glovebox/server'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  type SqlType,
  textType,
  timestampType,
  type Value,
} from '@glovebox/sql'
import { type Fixtures, writeFixtures } from './engine-fixtures.ts'

// What every engine must do, whatever it is. The SQL is plain enough for each to have been emitted for it.

const limits: EngineLimits = { timeoutMs: 30_000, memoryMb: 512, threads: 2, temporaryMb: 256, resultRows: 1000 }

const day = (text: string): bigint => BigInt(Date.parse(`${text}T00:00:00Z`) / 86_400_000)
const moment = (text: string): bigint => BigInt(Date.parse(`${text}Z`)) * 1000n

type Column = EngineTable['columns'][number]

/** Reads whole columns of files and compares the cells. */
type ReadCase = {
  readonly name: string
  readonly format: EngineSource['format']
  readonly files: readonly string[]
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Value[])[]
}

const column = (name: string, type: SqlType): Column => ({ name, type })
const peopleColumns = [
  column('id', integerType),
  column('name', textType),
  column('born', dateType),
  column('height', decimalType(5, 2)),
  column('member', booleanType),
]
const peopleRows = (second: string): Value[][] => [
  [1n, 'Ada', day('1815-12-10'), 165n, true],
  [2n, second, day('1906-12-09'), 170n, true],
  [3n, null, null, null, null],
]
const int32 = { low: -2147483648, high: 2147483647 }

const readCases: readonly ReadCase[] = [
  ...['people.csv', 'people.csv.gz', 'people.csv.zst', 'people-windows.csv'].map((file) => ({
    name: `${file}: every type of a text file, NULLs and quotes`,
    format: 'csv' as const,
    files: [file],
    columns: peopleColumns,
    rows: peopleRows('Grace, B.'),
  })),
  {
    name: 'a file with another delimiter',
    format: 'csv',
    files: ['people-semicolon.csv'],
    columns: peopleColumns,
    rows: peopleRows('Grace'),
  },
  {
    name: 'column names may differ in case, and undeclared columns are not there',
    format: 'csv',
    files: ['people.csv'],
    columns: [column('ID', integerType), column('Name', textType)],
    rows: [
      [1n, 'Ada'],
      [2n, 'Grace, B.'],
      [3n, null],
    ],
  },
  {
    name: 'a text cell that does not conform is NULL, and extremes are exact',
    format: 'csv',
    files: ['odd-cells.csv'],
    columns: [
      column('whole', integerType),
      column('flag', booleanType),
      column('money', decimalType(5, 2)),
      column('real', doubleType),
      column('day', dateType),
      column('moment', timestampType),
      column('label', textType),
    ],
    rows: [
      [9223372036854775807n, true, 12346n, 1e308, -719162n, -719162n * 86_400_000_000n, 'plain'],
      [null, null, null, null, 2932896n, 2932897n * 86_400_000_000n - 1n, 'two "words"'],
      [42n, false, -12345n, Number.NaN, null, moment('2024-02-29T10:30'), 'line\nbreak'],
      [null, null, null, Number.NEGATIVE_INFINITY, null, null, ''],
      [null, null, 50n, null, null, null, null],
    ],
  },
  {
    name: 'an integer outside its declared width is NULL',
    format: 'csv',
    files: ['odd-cells.csv'],
    columns: [{ name: 'whole', type: integerType, range: int32 }],
    rows: [[null], [null], [42n], [null], [null]],
  },
  {
    name: 'a line that is not a row does not stop the others',
    format: 'csv',
    files: ['ragged.csv'],
    columns: [column('id', integerType), column('name', textType)],
    rows: [
      [1n, 'one'],
      [3n, 'three'],
      [5n, 'five'],
      [6n, 'six'],
    ],
  },
  {
    name: 'files of one table may order their columns differently',
    format: 'csv',
    files: ['days-1.csv', 'days-2.csv'],
    columns: [column('day', dateType), column('hits', integerType)],
    rows: [
      [day('2024-01-01'), 1n],
      [day('2024-01-02'), 2n],
      [day('2024-01-03'), 3n],
    ],
  },
  {
    name: 'a file name is a name, not a pattern',
    format: 'csv',
    files: ['we[i]rd *name.csv'],
    columns: [column('id', integerType)],
    rows: [[7n]],
  },
  {
    name: 'columnar types round trip, extremes, NaN and NULL too',
    format: 'parquet',
    files: ['types.parquet'],
    columns: [
      column('row', integerType),
      column('flag', booleanType),
      column('whole', integerType),
      column('single', doubleType),
      column('real', doubleType),
      column('money', decimalType(10, 2)),
      column('wide', decimalType(38, 0)),
      column('label', textType),
      column('day', dateType),
      column('moment', timestampType),
    ],
    rows: [
      [
        ...[1n, true, 9223372036854775807n, 1.5, Number.NaN, 1234n, 10n ** 38n - 1n, 'text'],
        ...[-719162n, 2932897n * 86_400_000_000n - 1n],
      ],
      [
        ...[2n, false, -9223372036854775808n, -0, Number.NEGATIVE_INFINITY, -1n, 1n - 10n ** 38n],
        ...['ünïcödé text that is longer than twelve bytes 🐘', 2932896n, -719162n * 86_400_000_000n],
      ],
      [3n, null, null, null, null, null, null, null, null, null],
    ],
  },
  {
    name: 'columnar types that are not ours become ours, or NULL where they do not fit',
    format: 'parquet',
    files: ['types.parquet'],
    columns: [
      column('row', integerType),
      column('unsigned', integerType),
      column('huge', integerType),
      column('zoned', timestampType),
      column('choice', textType),
      column('uuid', textType),
    ],
    rows: [
      [1n, null, null, moment('2024-01-01T00:00'), 'a', '00000000-0000-0000-0000-000000000001'],
      [2n, 5n, 5n, -1n, 'b', '00000000-0000-0000-0000-000000000002'],
      [3n, null, null, null, null, null],
    ],
  },
  {
    name: 'a columnar type may be declared as another one',
    format: 'parquet',
    files: ['types.parquet'],
    columns: [
      column('row', integerType),
      column('money', integerType),
      column('single', decimalType(3, 1)),
      column('flag', textType),
      column('day', timestampType),
      column('moment', dateType),
    ],
    rows: [
      [1n, null, 15n, 'true', -719162n * 86_400_000_000n, 2932896n],
      [2n, null, 0n, 'false', 2932896n * 86_400_000_000n, -719162n],
      [3n, null, null, null, null, null],
    ],
  },
  {
    name: 'days and moments outside the years 1 to 9999 are NULL',
    format: 'parquet',
    files: ['far-days.parquet'],
    columns: [column('row', integerType), column('day', dateType), column('moment', timestampType)],
    rows: [
      [1n, day('2024-01-01'), moment('2024-01-01T00:00')],
      [2n, null, null],
      [3n, null, null],
    ],
  },
  {
    name: 'columnar files of one table may differ in types and order',
    format: 'parquet',
    files: ['part-1.parquet', 'part-2.parquet'],
    columns: [column('id', integerType), column('amount', integerType)],
    rows: [
      [1n, 10n],
      [2n, 20_000_000_000_000n],
    ],
  },
  {
    name: 'objects, one per line, with keys that are missing and a line that is none',
    format: 'json',
    files: ['events.ndjson'],
    columns: [
      column('id', integerType),
      column('what', textType),
      column('at', timestampType),
      column('more', textType),
    ],
    rows: [
      [1n, 'a', moment('2024-01-01T00:00'), '{"x":1}'],
      [null, '5', null, null],
      [null, null, null, null],
    ],
  },
  {
    name: 'objects in an array and objects over several lines',
    format: 'json',
    files: ['events.json', 'events-pretty.json'],
    columns: [column('id', integerType), column('what', textType)],
    rows: [
      [1n, 'a'],
      [1n, 'a'],
      [2n, null],
      [2n, null],
    ],
  },
]

/** Runs that cannot end well, and that must not say why to anybody but the owners. */
const failingCases: readonly {
  readonly name: string
  readonly sql?: string
  readonly format?: EngineSource['format']
  readonly files: readonly string[]
  readonly columns: readonly Column[]
}[] = [
  { name: 'a column that the file does not have', files: ['people.csv'], columns: [column('salary', integerType)] },
  { name: 'a file that is not there', files: ['nobody.csv'], columns: [column('id', integerType)] },
  { name: 'a file without a header line', files: ['no-header.csv'], columns: [column('id', integerType)] },
  { name: 'a file of another format', format: 'parquet', files: ['people.csv'], columns: [column('id', integerType)] },
  {
    name: 'a column that one of the files lacks',
    format: 'parquet',
    files: ['part-1.parquet', 'part-2.parquet'],
    columns: [column('extra', textType)],
  },
  {
    name: 'a type that has no place here',
    format: 'parquet',
    files: ['types.parquet'],
    columns: [column('struct', textType)],
  },
  {
    name: 'SQL that fails on a row',
    sql: 'SELECT CAST("name" AS BIGINT) AS "c" FROM "t"',
    files: ['people.csv'],
    columns: [column('name', textType)],
  },
  {
    name: 'SQL that is no SQL',
    sql: 'SELEKT "name" FROM "t"',
    files: ['people.csv'],
    columns: [column('name', textType)],
  },
  {
    name: 'SQL that reads a file by its name',
    sql: `SELECT "name" AS "c" FROM 'people.csv'`,
    files: ['people.csv'],
    columns: [column('name', textType)],
  },
]

/** The tests that an implementation of the engine port must pass. `open` is called once. */
export function engineSuite(name: string, open: () => Engine | Promise<Engine>): void {
  describe(`engine: ${name}`, () => {
    let engine: Engine
    let fixtures: Fixtures
    before(async () => {
      fixtures = await writeFixtures()
      engine = await open()
    })
    after(() => fixtures.remove())

    const source = (format: EngineSource['format'], files: readonly string[]): EngineSource => ({
      format,
      files: files.map((file) => fixtures.path(file)),
    })
    const run = (job: Partial<EngineJob>, signal?: AbortSignal): Promise<EngineOutcome> =>
      engine.run(
        { sql: 'SELECT 1 AS "c"', tables: [], columns: [{ name: 'c', type: integerType }], limits, ...job },
        signal === undefined ? {} : { signal },
      )
    const numbers = (): EngineTable => ({
      name: 'n',
      source: source('parquet', ['numbers.parquet']),
      columns: [column('id', integerType), column('bucket', integerType), column('value', doubleType)],
    })

    for (const { name: title, format, files, columns, rows } of readCases)
      test(title, async () => {
        const names = columns.map((c) => `"${c.name}"`).join(', ')
        const outcome = await run({
          sql: `SELECT ${names} FROM "t" ORDER BY 1 NULLS LAST`,
          tables: [{ name: 't', source: source(format, files), columns }],
          columns,
        })
        assert.equal(outcome.status, 'ok', reasonOf(outcome))
        assert.ok(outcome.status === 'ok')
        assert.deepEqual(sorted(outcome.rows), sorted(rows))
      })

    for (const { name: title, sql, format = 'csv', files, columns } of failingCases)
      test(`fails: ${title}`, async () => {
        const [first] = columns
        const outcome = await run({
          sql: sql ?? `SELECT "${first?.name}" AS "c" FROM "t"`,
          tables: [{ name: 't', source: source(format, files), columns }],
          columns: [{ name: 'c', type: first?.type ?? integerType }],
        })
        assert.ok(outcome.status === 'failed')
        assert.notEqual(outcome.reason, '')
        // Nothing but the reason may speak of rows.
        const { reason: _, ...rest } = outcome
        assert.doesNotMatch(JSON.stringify(rest), /Ada|Grace|people/)
      })

    test('tables are joined, grouped and ordered', async () => {
      const outcome = await run({
        sql: `SELECT a."bucket" AS "bucket", count(*) AS "n", max(b."id") AS "last" FROM "n" AS a JOIN "m" AS b
                ON a."id" = b."id" WHERE a."id" < 100 GROUP BY a."bucket" ORDER BY 1 DESC LIMIT 2`,
        tables: [numbers(), { ...numbers(), name: 'm' }],
        columns: ['bucket', 'n', 'last'].map((c) => column(c, integerType)),
      })
      assert.ok(outcome.status === 'ok', reasonOf(outcome))
      assert.deepEqual(outcome.rows, [
        [6n, 14n, 97n],
        [5n, 14n, 96n],
      ])
    })

    test('a result of just as many rows as are allowed is given, in order', async () => {
      const outcome = await run({
        sql: 'SELECT "id" FROM "n" WHERE "id" < 5000 ORDER BY "id" DESC',
        tables: [numbers()],
        columns: [column('id', integerType)],
        limits: { ...limits, resultRows: 5000 },
      })
      assert.ok(outcome.status === 'ok', reasonOf(outcome))
      assert.deepEqual(
        outcome.rows.map(([id]) => id),
        Array.from({ length: 5000 }, (_, index) => BigInt(4999 - index)),
      )
    })

    test('a result of one row more is too large, and no row of it is given', async () => {
      const job = { sql: 'SELECT "id" FROM "n"', tables: [numbers()], columns: [column('id', integerType)] }
      const outcome = await run({ ...job, limits: { ...limits, resultRows: 19_999 } })
      assert.equal(outcome.status, 'too-large')
      assert.deepEqual(Object.keys(outcome).sort(), ['isolation', 'status'])
    })

    test('a result without rows is a result', async () => {
      const job = {
        sql: 'SELECT "id" FROM "n" WHERE "id" < 0',
        tables: [numbers()],
        columns: [column('id', integerType)],
      }
      const outcome = await run(job)
      assert.ok(outcome.status === 'ok', reasonOf(outcome))
      assert.deepEqual(outcome.rows, [])
    })

    test('columns that were not promised are not given', async () => {
      const sql = 'SELECT "id" FROM "n" LIMIT 1'
      for (const columns of [[column('id', textType)], [], [column('id', integerType), column('b', integerType)]])
        assert.equal((await run({ sql, tables: [numbers()], columns })).status, 'failed')
    })

    const endless = (): Partial<EngineJob> => ({
      sql: 'SELECT count(*) AS "c" FROM "n" AS a, "n" AS b, "n" AS c WHERE a."value" + b."value" < c."value"',
      tables: [numbers()],
    })

    test('a run is stopped when its time is over', async () => {
      const began = performance.now()
      const outcome = await run({ ...endless(), limits: { ...limits, timeoutMs: 700 } })
      assert.equal(outcome.status, 'timed-out', reasonOf(outcome))
      assert.ok(performance.now() - began < 5000)
    })

    test('a run is stopped when it is cancelled, while it runs or before', async () => {
      const control = new AbortController()
      const began = performance.now()
      setTimeout(() => control.abort(), 500)
      const outcome = await run(endless(), control.signal)
      assert.equal(outcome.status, 'cancelled', reasonOf(outcome))
      assert.ok(performance.now() - began < 5000)
      assert.equal((await run({}, AbortSignal.abort())).status, 'cancelled')
    })

    test('a run that takes too much memory fails alone', async () => {
      const hungry = {
        sql: `SELECT count(*) AS "c" FROM (SELECT a."id" AS "x", b."id" AS "y", max(a."value" + b."value") AS "z"
                FROM "n" AS a, "n" AS b GROUP BY 1, 2) AS d WHERE d."z" > 1`,
        tables: [numbers()],
        limits: { ...limits, memoryMb: 64, temporaryMb: 16 },
      }
      const [greedy, modest] = await Promise.all([run(hungry), run({})])
      assert.equal(greedy.status, 'failed')
      assert.ok(modest.status === 'ok', reasonOf(modest))
      assert.deepEqual(modest.rows, [[1n]])
    })

    test('every outcome says how the run was kept apart', async () => {
      const { isolation } = await run({})
      assert.ok(isolation.measures.length > 0)
      assert.equal(isolation.missing.length > 0, isolation.level === 'process')
    })

    test('the columns of a text file are described by what all their cells conform to', async () => {
      const found = await engine.describe(source('csv', ['codes.csv']), {})
      assert.ok(found.status === 'ok', JSON.stringify(found))
      assert.deepEqual(
        found.columns.map(({ name: column, type }) => [column, type?.kind]),
        [
          ['code', 'text'],
          ['big', 'text'],
          ['amount', 'double'],
          ['mixed', 'text'],
          ['empty', 'text'],
        ],
      )
    })

    test('the columns of people and of objects are described', async () => {
      const people = await engine.describe(source('csv', ['people.csv']), {})
      assert.ok(people.status === 'ok', JSON.stringify(people))
      assert.deepEqual(
        people.columns.map(({ type }) => type?.kind),
        ['integer', 'text', 'date', 'double', 'text'],
      )
      const events = await engine.describe(source('json', ['events.json']), {})
      assert.ok(events.status === 'ok', JSON.stringify(events))
      assert.deepEqual(
        events.columns.map(({ name: column, type }) => [column, type?.kind]),
        [
          ['id', 'integer'],
          ['what', 'text'],
        ],
      )
    })

    test('the columns of a columnar file are described by its own types, those without a place here as well', async () => {
      const found = await engine.describe(source('parquet', ['types.parquet']), {})
      assert.ok(found.status === 'ok', JSON.stringify(found))
      assert.deepEqual(
        found.columns.map(({ type }) => type),
        [
          // The format has no integers of 128 bits: whoever wrote the file made them doubles.
          ...[integerType, booleanType, integerType, integerType, doubleType, doubleType, doubleType],
          ...[decimalType(10, 2), decimalType(38, 0), textType, dateType, timestampType, timestampType],
          ...[textType, textType, undefined, undefined, undefined],
        ],
      )
    })

    test('what cannot be described says so', async () => {
      const missing = await engine.describe(source('csv', ['nobody.csv']), {})
      assert.equal(missing.status, 'failed')
      const stopped = await engine.describe(source('csv', ['people.csv']), { signal: AbortSignal.abort() })
      assert.equal(stopped.status, 'failed')
    })
  })
}

function reasonOf(outcome: EngineOutcome): string {
  return 'reason' in outcome ? outcome.reason : outcome.status
}

/** Rows in one order: files are read in parallel. */
function sorted(rows: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  const key = (row: readonly Value[]): string => row.map((value) => `${typeof value} ${String(value)}`).join('|')
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
