import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type ColumnBounds, openIceberg, type SourceFailureKind } from '@glovebox/source'
import { dateType, doubleType, integerType, textType } from '@glovebox/sql'
import { type Column, type Entry, icebergTable, type TableOf, tableMetadata } from './iceberg-table.ts'
import { memoryStorage } from './memory-storage.ts'
import { parquetFile, type WrittenColumn } from './parquet-file.ts'
import { type Row, rowsOfTable } from './rows-of-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-iceberg-'))
after(() => rmSync(folder, { recursive: true }))

type Files = Record<string, Uint8Array>
type Asked = { columns?: readonly string[]; bounds?: readonly ColumnBounds[]; metadata?: string }
type Read = { rows: readonly Row[]; opened: readonly string[]; version: string }

async function attempt(files: Files, { columns, bounds, metadata }: Asked = {}): Promise<Read | SourceFailureKind> {
  const storage = memoryStorage(new Map(Object.entries(files)))
  const named = metadata === undefined ? {} : { metadata }
  const pinned = await openIceberg({ storage, location: 's3://lake/t', ...named }).pin({})
  if (!pinned.ok) return pinned.failure.kind
  const all = (pinned.value.columns ?? []).filter(({ type }) => type !== undefined).map(({ name }) => name)
  const need = { folder: mkdtempSync(join(folder, 'x')), columns: columns ?? all, bounds: bounds ?? [] }
  const got = await pinned.value.fetch(need, {})
  if (!got.ok) return got.failure.kind
  const rows = await rowsOfTable(got.value, need.columns)
  return { rows, opened: storage.opened, version: pinned.value.version }
}

async function read(files: Files, asked: Asked = {}): Promise<Read> {
  const got = await attempt(files, asked)
  assert.ok(typeof got !== 'string', `refused: ${String(got)}`)
  return got
}

const span = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n)
const longs = (values: readonly (number | null)[], id: number): WrittenColumn => ({
  values: values.map((value) => (value === null ? null : BigInt(value))),
  type: 'INT64',
  id,
})
const texts = (values: readonly (string | null)[], id: number): WrittenColumn => ({ values, type: 'STRING', id })
const data = (path: string, columns: Record<string, WrittenColumn>, more: Partial<Entry> = {}): Entry => ({
  path,
  bytes: parquetFile(columns),
  rows: Object.values(columns)[0]?.values.length ?? 0,
  ...more,
})
const gone = (path: string, pairs: readonly (readonly [string, number])[], more: Partial<Entry> = {}): Entry => ({
  path,
  bytes: parquetFile({
    file_path: texts(
      pairs.map(([own]) => `s3://lake/t/${own}`),
      2147483546,
    ),
    pos: longs(
      pairs.map(([, place]) => place),
      2147483545,
    ),
  }),
  rows: pairs.length,
  content: 1,
  ...more,
})
const int64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(value))
  return bytes
}
const idColumn: Column = { id: 1, name: 'id', type: 'long' }
const nameColumn: Column = { id: 2, name: 'name', type: 'string' }
const ten = (path: string, from: number, more: Partial<Entry> = {}): Entry =>
  data(path, { id: longs(span(from, 10), 1) }, more)
const one = (table: Partial<TableOf>): TableOf => ({
  schemas: [[idColumn]],
  manifests: [{ sequence: 1, entries: [ten('a.parquet', 0), ten('b.parquet', 10)] }],
  ...table,
})
const idsOf = async (table: TableOf, asked: Asked = {}): Promise<readonly number[]> =>
  (await read(icebergTable(table), asked)).rows.map(({ id }) => Number(id)).sort((a, b) => a - b)

describe('the metadata of an Iceberg table', () => {
  const files = icebergTable(one({}))
  const { 'metadata/v1.metadata.json': current = new Uint8Array(), ...rest } = files
  const older = Buffer.from(JSON.stringify({ ...tableMetadata(one({})), 'current-snapshot-id': -1 }))
  const hint = (text: string): Files => ({ 'metadata/version-hint.text': Buffer.from(text) })
  const found: Record<string, Files> = {
    'under the highest number of a folder': {
      'metadata/v9.metadata.json': older,
      'metadata/v10.metadata.json': current,
    },
    'under the highest number of a catalog': {
      'metadata/00009-a.metadata.json': older,
      'metadata/00010-b.metadata.json': current,
    },
    'after a hint that is behind': {
      'metadata/v1.metadata.json': older,
      'metadata/v2.metadata.json': current,
      ...hint('1'),
    },
    'after a hint that names it': { 'metadata/x-2.metadata.json': current, ...hint('x-2') },
    packed: { 'metadata/v2.gz.metadata.json': gzipSync(current) },
  }
  for (const [what, own] of Object.entries(found))
    it(`is found ${what}`, async () => {
      assert.equal((await read({ ...rest, ...own })).rows.length, 20)
    })

  it('is the one that was named', async () => {
    const own = { ...rest, 'metadata/v2.metadata.json': older, 'metadata/v1.metadata.json': current }
    assert.equal((await read(own, { metadata: 'metadata/v1.metadata.json' })).rows.length, 20)
    assert.deepEqual((await read(own)).rows, [])
  })

  const refused: Record<string, [Files, SourceFailureKind]> = {
    'where two have the highest number': [
      { 'metadata/00001-a.metadata.json': current, 'metadata/00001-b.metadata.json': older },
      'unsupported',
    ],
    'where there is none': [{}, 'not-found'],
    'where the hint is of none': [{ 'metadata/v1.metadata.json': current, ...hint('2') }, 'malformed'],
    'of version 3': [
      { 'metadata/v1.metadata.json': Buffer.from(JSON.stringify(tableMetadata(one({ version: 3 })))) },
      'unsupported',
    ],
    'that is no JSON': [{ 'metadata/v1.metadata.json': current.subarray(0, 90) }, 'malformed'],
    'that is nested without end': [{ 'metadata/v1.metadata.json': Buffer.from('['.repeat(200_000)) }, 'malformed'],
  }
  for (const [what, [own, kind]] of Object.entries(refused))
    it(`is refused ${what}`, async () => {
      assert.equal(await attempt({ ...rest, ...own }), kind)
    })
})

describe('manifests of an Iceberg table', () => {
  for (const codec of ['null', 'deflate', 'snappy', 'zstandard'])
    it(`are read where they are packed with ${codec}`, async () => {
      assert.deepEqual(await idsOf(one({ codec })), span(0, 20))
    })

  it('are read in version 1, which has no sequence numbers', async () => {
    assert.deepEqual(await idsOf(one({ version: 1 })), span(0, 20))
  })

  it('leave out files that were deleted, and keep those that were there', async () => {
    const entries = [ten('a.parquet', 0, { status: 2 }), ten('b.parquet', 10, { status: 0, sequence: 1 })]
    assert.deepEqual(await idsOf(one({ manifests: [{ sequence: 2, entries }] })), span(10, 10))
  })

  it('are found where the table was moved to', async () => {
    assert.deepEqual(await idsOf(one({ location: 'hdfs://old:8020/warehouse/t' })), span(0, 20))
  })

  it('are refused, and never read otherwise, where bytes of them are cut off or changed', async () => {
    const files = icebergTable(one({ codec: 'snappy' }))
    for (const key of ['metadata/m0.avro', 'metadata/snap-1.avro']) {
      const whole = files[key] ?? new Uint8Array()
      for (let cut = 0; cut < whole.length; cut += 61) {
        const got = await attempt({ ...files, [key]: whole.subarray(0, cut) })
        assert.ok(got === 'malformed' || got === 'changed', `${key} at ${cut}: ${JSON.stringify(got)?.slice(0, 80)}`)
      }
      const changed = Uint8Array.from(whole)
      changed[whole.length - 30] = (changed[whole.length - 30] ?? 0) ^ 1
      assert.equal(await attempt({ ...files, [key]: changed }), 'malformed')
    }
  })
})

describe('schemas of an Iceberg table', () => {
  const old = data('old.parquet', { was: longs([1, 2], 1), id: longs([7, 8], 2), who: texts(['x', 'y'], 3) })
  const young = data('new.parquet', { who: texts(['z'], 3), id: longs([3], 1), more: longs([9], 4) })
  const schemas = [
    [
      { id: 1, name: 'was', type: 'int' },
      { id: 2, name: 'id', type: 'long' },
      { id: 3, name: 'who', type: 'string' },
    ],
    [
      { id: 3, name: 'who', type: 'string' },
      { id: 1, name: 'id', type: 'long' },
      { id: 4, name: 'more', type: 'long' },
      { id: 5, name: 'tags', type: { type: 'list', 'element-id': 6, element: 'string', 'element-required': true } },
    ],
  ]
  const table = one({ schemas, manifests: [{ sequence: 1, entries: [old, young] }] })

  it('find columns by their ids: renamed, dropped, added, in another order', async () => {
    assert.deepEqual((await read(icebergTable(table))).rows, [
      { who: 'x', id: 1n, more: null },
      { who: 'y', id: 2n, more: null },
      { who: 'z', id: 3n, more: 9n },
    ])
  })

  it('leave out files by columns that they do not have', async () => {
    const bounds = [{ column: 'more', type: integerType, low: 0n }]
    assert.deepEqual((await read(icebergTable(table), { bounds })).rows, [{ who: 'z', id: 3n, more: 9n }])
  })

  it('list columns without a type that cannot be asked for', async () => {
    assert.equal(await attempt(icebergTable(table), { columns: ['tags'] }), 'unsupported')
  })

  const bare = { path: 'a.parquet', bytes: parquetFile({ old_id: { values: [1n], type: 'INT64' } }), rows: 1 }
  const unnamed = one({ manifests: [{ sequence: 1, entries: [bare] }] })
  it('find columns without ids by the name mapping, and without one not at all', async () => {
    assert.equal(await attempt(icebergTable(unnamed)), 'unsupported')
    const mapping = JSON.stringify([{ 'field-id': 1, names: ['id', 'old_id'] }])
    assert.deepEqual(await idsOf({ ...unnamed, properties: { 'schema.name-mapping.default': mapping } }), [1])
  })

  it('are refused where a file has not what must have values', async () => {
    const must = [{ ...idColumn }, { id: 9, name: 'must', type: 'long', required: true }]
    assert.equal(await attempt(icebergTable(one({ schemas: [must] }))), 'malformed')
  })
})

describe('deletes of an Iceberg table', () => {
  const entries = [ten('a.parquet', 0), ten('b.parquet', 10)]
  const withDeletes = (deletes: readonly Entry[], sequence = 2): TableOf =>
    one({
      manifests: [
        { sequence: 1, entries },
        { sequence, content: 1, entries: deletes },
      ],
    })

  it('by places are of the files that they name, once each', async () => {
    const pairs = [
      ['a.parquet', 0],
      ['a.parquet', 9],
      ['b.parquet', 3],
      ['c.parquet', 1],
    ] as const
    const table = withDeletes([gone('d1.parquet', pairs), gone('d2.parquet', [['a.parquet', 9]])])
    assert.deepEqual(await idsOf(table), span(1, 8).concat(span(10, 3), span(14, 6)))
  })

  it('by places are of files of the same commit, and not of newer ones', async () => {
    const pairs = [
      ['a.parquet', 0],
      ['b.parquet', 0],
    ] as const
    const newer = { sequence: 3, entries: [ten('b.parquet', 10)] }
    const deletes = { sequence: 1, content: 1 as const, entries: [gone('d.parquet', pairs)] }
    const table = one({ manifests: [{ sequence: 1, entries: [ten('a.parquet', 0)] }, newer, deletes] })
    assert.deepEqual(await idsOf(table), span(1, 19))
  })

  const equal = (path: string, ids: readonly (number | null)[], more: Partial<Entry> = {}): Entry =>
    data(path, { id: longs(ids, 1) }, { content: 2, equalityIds: [1], ...more })
  it('of equal rows are of older files, and not of those of the same commit', async () => {
    const newer = { sequence: 2, entries: [ten('c.parquet', 0)] }
    const deletes = { sequence: 2, content: 1 as const, entries: [equal('d.parquet', [0, 15])] }
    const table = one({ manifests: [{ sequence: 1, entries }, newer, deletes] })
    const expected = span(1, 14)
      .concat(span(16, 4), span(0, 10))
      .sort((a, b) => a - b)
    assert.deepEqual(await idsOf(table), expected)
  })

  it('of equal rows compare NULLs as equal, and all of their columns', async () => {
    const columns = { id: longs([1, 1, null, 2], 1), name: texts(['x', null, 'y', null], 2) }
    const both = data(
      'd.parquet',
      { name: texts([null, 'y'], 2), key: longs([1, null], 1) },
      { content: 2, equalityIds: [1, 2] },
    )
    const table = one({
      schemas: [[idColumn, nameColumn]],
      manifests: [
        { sequence: 1, entries: [data('a.parquet', columns)] },
        { sequence: 2, content: 1, entries: [both] },
      ],
    })
    assert.deepEqual((await read(icebergTable(table))).rows, [
      { id: 1n, name: 'x' },
      { id: 2n, name: null },
    ])
  })

  it('of equal rows take a column that a file does not have as NULL', async () => {
    const of = (ids: readonly number[], names: readonly (string | null)[]): Entry =>
      data('d.parquet', { id: longs(ids, 1), name: texts(names, 2) }, { content: 2, equalityIds: [1, 2] })
    const table = (own: Entry): TableOf =>
      one({
        schemas: [[idColumn, nameColumn]],
        manifests: [
          { sequence: 1, entries },
          { sequence: 2, content: 1, entries: [own] },
        ],
      })
    assert.deepEqual(await idsOf(table(of([3, 4], [null, 'x']))), span(0, 3).concat(span(4, 16)))
    assert.deepEqual(await idsOf(table(of([3, 4], ['y', 'x']))), span(0, 20))
    const alone = data('d.parquet', { name: texts(['x', null], 2) }, { content: 2, equalityIds: [2] })
    assert.deepEqual(await idsOf(table(alone)), [])
  })

  it('of equal rows compare columns that the question does not name', async () => {
    const columns = { id: longs([1, 2], 1), name: texts(['x', 'y'], 2) }
    const by = data('d.parquet', { name: texts(['y'], 2) }, { content: 2, equalityIds: [2] })
    const manifests = [
      { sequence: 1, entries: [data('a.parquet', columns)] },
      { sequence: 2, content: 1 as const, entries: [by] },
    ]
    assert.deepEqual(await idsOf(one({ schemas: [[idColumn, nameColumn]], manifests }), { columns: ['id'] }), [1])
  })

  it('are of their own partition, or of all where they have none', async () => {
    const partitionFields = [{ name: 'p', type: ['null', 'string'], 'field-id': 1010 }] as const
    const specs = [[], [{ source: 2, transform: 'identity' }]]
    const part = (path: string, p: string | null, own: Entry): Entry => ({ ...own, path, partition: { p } })
    const table = (deletes: readonly Entry[], spec: number): TableOf =>
      one({
        schemas: [[idColumn, nameColumn]],
        specs,
        manifests: [
          {
            sequence: 1,
            spec: 1,
            partitionFields,
            entries: [part('a.parquet', 'x', ten('', 0)), part('b.parquet', null, ten('', 10))],
          },
          { sequence: 2, content: 1, spec, partitionFields: spec === 0 ? [] : partitionFields, entries: deletes },
        ],
      })
    const ids = [0, 1, 10, 11]
    assert.deepEqual(await idsOf(table([equal('d.parquet', ids)], 0)), span(2, 8).concat(span(12, 8)))
    assert.deepEqual(await idsOf(table([part('d.parquet', 'x', equal('', ids))], 1)), span(2, 18))
    assert.deepEqual(await idsOf(table([part('d.parquet', null, equal('', ids))], 1)), span(0, 10).concat(span(12, 8)))
    const places = gone('d.parquet', [
      ['a.parquet', 0],
      ['b.parquet', 0],
    ])
    assert.deepEqual(await idsOf(table([part('d.parquet', 'x', places)], 1)), span(1, 19))
    assert.deepEqual(await idsOf(table([places], 0)), span(0, 20))
  })
})

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

describe('what an Iceberg table must not do', () => {
  const files = (own: Partial<Entry>, more: Partial<TableOf> = {}): Files =>
    icebergTable(
      one({ manifests: [{ sequence: 1, entries: [ten('a.parquet', 0), ten('b.parquet', 10, own)] }], ...more }),
    )
  const cases: Record<string, [Files, SourceFailureKind]> = {
    'name a file in another bucket': [files({ path: 's3://other/a.parquet' }), 'forbidden'],
    'name a file of this machine': [files({ path: 'file:///etc/passwd' }), 'forbidden'],
    'name a file above the table': [files({ path: 's3://lake/t/../u/a.parquet' }), 'forbidden'],
    'name a file of a table with a longer name': [files({ path: 's3://lake/t2/a.parquet' }), 'forbidden'],
    'name a file by the name of a server': [files({ path: 'https://key:secret@host/a.parquet?sig=x' }), 'forbidden'],
    'have a file twice': [files({ path: 'a.parquet' }), 'malformed'],
    'have a file of ORC': [files({ format: 'ORC' }), 'unsupported'],
    'have deletion vectors': [files({ format: 'puffin' }), 'unsupported'],
    'have deletes among data': [files({ content: 1 }), 'malformed'],
    'have a file that is no Parquet': [files({ bytes: Buffer.from('PAR1 and nothing more PAR1') }), 'malformed'],
    'have a file of another size': [{ ...files({}), 'b.parquet': new Uint8Array(3) }, 'changed'],
    'have places that are deleted and none': [
      icebergTable(
        one({
          manifests: [
            { sequence: 1, entries: [ten('a.parquet', 0)] },
            { sequence: 2, content: 1, entries: [gone('d.parquet', [['a.parquet', -1]])] },
          ],
        }),
      ),
      'malformed',
    ],
  }
  for (const [what, [own, kind]] of Object.entries(cases))
    it(`is refused: ${what}`, async () => {
      assert.equal(await attempt(own), kind)
    })

  it('says no more of a path than its host', async () => {
    const own = files({ path: 'https://key:secret@host/private/a.parquet?sig=x' })
    const pinned = await openIceberg({
      storage: memoryStorage(new Map(Object.entries(own))),
      location: 's3://lake/t',
    }).pin({})
    assert.ok(pinned.ok)
    const got = await pinned.value.fetch({ folder: mkdtempSync(join(folder, 'x')) }, {})
    assert.ok(!got.ok)
    assert.match(got.failure.reason, /https:\/\/host/)
    assert.doesNotMatch(got.failure.reason, /secret|private|sig/)
  })

  it('is stopped by whoever asked', async () => {
    const stop = AbortSignal.abort()
    const storage = memoryStorage(new Map(Object.entries(files({}))))
    const got = await openIceberg({ storage, location: 's3://lake/t' }).pin({ signal: stop })
    assert.deepEqual(got.ok || got.failure.kind, 'cancelled')
  })
})
