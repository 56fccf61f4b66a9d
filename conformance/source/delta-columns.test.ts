import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { integerType } from '@glovebox/sql'
import { appended, attempt, idField, idsOf, read } from './delta.fixture.ts'
import { add, commit, commitKey, type DeltaField, metaData, protocol } from './delta-table.ts'
import { parquetFile } from './parquet-file.ts'
import { type Files, span } from './pinned-read.ts'

describe('columns of a Delta table', () => {
  const mapped = (name: string, physical: string, id: number): DeltaField => ({
    name,
    type: 'long',
    metadata: { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': physical },
  })
  const before = parquetFile({
    'col-1': { values: [1n, 2n], type: 'INT64', id: 1 },
    id: { values: [7n, 8n], type: 'INT64', id: 2 },
  })
  const after = parquetFile({
    'col-1': { values: [3n], type: 'INT64', id: 1 },
    n: { values: [4n], type: 'INT64', id: 3 },
  })
  // `id` was called otherwise at first, another `id` was dropped, `more` was added.
  const table = (mode: string): Files => ({
    'a.parquet': before,
    'b.parquet': after,
    [commitKey(0)]: commit(
      protocol('columnMapping'),
      metaData([mapped('id', 'col-1', 1), mapped('more', 'n', 3)], [], { 'delta.columnMapping.mode': mode }),
      add('a.parquet', before),
      add('b.parquet', after),
    ),
  })
  const expected = [
    { id: 1n, more: null },
    { id: 2n, more: null },
    { id: 3n, more: 4n },
  ]
  for (const mode of ['name', 'id'])
    it(`are found by ${mode} where they are mapped so`, async () => {
      assert.deepEqual((await read(table(mode))).rows, expected)
    })

  it('are refused where they are mapped and the protocol does not say so', async () => {
    const files = table('name')
    const fields = [mapped('id', 'col-1', 1)]
    files[commitKey(0)] = commit(
      protocol(),
      metaData(fields, [], { 'delta.columnMapping.mode': 'name' }),
      add('a.parquet', before),
    )
    assert.equal(await attempt(files), 'malformed')
  })

  it('are refused by id where a file has no ids', async () => {
    const bare = parquetFile({ 'col-1': { values: [1n], type: 'INT64' } })
    const fields = [mapped('id', 'col-1', 1)]
    const meta = metaData(fields, [], { 'delta.columnMapping.mode': 'id' })
    const files = { 'a.parquet': bare, [commitKey(0)]: commit(protocol('columnMapping'), meta, add('a.parquet', bare)) }
    assert.equal(await attempt(files), 'unsupported')
  })

  it('are listed without a type where they have none here, and cannot be asked for', async () => {
    const nested: DeltaField = { name: 'tags', type: { type: 'array', elementType: 'string', containsNull: true } }
    const files = { ...appended, [commitKey(3)]: commit(metaData([idField, nested])) }
    assert.deepEqual(await idsOf(files), span(10, 20))
    assert.equal(await attempt(files, { columns: ['tags'] }), 'unsupported')
    assert.equal(await attempt(files, { columns: ['absent'] }), 'unsupported')
  })

  it('that files do not have are NULL, and such files are left out by bounds', async () => {
    const more = { ...appended, [commitKey(3)]: commit(metaData([idField, { name: 'more', type: 'long' }])) }
    assert.ok((await read(more)).rows.every(({ more: own }) => own === null))
    const bounds = [{ column: 'more', type: integerType, low: 0n }]
    assert.deepEqual((await read(more, { bounds })).rows, [])
  })
})
