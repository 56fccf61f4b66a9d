import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from '../../../usage-error.ts'
import { sourceOf } from './source-words.ts'

const rows: readonly (readonly [text: string, words: object])[] = [
  ['people.csv', { file: 'people.csv' }],
  ['sales/*.parquet', { file: 'sales/*.parquet' }],
  ['s3://bucket/a:b.parquet', { s3: 's3://bucket/a:b.parquet' }],
  ['https://example.org/t.csv', { https: 'https://example.org/t.csv' }],
  ['postgres:shop.orders', { postgres: 'shop.orders' }],
  ['glue:db.t', { glue: 'db.t' }],
  ['delta:s3://bucket/t', { delta: 's3://bucket/t' }],
  ['iceberg:lake/t', { iceberg: 'lake/t' }],
  ['delta-sharing:a.b.c', { deltaSharing: 'a.b.c' }],
  ['C:data.csv', { file: 'C:data.csv' }],
]

for (const [text, words] of rows)
  test(`${text} is a source`, () => {
    assert.deepEqual(sourceOf(text), words)
  })

test('what is said beside it comes along', () => {
  const words = sourceOf('s3://b/t', { sourceFormat: 'csv', connection: 'lake', partitions: 'hive' })
  assert.deepEqual(words, { s3: 's3://b/t', format: 'csv', connection: 'lake', partitions: 'hive' })
})

test('another kind is refused with those that there are', () => {
  assert.throws(
    () => sourceOf('mysql:a.b'),
    (error) => error instanceof UsageError && /postgres:NAME/.test(error.message),
  )
})
