import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCollaboration } from './read-collaboration.ts'

const read = (source: string): ReturnType<typeof readCollaboration> =>
  readCollaboration(
    `version: 1\ncollaboration: c\nmembers: [{ name: a, abilities: [query, receive] }]\ntables:\n  - { name: t, owner: a, source: ${source}, public: true }\n`,
  )

const accepted: readonly (readonly [source: string, read: Readonly<Record<string, unknown>>])[] = [
  ['{ file: "data/*.csv.gz" }', { kind: 'file', path: 'data/*.csv.gz', format: 'csv' }],
  ['{ file: t.jsonl.zst }', { kind: 'file', path: 't.jsonl.zst', format: 'json' }],
  [
    '{ s3: s3://bucket/t.parquet }',
    { kind: 's3', path: 's3://bucket/t.parquet', format: 'parquet', isPartitioned: false },
  ],
  [
    '{ s3: "s3://b.u-cket/t/**/*.parquet", connection: lake, partitions: hive }',
    { kind: 's3', path: 's3://b.u-cket/t/**/*.parquet', format: 'parquet', isPartitioned: true, connection: 'lake' },
  ],
  [
    '{ https: "https://example.org/t.csv?v=1" }',
    { kind: 'https', path: 'https://example.org/t.csv?v=1', format: 'csv', isPartitioned: false },
  ],
  ['{ glue: sales.orders, connection: aws }', { kind: 'glue', path: 'sales.orders', connection: 'aws' }],
  ['{ iceberg: s3://bucket/t }', { kind: 'iceberg', path: 's3://bucket/t' }],
  ['{ iceberg: lake/t }', { kind: 'iceberg', path: 'lake/t' }],
  ['{ delta: s3://bucket/t, connection: lake }', { kind: 'delta', path: 's3://bucket/t', connection: 'lake' }],
  ['{ deltaSharing: s.h.t, connection: them }', { kind: 'delta-sharing', path: 's.h.t', connection: 'them' }],
  ['{ deltaSharing: a.b.c.d, connection: them }', { kind: 'delta-sharing', path: 'a.b.c.d', connection: 'them' }],
  ['{ postgres: visits, connection: pg }', { kind: 'postgres', path: 'visits', connection: 'pg' }],
  ['{ postgres: public.visits, connection: pg }', { kind: 'postgres', path: 'public.visits', connection: 'pg' }],
]

for (const [source, expected] of accepted)
  test(`${source} is a source`, () => {
    const { collaboration, diagnostics } = read(source)
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    )
    const { at: _, ...found } = collaboration?.tables[0]?.source ?? { at: undefined }
    assert.deepEqual(found, expected)
  })

const refused: readonly (readonly [source: string, code: string])[] = [
  ['{}', 'COLLABORATION_KEY_MISSING'],
  ['{ format: csv }', 'COLLABORATION_KEY_MISSING'],
  ['{ fle: t.csv }', 'COLLABORATION_KEY_UNKNOWN'],
  ['{ file: t.csv, s3: s3://bucket/t.csv }', 'COLLABORATION_SOURCE_MANY'],
  ['{ file: t.csv, connection: c }', 'COLLABORATION_SOURCE_KEY'],
  ['{ file: t.csv, partitions: hive }', 'COLLABORATION_SOURCE_KEY'],
  ['{ glue: a.b, connection: c, format: csv }', 'COLLABORATION_SOURCE_KEY'],
  ['{ https: https://example.org/t.csv, partitions: hive }', 'COLLABORATION_SOURCE_KEY'],
  ['{ glue: a.b }', 'COLLABORATION_SOURCE_CONNECTION'],
  ['{ deltaSharing: a.b.c }', 'COLLABORATION_SOURCE_CONNECTION'],
  ['{ postgres: a.b }', 'COLLABORATION_SOURCE_CONNECTION'],
  ['{ postgres: a.b, connection: "" }', 'COLLABORATION_NAME'],
  ['{ postgres: a.b.c, connection: c }', 'COLLABORATION_SOURCE_PATH'],
  ['{ postgres: a., connection: c }', 'COLLABORATION_SOURCE_PATH'],
  ['{ glue: a, connection: c }', 'COLLABORATION_SOURCE_PATH'],
  ['{ deltaSharing: a.b, connection: c }', 'COLLABORATION_SOURCE_PATH'],
  ['{ s3: bucket/t.csv }', 'COLLABORATION_SOURCE_PATH'],
  ['{ s3: s3://bucket }', 'COLLABORATION_SOURCE_PATH'],
  ['{ s3: s3://BUCKET/t.csv }', 'COLLABORATION_SOURCE_PATH'],
  ['{ s3: s3://bucket/t }', 'COLLABORATION_SOURCE_FORMAT'],
  ['{ https: http://example.org/t.csv }', 'COLLABORATION_SOURCE_PATH'],
  ['{ https: https://u:p@example.org/t.csv }', 'COLLABORATION_SOURCE_PATH'],
  ['{ https: "https://example.org/t.csv?X-Amz-Signature=1" }', 'COLLABORATION_SOURCE_PATH'],
  ['{ https: "https://example.org/t.csv?sv=1&sig=1" }', 'COLLABORATION_SOURCE_PATH'],
  ['{ iceberg: https://example.org/t }', 'COLLABORATION_SOURCE_PATH'],
  ['{ delta: gs://bucket/t }', 'COLLABORATION_SOURCE_PATH'],
]

for (const [source, code] of refused)
  test(`${source} is no source`, () => {
    const codes = read(source).diagnostics.map((found) => found.code)
    assert.deepEqual(codes, [code])
  })
