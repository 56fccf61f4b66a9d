import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Engine, EngineOutcome, EngineTable } from '@glovebox/server'
import type { LocalFile, LocalTable } from '@glovebox/source'
import { booleanType, dateType, integerType, textType, type Value } from '@glovebox/sql'
import { column } from './engine-cases.ts'
import { type TableRow, writeRandomTable } from './random-table.ts'

const limits = { timeoutMs: 60_000, memoryMb: 512, threads: 2, temporaryMb: 256, resultRows: 100_000 }

/** The tests that an engine must pass which reads what sources bring: files that differ from the rows of their table. */
export function localTableSuite(name: string, open: () => Engine | Promise<Engine>): void {
  describe(`what sources bring: ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-brought-'))
    let engine: Engine
    const path = (file: string): string => join(folder, file)
    before(async () => {
      engine = await open()
      writeFileSync(path('plain.data'), gzipSync('id,city\n1,Rome\n2,\n'))
      writeFileSync(path('a.csv'), 'id,city\n1,Rome\n2,\n')
      writeFileSync(path('b.csv'), 'Town,id\nOslo,3\n')
      writeFileSync(path('a.json'), '{"id":1,"path of the file":"x"}\n{"id":2}\n')
      const connection = await (await DuckDBInstance.create(':memory:')).connect()
      const write = (file: string, select: string): Promise<unknown> =>
        connection.run(`COPY (${select}) TO '${path(file)}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`)
      await write('n.parquet', "SELECT i AS id, 'kind ' || (i % 3) AS kind FROM range(10000) t(i)")
      await write(
        'wide.parquet',
        'SELECT (i + 10000)::INTEGER AS "ID", \'x\' AS kind, true AS more FROM range(10) t(i)',
      )
      await write('even.parquet', 'SELECT i AS pos FROM range(0, 10000, 2) t(i)')
      await write('odd-pos.parquet', "SELECT 'a' AS pos")
      await write('kinds.parquet', "SELECT * FROM (VALUES ('kind 0', 1), (NULL, 2)) t(kind, id)")
      await write('texts.parquet', "SELECT 'a' AS id")
      connection.closeSync()
    })
    after(() => rmSync(folder, { recursive: true, force: true }))

    const files = (format: LocalTable['format'], ...list: readonly (LocalFile | string)[]): LocalTable => {
      const real = (file: LocalFile): LocalFile => ({
        ...file,
        path: path(file.path),
        ...(file.deletedPositions === undefined ? {} : { deletedPositions: path(file.deletedPositions) }),
        ...(file.deletedRows === undefined
          ? {}
          : { deletedRows: file.deletedRows.map((rows) => ({ ...rows, path: path(rows.path) })) }),
      })
      return { format, files: list.map((file) => real(typeof file === 'string' ? { path: file } : file)) }
    }
    const read = (
      source: LocalTable,
      columns: EngineTable['columns'],
      sql = `SELECT ${columns.map((c) => `"${c.name}"`).join(', ')} FROM "t"`,
      gives = columns,
    ): Promise<EngineOutcome> =>
      engine.run({ sql, tables: [{ name: 't', source, columns }], columns: gives, limits }, {})
    const rowsOf = async (...asked: Parameters<typeof read>): Promise<readonly (readonly Value[])[]> => {
      const outcome = await read(...asked)
      assert.ok(outcome.status === 'ok', 'reason' in outcome ? outcome.reason : outcome.status)
      return outcome.rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
    }
    const count = [column('count', integerType)]

    const cases: readonly {
      readonly name: string
      readonly source: () => LocalTable
      readonly columns: EngineTable['columns']
      readonly rows: readonly (readonly Value[])[]
    }[] = [
      {
        name: 'a file is compressed as it is said to be, whatever it is called',
        source: () => files('csv', { path: 'plain.data', compression: 'gzip' }),
        columns: [column('id', integerType), column('city', textType)],
        rows: [
          [1n, 'Rome'],
          [2n, null],
        ],
      },
      {
        name: 'values of a folder are conformed as cells are; what is none is NULL',
        source: () =>
          files(
            'csv',
            { path: 'a.csv', constants: { day: '2026-01-02', is_open: 'true' } },
            { path: 'b.csv', constants: { day: 'soon', is_open: null }, names: { city: 'Town' } },
          ),
        columns: [
          column('id', integerType),
          column('city', textType),
          column('day', dateType),
          column('is_open', booleanType),
        ],
        rows: [
          [1n, 'Rome', 20455n, true],
          [2n, null, 20455n, true],
          [3n, 'Oslo', null, null],
        ],
      },
      {
        name: 'a value of a folder stands before the column of a file that has its name',
        source: () => files('csv', { path: 'a.csv', constants: { city: 'Bonn' } }),
        columns: [column('city', textType)],
        rows: [['Bonn'], ['Bonn']],
      },
      {
        name: 'a column of no file is NULL, also where something in the file has its name',
        source: () => files('csv', { path: 'a.csv', names: { city: null, land: null } }),
        columns: [column('id', integerType), column('city', textType), column('land', integerType)],
        rows: [
          [1n, null, null],
          [2n, null, null],
        ],
      },
      {
        name: 'two columns of a file may have changed their names',
        source: () => files('csv', { path: 'a.csv', names: { id: 'city', city: 'id' } }),
        columns: [column('id', textType), column('city', integerType)],
        rows: [
          ['Rome', 1n],
          [null, 2n],
        ],
      },
      {
        name: 'keys of objects have other names, and values of their folder',
        source: () => files('json', { path: 'a.json', names: { number: 'id' }, constants: { day: '3' } }),
        columns: [column('number', integerType), column('day', integerType)],
        rows: [
          [1n, 3n],
          [2n, 3n],
        ],
      },
      {
        name: 'the same file is in a table twice, with other values',
        source: () => files('csv', { path: 'a.csv', constants: { k: '1' } }, { path: 'a.csv', constants: { k: '2' } }),
        columns: [column('id', integerType), column('k', integerType)],
        rows: [
          [1n, 1n],
          [1n, 2n],
          [2n, 1n],
          [2n, 2n],
        ],
      },
    ]
    for (const { name: title, source, columns, rows } of cases)
      test(title, async () => assert.deepEqual(await rowsOf(source(), columns), rows))

    test('a table without files has no rows', async () => {
      const columns = [column('id', integerType), column('day', dateType), column('city', textType)]
      for (const format of ['csv', 'parquet', 'json'] as const)
        assert.deepEqual(await rowsOf(files(format), columns), [])
    })

    test('places of deleted rows are those in the whole file, whatever is read of it', async () => {
      const source = files('parquet', { path: 'n.parquet', deletedPositions: 'even.parquet' }, 'wide.parquet')
      const columns = [column('id', integerType)]
      assert.deepEqual(await rowsOf(source, columns, 'SELECT count(*) AS "count" FROM "t"', count), [[5010n]])
      const some = 'SELECT "id" FROM "t" WHERE "id" > 8190 AND "id" < 8196 OR "id" > 10008'
      assert.deepEqual(await rowsOf(source, columns, some), [[10009n], [8191n], [8193n], [8195n]])
    })

    test('rows are deleted by what they are equal to, NULL being equal to NULL', async () => {
      const deletedRows = [{ path: 'kinds.parquet', columns: { kind: 'kind' } }]
      const source = files('parquet', { path: 'n.parquet', deletedRows }, { path: 'wide.parquet', deletedRows })
      const columns = [column('id', integerType), column('kind', textType)]
      assert.deepEqual(await rowsOf(source, columns, 'SELECT count(*) AS "count" FROM "t"', count), [[6676n]])
      const lacking = [{ path: 'kinds.parquet', columns: { later: 'kind' } }]
      const none = files('parquet', { path: 'n.parquet', names: { later: null }, deletedRows: lacking })
      assert.deepEqual(await rowsOf(none, columns, 'SELECT count(*) AS "count" FROM "t"', count), [[0n]])
    })

    const refused: readonly (readonly [name: string, source: () => LocalTable])[] = [
      ['deletions of a text file', () => files('csv', { path: 'a.csv', deletedPositions: 'even.parquet' })],
      [
        'deletions by a column of another type',
        () => files('parquet', { path: 'n.parquet', deletedRows: [{ path: 'texts.parquet', columns: { id: 'id' } }] }),
      ],
      [
        'deletions by a column that they do not have',
        () =>
          files('parquet', { path: 'n.parquet', deletedRows: [{ path: 'texts.parquet', columns: { kind: 'kind' } }] }),
      ],
      [
        'deletions by no column',
        () => files('parquet', { path: 'n.parquet', deletedRows: [{ path: 'texts.parquet', columns: {} }] }),
      ],
      [
        'deletions by what is not in the file',
        () =>
          files('parquet', {
            path: 'n.parquet',
            constants: { zone: '1' },
            deletedRows: [{ path: 'kinds.parquet', columns: { zone: 'kind' } }],
          }),
      ],
      [
        'places that are no numbers',
        () => files('parquet', { path: 'n.parquet', deletedPositions: 'odd-pos.parquet' }),
      ],
      ['deletions that are not there', () => files('parquet', { path: 'n.parquet', deletedPositions: 'no.parquet' })],
      [
        'a column whose other name is not in the file',
        () => files('parquet', { path: 'n.parquet', names: { id: 'key' } }),
      ],
    ]
    for (const [title, source] of refused)
      test(`fails: ${title}`, async () =>
        assert.equal((await read(source(), [column('id', integerType)])).status, 'failed'))

    test('columns are described as the table has them', async () => {
      const described = async (source: LocalTable): Promise<unknown> => {
        const found = await engine.describe(source, {})
        assert.ok(found.status === 'ok', 'reason' in found ? found.reason : '')
        return found.columns.map((one) => `${one.name} ${one.engineType}`)
      }
      const zone = { constants: { zone: '4', day: '2026-01-01' }, names: { label: 'kind', later: null } }
      assert.deepEqual(
        await described(
          files(
            'parquet',
            { path: 'n.parquet', ...zone },
            { path: 'wide.parquet', ...zone, names: { label: 'kind', later: 'more' } },
          ),
        ),
        ['id BIGINT', 'label VARCHAR', 'later BOOLEAN', 'day DATE', 'zone BIGINT'],
      )
      assert.deepEqual(await described(files('csv', { path: 'a.csv', ...zone, names: { town: 'city' } })), [
        'id BIGINT',
        'town VARCHAR',
        'day DATE',
        'zone BIGINT',
      ])
      assert.deepEqual(await described(files('json', { path: 'a.json', constants: { zone: '4' } })), [
        'id BIGINT',
        'path of the file VARCHAR',
        'zone BIGINT',
      ])
    })

    test('random tables are read as they would be counted', async () => {
      let state = 20_261
      const draw = (below: number): number => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
        return Math.floor(((state >>> 8) / 2 ** 24) * below)
      }
      const columns = [
        column('id', integerType),
        column('kind', textType),
        column('note', textType),
        column('zone', integerType),
      ]
      const names = columns.map((c) => `"${c.name}"`).join(', ')
      const keep = [
        ['true', () => true],
        ['"id" >= 100 AND "id" < 120', ([id]: TableRow) => id !== null && id >= 100n && id < 120n],
        [`"kind" = 'a' AND "zone" = 1`, ([, kind, , zone]: TableRow) => kind === 'a' && zone === 1n],
        ['"note" IS NULL AND "zone" IS NULL', ([, , note, zone]: TableRow) => note === null && zone === null],
      ] as const
      for (let round = 0; round < 12; round++) {
        const { table, rows } = await writeRandomTable(folder, `r${round}`, draw)
        const [condition, isKept] = keep[draw(keep.length)] ?? keep[0]
        const read = await rowsOf(table, columns, `SELECT ${names} FROM "t" WHERE ${condition}`)
        assert.deepEqual(read.map(text), rows.filter(isKept).map(text).sort(), `round ${round}: ${condition}`)
      }
    })
  })
}

function text(row: readonly Value[] | TableRow): string {
  return row.map(String).join('|')
}
