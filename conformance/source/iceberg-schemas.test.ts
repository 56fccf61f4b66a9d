import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { integerType } from '@glovebox/sql'
import { attempt, data, idColumn, idsOf, longs, one, read, texts } from './iceberg.fixture.ts'
import { icebergTable } from './iceberg-table.ts'
import { parquetFile } from './parquet-file.ts'

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
