import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ColumnBounds } from '@glovebox/source'
import { dateType, doubleType, integerType, textType } from '@glovebox/sql'
import { idColumn, nameColumn, one, read, ten } from './iceberg.fixture.ts'
import { icebergTable, type TableOf } from './iceberg-table.ts'

const int64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(value))
  return bytes
}

describe('partitions of an Iceberg table', () => {
  const schemas = [[idColumn, nameColumn, { id: 3, name: 'day', type: 'date' }, { id: 4, name: 'v', type: 'double' }]]
  const opened = async (table: TableOf, ...bounds: ColumnBounds[]): Promise<readonly string[]> =>
    (await read(icebergTable(table), { columns: ['id'], bounds })).opened
      .filter((key) => /^.\.parquet$/.test(key))
      .sort()
  const identity = one({
    schemas,
    specs: [
      [
        { source: 2, transform: 'identity' },
        { source: 3, transform: 'identity' },
      ],
    ],
    manifests: [
      {
        sequence: 1,
        partitionFields: [
          { name: 'name', type: ['null', 'string'] },
          { name: 'day', type: ['null', 'int'] },
        ],
        entries: [
          ten('a.parquet', 0, { partition: { name: 'x', day: 20454 } }),
          ten('b.parquet', 10, { partition: { name: null, day: null } }),
        ],
      },
    ],
  })

  it('are constants of files that do not have their columns', async () => {
    const { rows } = await read(icebergTable(identity), { columns: ['name', 'day'] })
    assert.deepEqual(
      [...new Set(rows.map(({ name, day }) => JSON.stringify([name, day])))],
      ['["x","2026-01-01"]', '[null,null]'],
    )
  })

  const partitioned = (
    transform: string,
    source: number,
    type: 'int' | 'long' | 'string',
    values: unknown[],
  ): TableOf =>
    one({
      schemas,
      specs: [[{ source, transform }]],
      manifests: [
        {
          sequence: 1,
          partitionFields: [{ name: 'p', type: ['null', type] }],
          entries: values.map((p, index) => ten(`${'abcd'[index]}.parquet`, index * 10, { partition: { p } })),
        },
      ],
    })
  const id = (low: number, high = low): ColumnBounds => ({
    column: 'id',
    type: integerType,
    low: BigInt(low),
    high: BigInt(high),
  })
  const day = (low: number, high = low): ColumnBounds => ({
    column: 'day',
    type: dateType,
    low: BigInt(low),
    high: BigInt(high),
  })
  const name = (low: string, high = low): ColumnBounds => ({ column: 'name', type: textType, low, high })
  // The bucket of 34 of 100 is the specification's own example: its hash is 2017239379.
  const cases: [string, TableOf, ColumnBounds, readonly string[]][] = [
    ['identity', identity, name('w', 'x'), ['a.parquet']],
    [
      'truncate of numbers',
      partitioned('truncate[10]', 1, 'long', [-10, 0, 10, null]),
      id(-1, 3),
      ['a.parquet', 'b.parquet'],
    ],
    [
      'truncate of texts',
      partitioned('truncate[2]', 2, 'string', ['ab', 'ac', 'b', null]),
      name('abz', 'acc'),
      ['a.parquet', 'b.parquet'],
    ],
    ['bucket', partitioned('bucket[100]', 1, 'int', [79, 78, 0, null]), id(34), ['a.parquet']],
    [
      'bucket, which says nothing of more than one value',
      partitioned('bucket[100]', 1, 'int', [79, 78]),
      id(34, 35),
      ['a.parquet', 'b.parquet'],
    ],
    ['year', partitioned('year', 3, 'int', [55, 56, 57, null]), day(20454, 20818), ['b.parquet']],
    ['month', partitioned('month', 3, 'int', [671, 672, 673, null]), day(20454, 20490), ['b.parquet', 'c.parquet']],
    ['day', partitioned('day', 3, 'int', [20453, 20454, null]), day(20454), ['b.parquet']],
    ['void, which says nothing', partitioned('void', 1, 'long', [null, null]), id(0), ['a.parquet', 'b.parquet']],
    [
      'what is not known, which says nothing',
      partitioned('zigzag[3]', 1, 'int', [1, null]),
      id(0),
      ['a.parquet', 'b.parquet'],
    ],
  ]
  for (const [what, table, bounds, expected] of cases)
    it(`leave out files by ${what}`, async () => {
      // The bounds are of what the partitions say; the rows of these files are not looked at.
      assert.deepEqual(await opened(withoutStatistics(table), bounds), expected)
    })

  it('leave out whole manifests', async () => {
    const { manifests, ...rest } = partitioned('truncate[10]', 1, 'long', [0])
    const [first] = manifests
    assert.ok(first !== undefined)
    const second = { ...first, entries: [ten('b.parquet', 10, { partition: { p: 10 } })] }
    const table = {
      ...rest,
      manifests: [
        { ...first, summaries: [{ low: int64(0), high: int64(0) }] },
        { ...second, summaries: [{ low: int64(10), high: int64(10) }] },
      ],
    }
    const got = await read(icebergTable(table), { columns: ['id'], bounds: [id(10, 12)] })
    assert.deepEqual(
      got.opened.filter((key) => /m\d/.test(key)),
      ['metadata/m1.avro'],
    )
    assert.equal(got.rows.length, 10)
  })

  it('are kept where bounds are of another type', async () => {
    const bounds = { column: 'id', type: doubleType, low: 50 }
    assert.equal((await opened(partitioned('truncate[10]', 1, 'long', [0, 10]), bounds)).length, 2)
  })

  it('leave out files by their statistics, of widened columns too', async () => {
    const int32 = Buffer.from([9, 0, 0, 0])
    const entries = [
      ten('a.parquet', 0, { lows: { 1: int64(0) }, highs: { 1: int32 } }),
      ten('b.parquet', 10, { lows: { 1: int64(10) }, highs: { 1: int64(19) } }),
      ten('c.parquet', 20, { nulls: { 1: 10 } }),
      ten('d.parquet', 0, { highs: { 4: Buffer.alloc(8) } }),
    ]
    const table = one({ schemas, manifests: [{ sequence: 1, entries }] })
    assert.deepEqual(await opened(table, id(10, 99)), ['b.parquet', 'd.parquet'])
    assert.deepEqual(await opened(table, id(9)), ['a.parquet', 'd.parquet'])
  })
})

/** The tables above hold no statistics that would leave files out before their partitions do. */
function withoutStatistics(table: TableOf): TableOf {
  assert.ok(table.manifests.every(({ entries }) => entries.every(({ lows }) => lows === undefined)))
  return table
}
