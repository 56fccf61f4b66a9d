import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ColumnBounds } from '../port/table-source.ts'
import { compressionOf, formatOf } from './file-format.ts'
import { globPrefix, matchesGlob } from './glob.ts'
import { partitionMayHold, partitionOf } from './hive.ts'

const rows: readonly (readonly [glob: string, matched: readonly string[], others: readonly string[]])[] = [
  ['*.csv', ['a.csv', 'x.y.csv'], ['a/b.csv', '.a.csv', 'a.csv2', 'csv']],
  ['a/*/c?.csv', ['a/b/c1.csv', 'a/bb/cü.csv'], ['a/c1.csv', 'a/b/c.csv', 'a/b/d/c1.csv']],
  ['a/**/*.csv', ['a/x.csv', 'a/b/x.csv', 'a/b/c/x.csv'], ['x.csv', 'b/a/x.csv', 'a/.b/x.csv']],
  ['a/**', ['a/x', 'a/b/c'], ['a', 'b/x', 'a/.x']],
  ['**', ['a', 'a/b'], ['.a']],
  ['plain.csv', ['plain.csv'], ['plain.cs']],
  ['x[0-9]', ['x0', 'x5'], ['xa', 'x', 'x10']],
  ['x[!ab]', ['xc'], ['xa', 'xb']],
  ['x[]]', ['x]'], ['x']],
  ['year=*/p-*.parquet', ['year=2026/p-1.parquet'], ['year=2026/month=1/p-1.parquet']],
  ['.*', ['.a'], ['a']],
  ['a+(b).csv?', ['a+(b).csvx'], ['aab.csvx']],
]
for (const [glob, matched, others] of rows)
  test(`\`${glob}\` matches what it says`, () => {
    for (const key of matched) assert.ok(matchesGlob(glob, key), key)
    for (const key of others) assert.ok(!matchesGlob(glob, key), key)
    for (const key of matched) assert.ok(key.startsWith(globPrefix(glob)))
  })

test('a glob that could go back and forth for ever does not', () => {
  const begun = performance.now()
  assert.ok(!matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(1000)))
  assert.ok(!matchesGlob(`${'**/'.repeat(200)}b`, 'a/'.repeat(500)))
  assert.ok(performance.now() - begun < 1000)
})

test('endings say formats and compressions', () => {
  const said = ['a.csv', 'a.CSV.GZ', 'b.parquet', 'c.ndjson.zst', 'd.json.gzip', 'e.gz', 'f', 'g.txt'].map(
    (key) => `${formatOf(key)} ${compressionOf(key)}`,
  )
  assert.deepEqual(said, [
    'csv none',
    'csv gzip',
    'parquet none',
    'json zstd',
    'json gzip',
    'undefined gzip',
    'undefined none',
    'undefined none',
  ])
})

test('names of folders say partitions', () => {
  assert.deepEqual(
    { ...partitionOf('t/year=2026/name=a%2Fb%20c/x=__HIVE_DEFAULT_PARTITION__/p=1.parquet') },
    { year: '2026', name: 'a/b c', x: null },
  )
  assert.equal(partitionOf('a=1/a=2/x'), undefined)
  assert.equal(partitionOf('a=%zz/x'), undefined)
})

const date = { kind: 'date' } as const
const bounds: readonly (readonly [bound: ColumnBounds, held: boolean])[] = [
  [{ column: 'day', type: date, low: 20_454n }, true],
  [{ column: 'DAY', type: date, low: 20_455n }, false],
  [{ column: 'day', type: date, high: 20_453n }, false],
  [{ column: 'day', type: { kind: 'text' }, low: '2026-01-02' }, false],
  [{ column: 'day', type: { kind: 'integer' }, low: 99_999n }, true],
  [{ column: 'n', type: { kind: 'integer' }, low: 7n, high: 7n }, true],
  [{ column: 'n', type: { kind: 'integer' }, low: 8n }, false],
  [{ column: 'n', type: { kind: 'double' }, high: 6.5 }, false],
  [{ column: 'none', type: { kind: 'integer' }, low: 0n }, false],
  [{ column: 'other', type: { kind: 'integer' }, low: 0n }, true],
]
for (const [bound, held] of bounds)
  test(`a partition ${held ? 'may hold' : 'holds no'} rows with ${bound.column} as ${bound.type.kind} from ${bound.low} to ${bound.high}`, () => {
    assert.equal(partitionMayHold({ day: '2026-01-01', n: '07', none: null }, [bound]), held)
  })
