import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ColumnBounds } from '@glovebox/source'
import { dateType, integerType, textType } from '@glovebox/sql'
import { a, appended, attempt, b, c, idField, idsOf, read } from './delta.fixture.ts'
import { add, commit, commitKey, type DeltaField, metaData, protocol, remove } from './delta-table.ts'
import { type Files, span } from './pinned-read.ts'

describe('partitions of a Delta table', () => {
  const fields: DeltaField[] = [idField, { name: 'day', type: 'date' }, { name: 'who', type: 'string' }]
  const files: Files = {
    'day=2026-01-01/who=a%20b/1.parquet': a,
    'x/2.parquet': b,
    'x/3.parquet': c,
    [commitKey(0)]: commit(
      protocol(),
      metaData(fields, ['day', 'who']),
      add('day=2026-01-01/who=a%2520b/1.parquet', a, { partitionValues: { day: '2026-01-01', who: 'a b' } }),
      add('s3a://lake/t/x/2.parquet', b, { partitionValues: { day: '2026-01-02', who: '' } }),
      add('x/3.parquet', c, { partitionValues: { who: 'z' } }),
    ),
  }

  it('are constants of their files, where nothing and nothing said is NULL', async () => {
    const { rows } = await read(files)
    const distinct = new Set(rows.map(({ day, who }) => JSON.stringify([day, who])))
    assert.deepEqual([...distinct], ['["2026-01-01","a b"]', '["2026-01-02",null]', '[null,"z"]'])
    assert.equal(rows.length, 30)
  })

  it('are pruned by', async () => {
    const day = { column: 'day', type: dateType, low: 20455n }
    const { opened } = await read(files, { bounds: [day] })
    assert.deepEqual(
      opened.filter((key) => key.endsWith('.parquet')),
      ['x/2.parquet'],
    )
    const who = { column: 'who', type: textType, high: 'b' }
    assert.deepEqual(await idsOf(files, { bounds: [who] }), span(0, 10))
    const other = { column: 'day', type: textType, low: '9' }
    assert.equal((await read(files, { bounds: [other] })).rows.length, 30)
  })

  it('are refused where a value is not of its type', async () => {
    const wrong = commit(
      protocol(),
      metaData(fields, ['day']),
      add('x/2.parquet', b, { partitionValues: { day: 'x' } }),
    )
    assert.equal(await attempt({ ...files, [commitKey(0)]: wrong }), 'malformed')
  })
})

describe('statistics of a Delta table', () => {
  const stats = (min: number, max: number, nulls = 0) => ({
    stats: JSON.stringify({ numRecords: 10, minValues: { id: min }, maxValues: { id: max }, nullCount: { id: nulls } }),
  })
  const files = {
    ...appended,
    [commitKey(2)]: commit(
      remove('a.parquet'),
      remove('b.parquet'),
      add('a.parquet', a, stats(0, 9)),
      add('b.parquet', b, stats(10, 19)),
      add('c.parquet', c, stats(20, 29)),
    ),
  }
  const opened = async (bound: Partial<ColumnBounds>, of: Files = files): Promise<readonly string[]> =>
    (await read(of, { bounds: [{ column: 'id', type: integerType, ...bound }] })).opened.filter((key) =>
      /^.\.parquet$/.test(key),
    )

  it('leave out files that have no row within the bounds', async () => {
    assert.deepEqual(await opened({ low: 10n, high: 19n }), ['b.parquet'])
    assert.deepEqual(await opened({ low: 19n }), ['b.parquet', 'c.parquet'])
    assert.deepEqual(await opened({ high: 10 }), ['a.parquet', 'b.parquet'])
    assert.deepEqual(await opened({}), ['a.parquet', 'b.parquet', 'c.parquet'])
  })

  it('leave out files of NULLs alone, and nothing where they cannot be read', async () => {
    const nulls = commit(add('c.parquet', c, stats(0, 99, 10)), add('b.parquet', b, { stats: '{"numRecords":' }))
    assert.deepEqual(await opened({ high: 99n }, { ...appended, [commitKey(2)]: nulls }), ['a.parquet', 'b.parquet'])
  })
})
