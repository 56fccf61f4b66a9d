import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { data, gone, idColumn, idsOf, longs, nameColumn, one, read, ten, texts } from './iceberg.fixture.ts'
import { type Entry, icebergTable, type TableOf } from './iceberg-table.ts'
import { span } from './pinned-read.ts'

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
