import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Engine, EngineJob, EngineLimits, EngineOutcome, EngineTable } from '@glovebox/server'
import type { FileFormat, LocalTable } from '@glovebox/source'
import {
  booleanType,
  dateType,
  decimalType,
  doubleType,
  integerType,
  textType,
  timestampType,
  type Value,
} from '@glovebox/sql'
import { column, failingCases, readCases } from './engine-cases.ts'
import { type Fixtures, writeFixtures } from './engine-fixtures.ts'

// What every engine must do, whatever it is. The SQL is plain enough for each to have been emitted for it.

const limits: EngineLimits = { timeoutMs: 30_000, memoryMb: 512, threads: 2, temporaryMb: 256, resultRows: 1000 }

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

    const source = (format: FileFormat, files: readonly string[]): LocalTable => ({
      format,
      files: files.map((file) => ({ path: fixtures.path(file) })),
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

    test('lines that are not rows are told of without a word from them', async () => {
      const found = await engine.describe(source('csv', ['ragged.csv']), {})
      assert.ok(found.status === 'ok', JSON.stringify(found))
      assert.deepEqual(found.unread, ['they are not UTF-8', 'they have too few cells'])
    })

    test('a column that a file has twice is found twice', async () => {
      const found = await engine.describe(source('csv', ['twice.csv']), {})
      assert.ok(found.status === 'ok', JSON.stringify(found))
      assert.deepEqual(
        found.columns.map((found) => found.name),
        ['id', 'ID', 'n', 'n', ''],
      )
      assert.deepEqual(found.unread, [])
    })

    test('a column that not every file has is not found', async () => {
      const found = await engine.describe(source('parquet', ['part-1.parquet', 'part-2.parquet']), {})
      assert.ok(found.status === 'ok', JSON.stringify(found))
      assert.deepEqual(
        found.columns.map((found) => found.name),
        ['id', 'amount'],
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
          ...[integerType, booleanType, integerType, decimalType(20, 0), doubleType, doubleType, doubleType],
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
